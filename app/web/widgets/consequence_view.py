"""What a draft of edits does: points, rules broken and mended, people short."""

import streamlit as st

from app.services.edit_roster import Consequence
from app.web.reads import Judged
from app.web.widgets.scorecard_view import title_of
from app.web.widgets.wording import number, signed
from data.model.rule import Violation
from rostering.scorecard import Scorecard

MOST_LINES = 8


def consequence_view(judged: Judged, found: Consequence) -> None:
    """Draw the consequence of a draft."""
    before, after = found.before, found.after
    columns = st.columns(3)
    columns[0].metric(
        "Points", number(after.objective), signed(found.points), delta_color="inverse"
    )
    columns[1].metric(
        "Hours understaffed",
        f"{_short(after):,.1f}",
        f"{_short(after) - _short(before):+.1f} h",
        delta_color="inverse",
    )
    columns[2].metric(
        "Hard rules broken",
        str(after.hard_violations),
        signed(after.hard_violations - before.hard_violations),
        delta_color="inverse",
    )
    _lines("Breaks", found.broken, ":red[:material/close:]")
    _lines("Mends", found.mended, ":green[:material/check:]")
    _queues(judged, before, after)


def _lines(title: str, violations: tuple[Violation, ...], mark: str) -> None:
    if not violations:
        return
    st.markdown(f"**{title}**")
    for v in violations[:MOST_LINES]:
        weight = "**hard** · " if v.hard else ""
        st.markdown(f"{mark} {weight}{title_of(v.rule)}: {v.sentence}")
    if len(violations) > MOST_LINES:
        st.caption(f"... and {len(violations) - MOST_LINES} more")


def _queues(judged: Judged, before: Scorecard, after: Scorecard) -> None:
    change = after.cover.shortfall - before.cover.shortfall
    for row, queue_id in enumerate(judged.problem.requirement.queue_ids):
        worse, better = int((change[row] > 0).sum()), int((change[row] < 0).sum())
        if worse or better:
            st.markdown(f"{queue_id}: slots shorter of people {worse}, better off {better}")
    if not change.any():
        st.caption("No slot gets shorter of people.")


def _short(card: Scorecard) -> float:
    return sum(card.shortfall_hours.values())
