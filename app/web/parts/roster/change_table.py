"""Changed cells in words and colour: what was, what becomes of it, and in which way it differs."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import streamlit as st

from app.services.roster.check import OFF, CellChange
from app.services.service_quality.seats import seats_lacking
from app.web import session
from app.web.parts.charts.palette import AWAY, SHIFTS
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.roster import Roster

ROW_PX, MOST_PX = 36, 360
LONGER, GONE, OTHER = SHIFTS["day"], AWAY, SHIFTS["early"]


def change_table(
    changes: Sequence[CellChange],
    names: Mapping[str, str],
    before: str,
    after: str,
    why: Callable[[CellChange], str] | None = None,
) -> None:
    """One row a changed cell.

    Parameters
    ----------
    before, after
        Titles of the two columns.
    why
        Why a cell changes, for a column of its own.
    """
    rows = [
        {
            tr("Agent"): f"{names.get(c.agent_id, c.agent_id)} ({c.agent_id})",
            tr("Day"): c.day,
            before: c.in_words[0],
            after: c.in_words[1],
            tr("What"): way_of(c)[0],
            **({tr("Why"): why(c)} if why else {}),
        }
        for c in changes
    ]
    frame = pd.DataFrame(rows)
    colours = [way_of(c)[1] for c in changes]
    styles = pd.DataFrame("", index=frame.index, columns=frame.columns)
    styles[after] = [f"background-color:{back};color:{ink}" for back, ink in colours]
    st.dataframe(
        frame.style.apply(lambda _: styles, axis=None),
        hide_index=True,
        height=min(MOST_PX, ROW_PX * (len(rows) + 1)),
        column_config={tr("Day"): st.column_config.DateColumn(format=tr("ddd D MMM YYYY"))},
    )


def way_of(change: CellChange) -> tuple[str, tuple[str, str]]:
    """In which way a cell changes, and its colours."""
    if change.before == OFF:
        return tr("comes in"), LONGER
    if change.after == OFF:
        return tr("is off now"), GONE
    if change.before.split(" (")[0] == change.after.split(" (")[0]:
        return tr("other breaks or activities"), OTHER
    return tr("other hours"), OTHER


def seats_warning(problem: RosterProblem, roster: Roster, before: Roster | None = None) -> None:
    """Say when a roster brings more people than there are seats, before anybody saves it.

    Parameters
    ----------
    before
        Only what is worse than in this roster; None: all of it.
    """
    lines = seats_lacking(session.context(), problem, roster, before)
    say_seats(lines, changed=before is not None)


def say_seats(lines: tuple[str, ...], *, changed: bool) -> None:
    """Say when people lack seats, after a change or as a roster stands."""
    if lines:
        more = tr(" and {n} more times", n=len(lines) - 3) if len(lines) > 3 else ""
        said = tr("; ").join(lines[:3]) + more
        text = (
            tr("Seats lack after this change: {lines}", lines=said)
            if changed
            else tr("More people than seats: {lines}", lines=said)
        )
        st.warning(text, icon=":material/chair_alt:")
