"""Chains as a time line, scenes as figures and tables."""

from collections.abc import Mapping

import altair as alt
import pandas as pd
import streamlit as st

from app.services.service_quality.trace.contacts import Chain, ChainReport, GroupChains
from app.services.service_quality.trace.scene import Scene, SceneChange
from app.services.service_quality.words import channel_names, outcome_name
from app.web import session
from app.web.pages.data.running_day import STATES
from app.web.pages.trends.period import said
from app.web.parts.charts.drawing import draw
from app.web.parts.clock import wall
from app.web.parts.deeds import Names, names_now, sentence_of
from app.web.parts.wording import day_long, local, number, plain, said_of
from data.model.audit import AuditEntry
from data.model.language import tr, trn
from data.model.shift import break_called


def chain_view(chain: Chain, zone: str, number: int) -> None:
    """One chain: its sentence, its time line, its contacts."""
    n, names, channels = len(chain.touches), names_now(), channel_names()
    what = trn("{n} contact", "{n} contacts", n)
    moved = trn("{n} change of channel", "{n} changes of channel", chain.switches)
    done = tr("settled at the first contact") if chain.resolved else tr("not at the first contact")
    says = tr(", ").join((what, moved, done))
    st.markdown(said_of(f"**{local(chain.began, zone)}**", says))
    rows = [
        {
            "at": wall(touch.at),
            "channel": channels.get(touch.channel, touch.channel),
            "contact": touch.touch_id,
            "queue": names.queues.get(touch.queue_id, touch.queue_id),
            "topic": touch.topic,
            "agent": names.agents.get(touch.agent_id, touch.agent_id),
            "outcome": outcome_name(touch.outcome),
            "case": touch.case_id or touch.order_id,
        }
        for touch in chain.touches
    ]
    frame = pd.DataFrame(rows)
    titles = (tr("At"), tr("Channel"), tr("Contact"), tr("Queue"), tr("Topic"), tr("Agent"),
              tr("Outcome"), tr("Case"))  # fmt: skip
    if n > 1:
        base = alt.Chart(frame).encode(
            x=alt.X("at:T", title=""), y=alt.Y("channel:N", title=tr("Channel"))
        )
        line = base.mark_line(strokeDash=[3, 3])
        named = zip(frame.columns, titles, strict=True)
        told = [alt.Tooltip(column, title=title) for column, title in named]
        points = base.mark_point(filled=True, size=110).encode(tooltip=told)
        draw((line + points).properties(height=120))
    shown = frame.set_axis(list(titles), axis="columns")
    st.dataframe(shown, hide_index=True, width="stretch", key=f"chain{number}")


def scene_view(scene: Scene) -> None:
    """The scene of a minute."""
    columns = st.columns(4)
    columns[0].metric(tr("Waiting"), sum(one.waiting for one in scene.queues))
    columns[1].metric(tr("On a contact"), sum(one.handled for one in scene.queues))
    columns[2].metric(tr("Rostered"), scene.rostered)
    columns[3].metric(tr("Seen there"), scene.present)
    if scene.version:
        st.caption(
            tr(
                "Version {version} was in force: roster {roster_id}, published by {who}.",
                version=scene.version,
                roster_id=scene.roster_id,
                who=plain(scene.published_by),
            )
        )
    else:
        st.caption(tr("No published roster was in force at that minute."))
    _queues(scene)
    left, right = st.columns([3, 2])
    with left:
        st.markdown(f"**{tr('Agents')}**")
        _agents(scene)
    with right:
        st.markdown(f"**{tr('Relaxed rules')}**")
        for sentence in scene.relaxed[:8]:
            st.markdown(f"- {plain(sentence)}")
        if not scene.relaxed:
            st.caption(tr("None in the version in force."))
        st.markdown(f"**{tr('Last changes before')}**")
        names = names_now()
        for change in scene.told:
            st.markdown(_line(change, scene.zone, names))
        if not scene.told:
            st.caption(tr("None is on record."))


