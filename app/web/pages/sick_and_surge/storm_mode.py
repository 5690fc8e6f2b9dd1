"""Storm mode: a storm with its window and range, its level and steps, its report."""

from datetime import date
from functools import partial
from typing import Literal

import altair as alt
import numpy as np
import streamlit as st

from app.services.day.storms.entered import (
    call_standby,
    end_storm,
    playbook_of,
    set_storm_level,
    storms_of,
    tick_step,
)
from app.services.day.storms.figures import LevelNow, SurgeNow, level_now, surges_now
from app.services.day.storms.report import StormReport, report_file, storm_report, summary_of
from app.web import session
from app.web.pages.sick_and_surge.case import Begun
from app.web.pages.sick_and_surge.playbook_form import playbook_form
from app.web.pages.sick_and_surge.storm_charts import range_chart
from app.web.pages.sick_and_surge.storm_plan import plan_view
from app.web.pages.sick_and_surge.storm_said import change_form, enter_form
from app.web.parts import allowed
from app.web.parts.cached import cached
from app.web.parts.charts.drawing import draw
from app.web.parts.clock import wall
from app.web.parts.files import in_this_language
from app.web.parts.forms import stays_chosen
from app.web.parts.storms import storm_said
from app.web.parts.wording import in_words_of_pages, plain
from app.web.reads import Judged
from data.model.day.storm import Playbook, Storm
from data.model.language import phrase, tr, trn
from data.model.shift import clock

REPORT_FORMS: tuple[Literal["xlsx", "csv"], ...] = ("xlsx", "csv")
NEW = ""
"""Choice of a storm that is not entered yet."""


def storm_mode(judged: Judged, begun: Begun, day: date) -> None:
    """Pick a storm or enter one; then plan it, follow its level, look back on it."""
    storms = storms_of(session.context())
    surges = _surges()
    ids = [storm.storm_id for storm in storms]
    going = [storm.storm_id for storm in storms if storm.ended_at is None]
    if st.session_state.get("storm_id") not in (*ids, NEW):
        st.session_state["storm_id"] = (going or [NEW])[0]
    stays_chosen("storm_id")
    by_id = {storm.storm_id: storm for storm in storms}
    chosen = st.selectbox(
        tr("Storm"), [*ids, NEW], key="storm_id",
        format_func=lambda one: storm_said(by_id[one]) if one else tr("Enter a new one"),
    )  # fmt: skip
    if chosen == NEW:
        enter_form(judged, day, surges)
        return
    storm = by_id[chosen]
    planned, going_on, after = st.tabs([tr("Plan"), tr("Level and steps"), tr("Report")])
    with planned:
        if storm.ended_at is None:
            change_form(storm)
        plan_view(judged, begun, storm)
    with going_on:
        _level(storm)
    with after:
        _report(storm)


def _surges() -> tuple[SurgeNow, ...]:
    names, found = session.queue_names(), _now(session.url())
    for surge in found:
        st.warning(
            tr(
                "A surge is on in {queue} since {since}: {share} % more than usual in the last "
                "hour known, sure to {probability} %, over in about {hours} h.",
                queue=plain(names.get(surge.queue_id, surge.queue_id)),
                since=f"{surge.since:%Y-%m-%d %H:%M}",
                share=round(100 * surge.share),
                probability=round(100 * surge.probability),
                hours=round(surge.to_end_h),
            ),
            icon=":material/thunderstorm:",
        )
    return found


def _now(url: str) -> tuple[SurgeNow, ...]:
    return _now_of(url, session.context().store.newest_import())


@cached(phrase("Looking for surges in the newest figures"), 4)
def _now_of(url: str, import_id: int) -> tuple[SurgeNow, ...]:
    """As it was after an import; the id is part of the key."""
    return surges_now(session.context())


def _level(storm: Storm) -> None:
    playbook, now = playbook_of(session.context()), level_now(session.context(), storm.storm_id)
    left, middle, right = st.columns([2, 3, 3], vertical_alignment="bottom")
    called = tr(playbook.levels[storm.level].name)
    left.metric(tr("Level"), f"{storm.level} · {called}")
    middle.markdown(_figures_say(playbook, now))
    if storm.ended_at is None:
        with right.container(horizontal=True, vertical_alignment="bottom"):
            levels = [level.level for level in playbook.levels]
            wanted = st.selectbox(
                tr("Put it at"), levels, min(now.level, levels[-1]),
                format_func=lambda n: f"{n} · {tr(playbook.levels[n].name)}",
            )  # fmt: skip
            if allowed.button(tr("Set the level"), "set_storm_level") and wanted != storm.level:
                set_storm_level(session.context(), storm.storm_id, int(wanted),
                                by_hand=wanted != now.level)  # fmt: skip
                st.rerun()
    _steps(storm, playbook, max(storm.level, now.level))
    _standbys(storm)
    with st.container(horizontal=True):
        if storm.ended_at is None and allowed.button(
            tr("The storm is over"), "end_storm", icon=":material/check:"
        ):
            end_storm(session.context(), storm.storm_id)
            st.rerun()
    playbook_form(playbook)


