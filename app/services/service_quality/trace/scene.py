"""The scene of any minute, restored from what is stored."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from app.services.access.asking import asked, why_not
from app.services.context import Context, centre_of, local_time, queues_of
from app.services.day.live import day_feed_of
from data.model.audit import AuditEntry
from data.model.centre import Centre
from data.model.codec import LATER
from data.model.day.live import meant_by
from data.model.errors import InvalidValue
from data.model.grid import Grid, local_midnight
from data.model.language import tr
from data.model.publication import Publication, SavedRoster, in_force
from data.model.shift import Shift
from data.model.staff import Agent

if TYPE_CHECKING:
    import pandas as pd

_BEFORE = timedelta(hours=2)  # a contact that waits or is handled began no longer ago
_STATES_BEFORE = timedelta(hours=36)
_BAND = (0.1, 0.9)
_CHANGES = 5


@dataclass(frozen=True)
class QueueScene:
    """A queue at a moment.

    Parameters
    ----------
    waiting, longest_wait_s
        By the contacts themselves [contacts, s].
    came, answered
        In the slot until the moment [contacts].
    handled
        Contacts that somebody was handling [contacts].
    forecast_id
        Newest version made before the moment; empty where there was none.
    expected, low, high
        Of it for the slot, with its 10 to 90 % band [contacts]; None where there is none.
    needed, on_floor
        Agents by the requirement that the roster in force was made for, and rostered agents with
        the skill, on no break and no activity [agents]; None where no roster was in force.
    """

    queue_id: str
    waiting: int
    longest_wait_s: float
    came: int
    answered: int
    handled: int
    forecast_id: str = ""
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    needed: int | None = None
    on_floor: int | None = None


@dataclass(frozen=True)
class AgentScene:
    """Somebody at a moment.

    Parameters
    ----------
    shift, activity
        As rostered: code of the shift, and `floor`, a break or an activity; empty off duty.
    state
        As the telephone system said; empty where it says nothing.
    handles
        Contact that they were handling; empty for none.
    """

    agent_id: str
    name: str
    shift: str
    activity: str
    state: str
    handles: str

    @property
    def present(self) -> bool:
        """Whether something shows that they were there."""
        return bool(self.handles) or self.state not in ("", "out")


@dataclass(frozen=True)
class SceneChange:
    """Who changed what, when and why.

    Parameters
    ----------
    detail
        Of the entry of the trail; None for those who may not read the trail.
    """

    at: datetime
    who: str
    verb: str
    subject: str
    why: str
    detail: dict[str, Any] | None = field(default=None, hash=False, metadata=LATER)


@dataclass(frozen=True)
class Scene:
    """Everything about a moment.

    Parameters
    ----------
    slot
        Begin of the slot that it lies in.
    version, roster_id
        Published version that people worked by; 0 and empty where there was none.
    rostered, present
        Agents whose shift covers the moment, and of them who were seen there [agents].
    relaxed
        Rules that were relaxed in that version, a sentence each.
    changes
        Last changes before the moment, the newest first.
    plan_change
        The last change of the roster in force before the moment.
    """

    at: datetime
    slot: datetime
    zone: str
    version: int
    roster_id: str
    published_by: str
    queues: tuple[QueueScene, ...]
    agents: tuple[AgentScene, ...]
    rostered: int
    present: int
    relaxed: tuple[str, ...]
    changes: tuple[SceneChange, ...]
    plan_change: SceneChange | None = None

    @property
    def told(self) -> tuple[SceneChange, ...]:
        """The last changes, that of the plan in force first, each once."""
        first = (self.plan_change,) if self.plan_change else ()
        return tuple(dict.fromkeys((*first, *self.changes)))

    def without_details(self) -> "Scene":
        """The same as those see it who may not read the trail."""
        plan, changes = self.plan_change, self.changes
        return replace(
            self,
            changes=tuple(replace(one, detail=None) for one in changes),
            plan_change=plan and replace(plan, detail=None),
        )


@asked
def scene_at(
    context: Context, at: datetime, queue_ids: tuple[str, ...] = (), agent_id: str = ""
) -> Scene:
    """Restore a moment: queues, agents, forecast, roster, relaxed rules, last changes.

    Parameters
    ----------
    at
        The moment; without a zone on the centre's clock.
    queue_ids
        Queues to show; all if empty.
    agent_id
        Show this agent only.

    Raises
    ------
    NotFound
        If a queue is not known.
    InvalidValue
        If the moment lies in the future.
    """
    centre = centre_of(context)
    moment = at if at.tzinfo else centre.local(at)
    if moment > context.clock():
        raise InvalidValue(tr("{at} has not come yet", at=moment.isoformat(timespec="minutes")))
    queues = [queue.queue_id for queue in queues_of(context, queue_ids)]
    day = centre.local(moment).date()
    grid = Grid.for_days(day, 1, centre.slot_min, centre.zone)
    slot = grid.index_of(moment)
    begun = grid.start + timedelta(minutes=slot * centre.slot_min)
    publication = _publication(context, moment)
    saved = context.store.load_roster(publication.roster_id) if publication else None
    contacts = context.store.load_service_records(
        "touches", min(moment - _BEFORE, begun), moment + timedelta(seconds=1)
    )
    agents = _agents(context, moment, saved, contacts, agent_id)
    on_duty = [one for one in agents if one.shift]
    reads_trail = not why_not(context, "see_trail")
    last = context.store.audit(until=moment, limit=_CHANGES)
    return Scene(
        moment,
        begun,
        centre.zone,
        publication.version if publication else 0,
        publication.roster_id if publication else "",
        publication.who if publication else "",
        tuple(_queue(context, one, moment, begun, contacts, saved, centre) for one in queues),
        agents,
        len(on_duty),
        sum(one.present for one in on_duty),
        _relaxed(publication),
        tuple(_change(one, reads_trail) for one in last),
        _plan_change(context, moment, publication, reads_trail),
    )


def _publication(context: Context, moment: datetime) -> Publication | None:
    """The version that people worked by at a moment, as it was known then."""
    known = [one for one in context.store.load_publications() if one.at <= moment]
    day = local_time(context, moment).date()
    mine = [one for one in in_force(known) if one.first <= day <= one.last]
    return mine[-1] if mine else None


def _relaxed(publication: Publication | None) -> tuple[str, ...]:
    rows: Sequence[Any] = publication.proof.get("gave_way", ()) if publication else ()
    return tuple(str(row.get("sentence", row) if isinstance(row, dict) else row) for row in rows)


def _change(entry: AuditEntry, reads_trail: bool) -> SceneChange:
    detail = entry.detail if reads_trail else None
    return SceneChange(entry.at, entry.who, entry.verb, entry.subject, entry.why, detail)


def _plan_change(
    context: Context, moment: datetime, publication: Publication | None, reads_trail: bool
) -> SceneChange | None:
    if publication is None:
        return None
    for subject in (publication.roster_id, f"roster:{publication.roster_id}"):
        found = context.store.audit(about=subject, until=moment, limit=1)
        if found:
            return _change(found[0], reads_trail)
    return SceneChange(
        publication.at, publication.who, "publish_roster", publication.roster_id, publication.why
    )


def _queue(
    context: Context,
    queue_id: str,
    moment: datetime,
    begun: datetime,
    contacts: "pd.DataFrame",
    saved: SavedRoster | None,
    centre: Centre,
) -> QueueScene:
    mine = contacts[(contacts["queue_id"] == queue_id).to_numpy(bool)]
    waits, handling = _running(mine, moment)
    came = mine[(mine["at"] >= begun).to_numpy(bool)]
    answered = int((came["agent_id"] != "").sum())
    age = (moment - mine["at"].dt.to_pydatetime()) if len(mine) else np.empty(0, dtype=object)
    longest = max((one.total_seconds() for one in np.asarray(age)[waits]), default=0.0)
    made, expected, low, high = _forecast(context, queue_id, moment, centre)
    needed, on_floor = _need(queue_id, moment, saved)
    return QueueScene(
        queue_id,
        int(waits.sum()),
        longest,
        len(came),
        answered,
        int(handling.sum()),
        made,
        expected,
        low,
        high,
        needed,
        on_floor,
    )


def _running(mine: "pd.DataFrame", moment: datetime) -> tuple[np.ndarray, np.ndarray]:
    """Which contacts wait, and which are handled, at the moment."""
    if not len(mine):
        return np.zeros(0, dtype=bool), np.zeros(0, dtype=bool)
    since = np.array([(moment - at).total_seconds() for at in mine["at"].dt.to_pydatetime()])
    wait = mine["wait_s"].fillna(0.0).to_numpy(float)
    handle = mine["handle_s"].fillna(0.0).to_numpy(float)
    return (since >= 0) & (since < wait), (since >= wait) & (since < wait + handle)


def _forecast(
    context: Context, queue_id: str, moment: datetime, centre: Centre
) -> tuple[str, float | None, float | None, float | None]:
    day = centre.local(moment).date()
    midnight = local_midnight(day, centre.zone)
    for listed in context.store.list_forecasts(queue_id):  # the newest first
        if listed.made_at <= moment and listed.foresaw(day, midnight):
            forecast = context.store.load_forecast(listed.version_id)
            slot = forecast.grid.index_of(moment)
            low, high = (float(forecast.quantile(level)[slot]) for level in _BAND)
            return listed.version_id, float(forecast.demand.contacts[slot]), low, high
    return "", None, None, None


def _need(
    queue_id: str, moment: datetime, saved: SavedRoster | None
) -> tuple[int | None, int | None]:
    if saved is None or queue_id not in saved.problem.requirement.queue_ids:
        return None, None
    need = saved.problem.requirement
    slot = need.grid.index_of(moment)
    if not 0 <= slot < need.grid.slots:
        return None, None
    skilled = {a.agent_id for a in saved.problem.agents if queue_id in a.skills}
    there = sum(
        1
        for shift, minute in _on_duty(saved, moment)
        if shift.agent_id in skilled and not _away(shift, minute)
    )
    return int(need.heads[need.queue_ids.index(queue_id), slot]), there


def _on_duty(saved: SavedRoster, moment: datetime) -> list[tuple[Shift, int]]:
    """Shifts that cover the moment, and its minute of the shift's day."""
    if saved.result.roster is None:
        return []
    local = moment.astimezone(ZoneInfo(saved.problem.requirement.grid.zone))
    minute = local.hour * 60 + local.minute
    found = []
    for back in (0, 1):
        day, at = local.date() - timedelta(days=back), minute + 1440 * back
        found += [
            (shift, at)
            for shift in saved.result.roster.shifts
            if shift.day == day and shift.start_min <= at < shift.end_min
        ]
    return found