def _queues(scene: Scene) -> None:
    names = session.queue_names()
    st.dataframe(
        pd.DataFrame(
            [
                {
                    tr("Queue"): names.get(one.queue_id, one.queue_id),
                    tr("Waiting"): one.waiting,
                    tr("Longest [s]"): round(one.longest_wait_s),
                    tr("Came in the slot"): one.came,
                    tr("Answered"): one.answered,
                    tr("Forecast"): _band(one.expected, one.low, one.high),
                    tr("Needed"): number(one.needed),
                    tr("On the floor"): number(one.on_floor),
                    tr("Forecast version"): one.forecast_id,
                }
                for one in scene.queues
            ]
        ),
        hide_index=True,
        width="stretch",
    )


def _agents(scene: Scene) -> None:
    if not scene.agents:
        st.caption(tr("Nobody was rostered or seen at that minute."))
        return
    st.dataframe(
        pd.DataFrame(
            [
                {
                    tr("Agent"): one.agent_id,
                    tr("Full name"): one.name,
                    tr("Shift"): one.shift,
                    tr("Activity"): tr("on the floor")
                    if one.activity == "floor"
                    else break_called(one.activity),
                    tr("State"): tr(STATES.get(one.state, one.state)),
                    tr("Contact"): one.handles,
                }
                for one in scene.agents
            ]
        ),
        hide_index=True,
        width="stretch",
        height=320,
    )


def _line(change: SceneChange, zone: str, names: Names) -> str:
    why = f" ({plain(change.why)})" if change.why else ""
    deed = tr(", ").join((plain(change.who), plain(_deed(change, names))))
    return f"- {said_of(local(change.at, zone), deed)}{why}"


def _deed(change: SceneChange, names: Names) -> str:
    """What was done, as *Audit* says it to those who may read the trail; its name to others."""
    if change.detail is None:
        return said_of(change.verb.replace("_", " "), names.of(change.subject))
    entry = AuditEntry(
        change.who, change.verb, change.subject, change.at, change.why, change.detail
    )
    return sentence_of(entry, names)


def _band(expected: float | None, low: float | None, high: float | None) -> str:
    if expected is None or low is None or high is None:
        return ""
    return f"{expected:.0f} ({low:.0f}–{high:.0f})"


def report_view(found: ChainReport) -> None:
    """First contact, repeats and switches of a period."""
    columns = st.columns(4)
    columns[0].metric(tr("Needs"), f"{found.chains:,}")
    columns[1].metric(tr("Contacts"), f"{found.contacts:,}")
    columns[2].metric(tr("Settled at the first contact"), said(found.whole.first_contact))
    columns[3].metric(tr("Changed the channel"), f"{found.whole.switched_share:.1%}")
    if found.settled_until < found.last:
        st.caption(
            tr("Needs after {day} may still bring repeats.", day=day_long(found.settled_until))
        )
    left, right, channels = *st.columns(2), channel_names()
    with left:
        _groups(tr("Channel of the first contact"), found.channels, channels)
    with right:
        _groups(tr("Topic"), found.topics)
    if found.ways:
        frame = pd.DataFrame(found.ways, columns=["from", "to", "needs"])
        frame = frame.replace({"from": channels, "to": channels})
        told = [
            alt.Tooltip("from:N", title=tr("Changed from")),
            alt.Tooltip("to:N", title=tr("to")),
            alt.Tooltip("needs:Q", title=tr("Times")),
        ]
        chart = (
            alt.Chart(frame)
            .mark_rect()
            .encode(
                x=alt.X("to:N", title=tr("to")),
                y=alt.Y("from:N", title=tr("Changed from")),
                color=alt.Color("needs:Q", title=tr("Times")),
                tooltip=told,
            )
            .properties(height=200)
        )
        draw(chart)


def _groups(
    title: str, groups: tuple[GroupChains, ...], names: Mapping[str, str] | None = None
) -> None:
    st.dataframe(
        pd.DataFrame(
            [
                {
                    title: (names or {}).get(one.name, one.name),
                    tr("Needs"): one.chains,
                    tr("First contact (95 %)"): tr("too few")
                    if one.hidden
                    else said(one.first_contact),
                    tr("Contacts each"): round(one.contacts_each, 2),
                }
                for one in groups
            ]
        ),
        hide_index=True,
        width="stretch",
    )
