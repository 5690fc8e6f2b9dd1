"""Which days a new roster has: whole weeks, a calendar month, or any days."""

from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from app.services.roster.build import MOST_DAYS
from app.web.parts.wording import day_long, month_long, span
from data.model.language import phrase, tr
from data.store.versions import RequirementSummary

WAYS = {
    "weeks": phrase("Whole weeks"),
    "month": phrase("A calendar month"),
    "days": phrase("Any days"),
}
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Days of a roster; `weeks` where they were asked for so."""

    first: date
    last: date
    weeks: int | None = None


def pick_span(need: RequirementSummary, usual_weeks: int, after: date) -> Span | None:
    """Ask for days that a staffing need covers; None, saying why, where it covers none.

    Parameters
    ----------
    after
        First day that is not planned yet: proposed where the need covers it.
    """
    last = need.first + timedelta(days=need.days - 1)
    ways = {"weeks": _weeks, "month": _month, "days": _days}
    way = st.radio(
        tr("Days"), list(WAYS), format_func=lambda key: tr(WAYS[key]), horizontal=True, key="span"
    )
    found = ways[way](need.first, last, usual_weeks, after)
    if found and (found.first.weekday() or found.last.weekday() < 6):
        st.caption(
            tr(
                "{days} days, {span}. In a week that is cut, the days worked before count; a least"
                " is asked of whole weeks only.",
                days=(found.last - found.first).days + 1,
                span=span(found.first, found.last),
            )
        )
    return found


def _weeks(first: date, last: date, usual: int, after: date) -> Span | None:
    mondays = [day for day in _each(first, last - 6 * _DAY) if day.weekday() == 0]
    if not mondays:
        st.warning(
            tr("This staffing need holds no whole week from Monday to Sunday; forecast more weeks.")
        )
        return None
    columns = st.columns([3, 1])
    begin = columns[0].selectbox(
        tr("From Monday"), mondays, _place(mondays, after), format_func=day_long
    )
    most = min(MOST_DAYS // 7, len(mondays) - mondays.index(begin))
    weeks = int(columns[1].number_input(tr("Weeks"), 1, most, min(usual, most)))
    return Span(begin, begin + timedelta(days=7 * weeks - 1), weeks)


def _month(first: date, last: date, _usual: int, after: date) -> Span | None:
    begins = months(first, last)
    if not begins:
        st.warning(tr("This staffing need holds no whole calendar month; forecast more weeks."))
        return None
    begin = st.selectbox(tr("Month"), begins, _place(begins, after), format_func=month_long)
    return Span(begin, end_of(begin))


def _days(first: date, last: date, usual: int, after: date) -> Span | None:
    usual_first = after if first <= after <= last else first
    begin = st.date_input(tr("First day"), usual_first, first, last)
    most = min(last, begin + timedelta(days=MOST_DAYS - 1))
    end = st.date_input(
        tr("Last day"), min(most, begin + timedelta(days=7 * usual - 1)), begin, most
    )
    return Span(begin, end)


def _place(begins: list[date], after: date) -> int:
    """Place of the first begin that nothing is planned for; of the first where all are."""
    return next((place for place, day in enumerate(begins) if day >= after), 0)


def months(first: date, last: date) -> list[date]:
    """First days of the calendar months that lie wholly within these days."""
    return [day for day in _each(first, last) if day.day == 1 and end_of(day) <= last]


def _each(first: date, last: date) -> list[date]:
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def end_of(first: date) -> date:
    """Last day of the month that a day begins."""
    return (first + timedelta(days=31)).replace(day=1) - _DAY
