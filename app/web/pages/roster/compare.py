"""Two rosters side by side: figures, who changes and how, what it costs."""

import pandas as pd
import streamlit as st

from app.services.roster.evaluation.compare import Comparison, Side, compare_rosters
from app.services.roster.publishing.states import roster_states
from app.web import session
from app.web.parts.pickers import roster_line
from app.web.parts.roster.change_table import change_table
from app.web.parts.roster.scorecard import title_of
from app.web.parts.wording import plain, signed, span
from app.web.reads import Judged
from data.model.language import tr, trn
from data.store.versions import RosterSummary


def compare_view(judged: Judged, listed: tuple[RosterSummary, ...]) -> None:
    """Choose the other roster and lay both side by side."""
    mine = judged.saved
    others = {
        r.roster_id: r
        for r in listed
        if r.roster_id != mine.roster_id and r.first is not None and r.days is not None
        and (r.first - judged.roster.last).days <= 0
        and (judged.roster.first - r.first).days < r.days
    }  # fmt: skip
    if not others:
        st.info(tr("No other roster has any of these days: there is nothing to compare with."))
        return
    published = session.context().store.load_publications()
    zone, states = session.centre().zone, roster_states(published)
    usual = list(others).index(mine.parent_id) if mine.parent_id in others else 0
    other = st.selectbox(
        tr("Compare with"),
        list(others),
        usual,
        format_func=lambda i: roster_line(others[i], zone, states.get(i, "")),
    )
    with st.spinner(tr("Comparing them")):
        found = _compared(session.url(), str(other), mine.roster_id)
    _draw(found, {agent.agent_id: agent.name for agent in judged.problem.agents})


@st.cache_resource(max_entries=8, show_spinner=False)
def _compared(url: str, before: str, after: str) -> Comparison:
    return compare_rosters(session.shared_context(url), before, after)


def _draw(found: Comparison, names: dict[str, str]) -> None:
    st.dataframe(_figures(found), hide_index=True, width="content")
    if not found.same_problem:
        st.caption(tr("They were made for different people, rules or needs."))
    if not found.changes:
        st.success(tr("Both have the same shifts on {days}.", days=span(found.first, found.last)))
        return
    people = trn("one person", "{n} people", len({c.agent_id for c in found.changes}))
    cells = trn("one cell", "{n} cells", len(found.changes))
    st.markdown(tr("**{cells} of {people}** differ", cells=cells, people=people))
    change_table(found.changes, names, tr("Other"), tr("This one"))
    for title, mark, rows in (
        (tr("Only this one breaks"), ":red[:material/close:]", found.broken),
        (tr("Only the other breaks"), ":green[:material/check:]", found.mended),
    ):
        hard = [violation for violation in rows if violation.hard]
        if hard:
            st.markdown(f"**{title}**")
            for violation in hard[:8]:
                st.markdown(f"{mark} {plain(violation.sentence)}")
    with st.expander(tr("What it costs")):
        costs = [[title_of(rule), *pair, pair[1] - pair[0]] for rule, pair in found.costs.items()]
        columns = [tr("For"), tr("Other"), tr("This one"), tr("More")]
        st.dataframe(pd.DataFrame(costs, columns=columns), hide_index=True, width="content")


def _figures(found: Comparison) -> pd.DataFrame:
    def row(title: str, of: str) -> list[str]:
        before, after = (float(getattr(side, of)) for side in (found.before, found.after))
        return [title, f"{before:,.0f}", f"{after:,.0f}", signed(round(after - before))]

    rows = [
        row(tr("Hard rules broken"), "hard_violations"),
        row(tr("Hours short"), "shortfall_hours"),
        row(tr("Hours idle"), "surplus_hours"),
        row(tr("Paid hours"), "paid_hours"),
        row(tr("Shifts"), "shifts"),
    ]
    columns = ["", _name(found.before), _name(found.after), tr("Difference")]
    return pd.DataFrame(rows, columns=columns)


def _name(side: Side) -> str:
    return side.name or side.roster_id
