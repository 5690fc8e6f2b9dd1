"""The plan of a storm: its range as a picture, standby, whom to ask, and the new need."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from app.services.day.messages import Message
from app.services.day.storms.entered import save_storm_plan
from app.services.day.storms.figures import counts_in
from app.services.day.storms.people import Ranked, StormPeople, storm_people
from app.services.day.storms.plan import StormPlan, plan_storm
from app.web import session
from app.web.pages.sick_and_surge.case import Begun
from app.web.pages.sick_and_surge.storm_charts import agents_chart, range_chart
from app.web.parts import allowed
from app.web.parts.charts.drawing import draw
from app.web.parts.roster.messages import message_list
from app.web.parts.wording import day_short, in_words_of_pages, plain
from app.web.reads import Judged
from data.model.day.storm import Storm
from data.model.language import tr
from data.model.shift import clock
from rostering.repair.disruption import Surge

ENDS = {"low": 0, "middle": 1, "high": 2}


@dataclass(frozen=True, eq=False)
class Worked:
    """A plan with its people, and the ids of those who shall be on standby."""

    plan: StormPlan
    people: StormPeople


def plan_view(judged: Judged, begun: Begun, storm: Storm) -> None:
    """Work the plan out, show it, save it, and take its need over into the case."""
    known: dict[str, Worked] = session.unsaved().setdefault("storm_plans", {})
    if st.button(tr("Work out the plan"), type="primary", icon=":material/calculate:"):
        with st.spinner(tr("Drawing storms, weighing standby, asking everybody"), show_time=True):
            plan = plan_storm(session.context(), storm.storm_id)
            people = storm_people(session.context(), plan, judged.saved.roster_id)
            known[storm.storm_id] = Worked(plan, people)
    worked = known.get(storm.storm_id)
    if worked is None:
        st.caption(
            tr("The range by hour, agents required more, how many to put on standby, and whom.")
        )
        return
    plan, people = worked.plan, worked.people
    _figures(plan)
    st.caption(
        tr(
            "Contacts: usual (line), range of the storm (band), upper end with those who call "
            "again (dashed), what came (dots)"
        )
    )
    draw(range_chart(plan.hours, plan.usual, plan.low, plan.high, _came(plan), plan.high_again))
    st.caption(tr("Agents required more, both ends of the range (lines), on standby (bars)"))
    draw(agents_chart(plan))
    for says in (*plan.says, *people.says):
        st.caption(in_words_of_pages(says))
    _regions(plan)
    _standby(plan, people)
    _cancel(people)
    _save(storm, worked)
    _need(judged, begun, plan)


def _figures(plan: StormPlan) -> None:
    total = [float(values.sum()) for values in (plan.usual, plan.low, plan.high)]
    proof = (
        tr("nothing cheaper by a thousandth exists")
        if plan.standby.proven
        else tr("at least {bound}", bound=f"{plan.standby.lower_bound:,.0f}")
    )
    cells = (
        (tr("Contacts"), f"{total[1]:,.0f}–{total[2]:,.0f}",
         tr("{usual} are usual in these hours. Eight of ten such storms lie in each hour's range.",
            usual=f"{total[0]:,.0f}")),
        (tr("Agents more"), f"{plan.more_low.max()}–{plan.more_high.max()}",
         tr("In the worst hour, to keep the service level target.")),
        (tr("On standby"), str(int(plan.standby.people().max())),
         tr("At the same time at most, of all kinds.")),
        (tr("Cost of standby and of what lacks [paid hours]"), f"{plan.standby.cost:,.0f}",
         tr("Expected; {proof}. With nobody on standby {never}, for one who knew {knew}.",
            proof=proof, never=f"{plan.standby.never:,.0f}", knew=f"{plan.standby.knew:,.0f}")),
    )  # fmt: skip
    with st.container(horizontal=True):  # as wide as they are: a phone takes one in a row
        for label, value, says in cells:
            st.metric(label, value, help=says, width="content")


def _came(plan: StormPlan) -> np.ndarray:
    return np.asarray(
        sum(counts_in(session.context(), q, plan.hours)[0] for q in plan.storm.queue_ids)
    )


def _regions(plan: StormPlan) -> None:
    if len(plan.regions) < 2:
        return
    names = session.queue_names()
    st.dataframe(
        pd.DataFrame([
            {tr("Region"): one.hit.region, tr("Queue"): names.get(one.hit.queue_id, ""),
             tr("Usual"): round(one.usual), tr("At least more"): round(one.low),
             tr("At most more"): round(one.high)}
            for one in plan.regions
        ]),
        hide_index=True,
    )  # fmt: skip


def _standby(plan: StormPlan, people: StormPeople) -> None:
    if not plan.standby.blocks:
        st.info(tr("Nobody needs to be on standby: what could lack costs less than standby does."))
        return
    st.markdown(tr("**Whom to ask**"))
    if people.ranked:
        st.dataframe(
            pd.DataFrame([
                {tr("Day"): one.standby.day, tr("From"): clock(one.standby.from_min),
                 tr("Until"): clock(one.standby.until_min), tr("Standby"): tr(one.standby.tier),
                 tr("Who"): f"{one.name} ({one.standby.agent_id})",
                 tr("Standby before [h]"): round(one.past_h, 1), tr("How"): one.way,
                 tr("Rules broken"): one.broken}
                for one in people.ranked
            ]),
            hide_index=True,
        )  # fmt: skip
    for kind, count in people.missing.items():
        st.warning(tr("Nobody was found for {count} places of {kind}.", count=count,
                      kind=plain(tr(kind))))  # fmt: skip


def _cancel(people: StormPeople) -> None:
    if not people.cancel:
        return
    labels = {"activity": tr("activity"), "wish": tr("wish"), "leave": tr("leave")}
    with st.expander(tr("What could be called off ({n})", n=len(people.cancel))):
        st.dataframe(
            pd.DataFrame([
                {tr("Day"): one.day, tr("What"): labels[one.what], tr("Label"): one.label,
                 tr("Who"): one.name, tr("Gives back [h]"): one.hours}
                for one in people.cancel
            ]),
            hide_index=True,
        )  # fmt: skip
        st.caption(tr("Nothing is called off by itself: it is for you to ask."))


def _save(storm: Storm, worked: Worked) -> None:
    ranked = worked.people.ranked
    if storm.ended_at is not None:
        return
    with st.form(f"standby_{storm.storm_id}", border=False):
        why = st.text_input(tr("Reason (stays in the audit trail)"), key="standby_why").strip()
        asked = allowed.submit(
            tr("Save the range and put them on standby"), "save_storm_plan",
            icon=":material/how_to_reg:",
        )  # fmt: skip
    if asked:
        standbys = [one.standby for one in ranked]
        save_storm_plan(session.context(), storm.storm_id, standbys, worked.plan.expected, why)
        st.session_state["standby_asked"] = storm.storm_id
    if st.session_state.get("standby_asked") == storm.storm_id and ranked:
        message_list([_message(storm, one) for one in ranked])


def _message(storm: Storm, one: Ranked) -> Message:
    hours = f"{clock(one.standby.from_min)}–{clock(one.standby.until_min)}"
    text = tr(
        "{name}, please be on standby ({kind}) on {day}, {hours}: {storm} is expected. Please "
        "confirm to {who}.",
        name=one.name,
        kind=tr(one.standby.tier),
        day=day_short(one.standby.day),
        hours=hours,
        storm=storm.name,
        who=session.context().who,
    )
    return Message(one.standby.agent_id, one.name, text)


def _need(judged: Judged, begun: Begun, plan: StormPlan) -> None:
    """Take agents required more over into the case, so that holes, people and publishing follow."""
    labels = {
        "low": tr("lower end"), "middle": tr("middle"), "high": tr("upper end")
    }  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom"):
        end = st.selectbox(
            tr("Plan the roster for the range's"), list(ENDS), 1, format_func=lambda e: labels[e]
        )
        asked = st.button(tr("Work out the new need"), icon=":material/add:", key="storm_need")
    if not asked:
        return
    more = (plan.more_low, plan.more_middle, plan.more_high)[ENDS[end]]
    queues = [q for q in plan.storm.queue_ids if q in judged.problem.requirement.queue_ids]
    found = []
    for hour, agents in zip(plan.hours, more.tolist(), strict=True):
        day = hour.astype("datetime64[D]")
        at = int((hour - day.astype("datetime64[h]")).astype(int)) * 60
        if queues and agents > 0 and judged.roster.first <= day.item() <= judged.roster.last:
            found.append(Surge(queues[0], day.item(), at, at + 60, int(agents)))
    if not found:
        st.info(tr("That needs nobody more: nobody is required in these hours."))
        return
    begun.surges, begun.storm = tuple(found), plan.storm.name
    session.choose(session.DAY, found[0].day.isoformat())
    st.rerun()