def _away(shift: Shift, minute: int) -> str:
    """Break or activity that somebody is at; empty on the floor."""
    for part in shift.away:
        if part.start_min <= minute < part.start_min + part.length_min:
            return part.label
    return ""


def _agents(
    context: Context,
    moment: datetime,
    saved: SavedRoster | None,
    contacts: "pd.DataFrame",
    agent_id: str,
) -> tuple[AgentScene, ...]:
    known: dict[str, Agent] = {a.agent_id: a for a in saved.problem.agents} if saved else {}
    shifts = {shift.agent_id: (shift, at) for shift, at in _on_duty(saved, moment)} if saved else {}
    _, handling = _running(contacts, moment)
    busy = contacts[handling] if len(contacts) else contacts
    handles = dict(zip(busy["agent_id"], busy["touch_id"], strict=True)) if len(busy) else {}
    handles.pop("", None)
    events = context.store.load_agent_events(
        moment - _STATES_BEFORE, moment + timedelta(seconds=1), (agent_id,) if agent_id else ()
    )
    meanings = day_feed_of(context).meanings
    states = {event.agent_id: str(meant_by(event.said, meanings)) for event in events}
    ids = [agent_id] if agent_id else sorted({*shifts, *handles, *(
        who for who, state in states.items() if state != "out")})  # fmt: skip
    return tuple(
        AgentScene(
            who,
            known[who].name if who in known else "",
            shifts[who][0].code if who in shifts else "",
            (_away(*shifts[who]) or "floor") if who in shifts else "",
            states.get(who, ""),
            handles.get(who, ""),
        )
        for who in ids
    )
