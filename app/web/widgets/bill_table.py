"""The bills of some rosters side by side, changes paid in the last."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from app.web.widgets.scorecard_view import title_of
from rostering.scorecard import Scorecard


def bill_table(cards: Mapping[str, Scorecard], change_points: int) -> None:
    """Draw points by rule, a column for each roster.

    Parameters
    ----------
    cards
        Scorecards by what their columns are called.
    change_points
        What the changes of the last one cost [points].
    """
    bills = [card.by_rule() for card in cards.values()]
    rules = dict.fromkeys(rule for bill in bills for rule in bill)
    points = [[bill.get(rule, 0) for bill in bills] for rule in rules]
    points.append([*[0] * (len(bills) - 1), change_points])
    points.append([sum(column) for column in zip(*points, strict=True)])
    names = [*map(title_of, rules), "Changes", "All"]
    rows = [[name, *line] for name, line in zip(names, points, strict=True) if any(line)]
    st.markdown("**What it costs** (points)")
    st.dataframe(pd.DataFrame(rows, columns=["For", *cards]), hide_index=True)