def _figures_say(playbook: Playbook, now: LevelNow) -> str:
    if now.share is None or now.until is None:
        return tr("Nothing of its hours is known yet.")
    return tr(
        "The figures say **level {level} ({called})**: {share} % more than usual in the hour "
        "until {until}.",
        level=now.level,
        called=tr(playbook.levels[now.level].name),
        share=round(100 * now.share),
        until=f"{now.until:%H:%M}",
    )


def _steps(storm: Storm, playbook: Playbook, level: int) -> None:
    ticks = {tick.step_id: tick for tick in storm.ticks}
    steps = playbook.steps_of(level)
    if not steps:
        st.caption(tr("Nothing is to be done at this level."))
    for at, step in steps:
        tick = ticks.get(step.step_id)
        with st.container(horizontal=True, vertical_alignment="center"):
            key = f"tick_{storm.storm_id}_{step.step_id}"
            refused = bool(allowed.refusal("tick_step")) or storm.ended_at is not None
            now = st.checkbox(
                f"{at} · {plain(tr(step.text))}", tick is not None, key=key, disabled=refused
            )
            if tick is not None:
                said = f"{wall(tick.at):%m-%d %H:%M} {plain(tick.who)} {plain(tick.note)}"
                st.caption(said)
        if now != (tick is not None) and not refused:
            tick_step(session.context(), storm.storm_id, step.step_id, done=now)
            st.rerun()


def _standbys(storm: Storm) -> None:
    """Who is on standby, and who of them was called."""
    if not storm.standbys:
        return
    names = st.session_state.get("names_here", {})
    by_agent = {one.agent_id: one for one in storm.standbys}
    called = [agent_id for agent_id, one in by_agent.items() if one.called]

    def says(agent_id: str) -> str:
        one = by_agent[agent_id]
        hours = f"{clock(one.from_min)}–{clock(one.until_min)}"
        return f"{names.get(agent_id, agent_id)} ({agent_id}) {hours} {tr(one.tier)}"

    said = trn("**One person on standby**", "**{n} people on standby**", len(by_agent))
    st.markdown(said)
    refused = bool(allowed.refusal("call_standby")) or storm.ended_at is not None
    now = st.multiselect(
        tr("Who was called?"), list(by_agent), called, format_func=says, disabled=refused,
        key=f"called_{storm.storm_id}", placeholder=tr("Type a name; several people can be called"),
    )  # fmt: skip
    changed = {*now} ^ {*called}
    if changed and not refused:
        for agent_id in sorted(changed):
            call_standby(session.context(), storm.storm_id, agent_id, agent_id in now)
        st.rerun()


def _report(storm: Storm) -> None:
    context = session.context()
    report = storm_report(context, storm.storm_id)
    rows = summary_of(report, session.queue_names())
    st.caption(tr("Contacts: usual (line), range of the storm (band), what came (dots)"))
    draw(_report_chart(report))
    st.dataframe(
        {tr("What"): [what for what, _ in rows], tr("Figure"): [str(value) for _, value in rows]},
        hide_index=True,
        height="content",
    )
    for says in report.says:
        st.caption(in_words_of_pages(says))
    with st.container(horizontal=True):
        for form in REPORT_FORMS:
            st.download_button(
                tr("Report as {form}", form=form.upper()),
                in_this_language(partial(report_file, context, storm.storm_id, form)),
                f"{storm.storm_id}.{form}",
                icon=":material/download:",
            )


def _report_chart(report: StormReport) -> alt.LayerChart | alt.FacetChart:
    """All queues together."""
    hours = sorted({row.at for row in report.hours})
    sums = {
        name: np.array(
            [sum(getattr(row, name) for row in report.hours if row.at == at) for at in hours]
        )
        for name in ("usual", "low", "high", "came")
    }
    return range_chart(np.array(hours, dtype="datetime64[h]"), **sums)
