"""How much may change where more is re-planned, and how long that may take."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from app.services.centre import planning_of
from app.services.context import today_of
from app.web import session
from app.web.parts.wording import day_short
from app.web.reads import Judged
from data.model.language import tr


@dataclass(frozen=True)
class RerosterSettings:
    """How much a repair may change, and how long it may take."""

    first: date
    change_price: int
    max_touched: int | None
    limit_s: float


def reroster_settings(judged: Judged) -> RerosterSettings | None:
    """How much may change; None until it is asked for."""
    context, dates = session.context(), judged.problem.dates
    usual, today = planning_of(context), today_of(context)
    days = [day for day in dates if day >= today] or dates
    with st.form("reroster_settings"):
        columns = st.columns([3, 3, 3, 2, 2], vertical_alignment="bottom")
        first = columns[0].selectbox(
            tr("First day that may change"),
            days,
            days.index(session.chosen_day(days)),
            format_func=day_short,
            help=tr("Your notice period."),
        )
        price = columns[1].number_input(
            tr("Cost of a changed day"), 0, 10_000, usual.reroster_change_price,
            help=tr("A day is only changed where that saves more than this. What a "
"missing agent costs stands with the rules."),
        )  # fmt: skip
        most = columns[2].number_input(
            tr("Most people changed"),
            0,
            len(judged.problem.agents),
            None,
            placeholder=tr("any number"),
        )
        limit = columns[3].number_input(tr("Time limit [s]"), 1, 3600, usual.reroster_limit_s)
        asked = columns[4].form_submit_button(
            tr("Reroster"), type="primary", icon=":material/healing:", width="stretch"
        )
    if not asked:
        return None
    return RerosterSettings(first, int(price), None if most is None else int(most), float(limit))
