"""What the shift templates may be, asked for on the page."""

from collections.abc import Sequence

import streamlit as st

from app.services.centre import planning_of
from app.web import session
from data.model.language import phrase, tr
from data.model.shift import ShiftTemplate, clock
from rostering.shift_design import DesignRequest
from rostering.shift_design.restrictions import (
    AtMost,
    LengthsOnly,
    NoLonger,
    NoStart,
    Restriction,
    StartsEvery,
    Stays,
)

SIZES = (4, 6, 8, 10, 12, 16, 20, 24)
LENGTHS_H = tuple(half / 2 for half in range(4, 25))
STARTS = {None: phrase("any time"), 60: phrase("full hours"), 120: phrase("every two hours")}
HALF_HOURS = range(0, 1440, 30)


def design_wanted(lengths_min: Sequence[int]) -> DesignRequest | None:
    """Sizes, starts and lengths; None, with a warning, where something is left empty."""
    columns = st.columns([4, 2, 2, 2], vertical_alignment="bottom")
    sizes = columns[0].multiselect(
        tr("Sizes [codes]"), SIZES, [4, 6, 8, 10, 12, 16], placeholder=tr("choose")
    )
    step = columns[1].selectbox(tr("Starts every [min]"), (15, 30, 60), 1)
    usual = planning_of(session.context())
    seconds = columns[2].number_input(tr("Seconds for each size"), 1, 3_600, usual.design_limit_s)
    any_start = columns[3].checkbox(
        tr("Any time of day"), help=tr("Otherwise only starts of today's shift templates.")
    )
    free = [minute / 60 for minute in lengths_min]
    lengths = st.multiselect(
        tr("Lengths [h from start to end, breaks included]"),
        sorted({*LENGTHS_H, *free}),
        free,
        format_func="{:g}".format,
        help=tr(
            "A new length has the breaks of the next longer template, moved in "
            "proportion. It is for contracts that work the next shorter or the "
            "next longer one today."
        ),
        placeholder=tr("choose"),
    )
    if not sizes or not lengths:
        return None
    return DesignRequest(
        int(step), bool(any_start), tuple(sorted(sizes)), float(seconds), _minutes(lengths)
    )


def own_restrictions(menu: Sequence[ShiftTemplate]) -> tuple[Restriction, ...] | None:
    """The planner's own restrictions; None where a span without starts is half said."""
    with st.expander(tr("Your own restrictions, and what each costs")):
        columns = st.columns([2, 2, 2, 2, 2])
        first = columns[0].selectbox(
            tr("No start from"), HALF_HOURS, None, format_func=clock, placeholder="-"
        )
        until = columns[1].selectbox(
            tr("No start until"), HALF_HOURS, None, format_func=clock, placeholder="-"
        )
        step = columns[2].selectbox(
            tr("Starts only on"), list(STARTS), format_func=lambda step: tr(STARTS[step])
        )
        longest = columns[3].number_input(tr("No shift over [h]"), 1.0, 24.0, None, 0.5)
        most = columns[4].number_input(tr("At most [codes]"), 1, 99, None)
        left, right = st.columns(2)
        lengths = left.multiselect(
            tr("Lengths only [h]"), LENGTHS_H, format_func="{:g}".format, placeholder=tr("any")
        )
        names = {template.code: f"{template.code}  {template.name}" for template in menu}
        stay = right.multiselect(
            tr("Codes that must stay, at one of their starts"),
            list(names),
            format_func=names.__getitem__,
            placeholder=tr("none"),
        )
    if (first is None) != (until is None):
        return None
    found: list[Restriction] = [Stays(code) for code in stay]
    if first is not None and until is not None and first != until:
        found.append(NoStart(first, until))
    if step is not None:
        found.append(StartsEvery(step))
    if longest is not None:
        found.append(NoLonger(round(60 * longest)))
    if most is not None:
        found.append(AtMost(int(most)))
    if lengths:
        found.append(LengthsOnly(_minutes(lengths)))
    return tuple(found)


def _minutes(hours: Sequence[float]) -> tuple[int, ...]:
    return tuple(sorted(round(60 * hour) for hour in hours))
