"""What the floor says of a day: states of queues and agents, and how fresh its figures are."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.services.access.asking import asked
from app.services.context import Context, centre_of, queues_of, today_of
from data.model.day.live import AgentState, DayFeed, LastSlot, QueueState, meant_by
from data.model.grid import local_midnight
from data.model.language import tr
from data.store import documents

_MINUTE = timedelta(minutes=1)
SAMPLE_FILE = "sample "
"""How the name of every file of the sample's running day begins."""
_REMEMBERED = timedelta(days=7)  # a feed that was given up is not silent for ever


@asked
def day_feed_of(context: Context) -> DayFeed:
    """How the figures of the running day come in."""
    return context.store.load(documents.DAY_FEED)


@asked
def queue_states_at(
    context: Context, at: datetime | None = None, queue_ids: tuple[str, ...] = ()
) -> tuple[QueueState, ...]:
    """The newest state of each queue at a moment; queues without any, or a stale one, are left out.

    Parameters
    ----------
    at
        Moment, aware; the present one if None.
    queue_ids
        Queues in the order asked for; all if empty.

    Notes
    -----
    A state older than the centre's `silent_min` says nothing of who waits now.
    """
    moment = context.moment(at)
    stale = timedelta(minutes=day_feed_of(context).silent_min)
    found = {
        state.queue_id: state
        for state in context.store.newest_queue_states(moment)
        if moment - state.at <= stale
    }
    wanted = [queue.queue_id for queue in queues_of(context, queue_ids)]
    return tuple(found[one] for one in wanted if one in found)


@asked
def queue_states_of_day(
    context: Context, day: date | None = None, queue_ids: tuple[str, ...] = ()
) -> tuple[QueueState, ...]:
    """Every state of queues of a local day so far, by moment."""
    first, end = _span(context, day)
    wanted = [queue.queue_id for queue in queues_of(context, queue_ids)] if queue_ids else ()
    return context.store.load_queue_states(first, end, wanted)


@asked
def agent_states_of_day(
    context: Context, day: date | None = None, until: datetime | None = None
) -> tuple[AgentState, ...]:
    """Changes of agents' states on a local day, by agent and moment.

    Parameters
    ----------
    day
        Day on the centre's clock; today if None.
    until
        Only those before this moment; the end of the day if None.

    Notes
    -----
    Of each agent the state in force at midnight comes first, with the moment since when: a night
    shift begins the day before. Only people of the staff are there, and whom one may see.
    """
    first, end = _span(context, day)
    until = end if until is None else min(end, context.moment(until) + timedelta(seconds=1))
    meanings = day_feed_of(context).meanings
    seen = {agent.agent_id for agent in context.store.load(documents.STAFF).agents}
    return tuple(
        AgentState(event.agent_id, event.since, meant_by(event.said, meanings), event.said)
        for event in context.store.load_agent_events(first, until)
        if event.agent_id in seen
    )


@dataclass(frozen=True)
class FeedFreshness:
    """How fresh the figures of the running day are.

    Parameters
    ----------
    slots
        The newest slot that came of each queue; queues without any today are left out.
    queue_states_at, agent_states_at
        When events of these kinds came last; None: never.
    last_at
        When anything came last today; None: nothing has.
    silent_min
        Minutes since anything came, or since midnight [min].
    silent
        Whether that is longer than the centre's `silent_min`, where a feed is in use at all.
    in_use
        Whether figures of a running day ever come in this centre.
    late_queues
        Queues whose newest slot is missing although another's is there.
    sentence
        All of it in one sentence.
    made_up
        Whether the day's figures are those of the sample centre.
    """

    slots: tuple[LastSlot, ...]
    queue_states_at: datetime | None
    agent_states_at: datetime | None
    last_at: datetime | None
    silent_min: float
    silent: bool
    in_use: bool
    late_queues: tuple[str, ...]
    sentence: str
    made_up: bool = False


@asked
def feed_freshness(context: Context, at: datetime | None = None) -> FeedFreshness:
    """What came last of the running day, and whether the feed is silent.

    Parameters
    ----------
    at
        Moment, aware; the present one if None.
    """
    now, settings = context.moment(at), day_feed_of(context)
    zone = centre_of(context).clock
    day = now.astimezone(zone).date()
    midnight = local_midnight(day, zone.key)
    queue_ids = [queue.queue_id for queue in queues_of(context)]
    slots = context.store.last_slots(queue_ids, day)
    queues_at = context.store.last_arrival("queue_states", now)
    agents_at = context.store.last_arrival("agent_states", now)
    came = [slot.arrived_at for slot in slots]
    came += [one for one in (queues_at, agents_at) if one is not None]
    today = [one for one in came if midnight <= one <= now]
    last = max(today, default=None)
    silent_min = (now - (last or midnight)) / _MINUTE
    recent = [one for one in came if now - one < _REMEMBERED]
    in_use = bool(recent or settings.folder) or _came_live(context, queue_ids, day)
    silent = in_use and silent_min > settings.silent_min
    newest = max((slot.end for slot in slots), default=None)
    late = tuple(slot.queue_id for slot in slots if newest is not None and slot.end < newest)
    said = _sentence(in_use, silent, silent_min, last, newest, zone)
    files = context.store.list_imports(since=midnight)
    made_up = any(one.source.startswith(SAMPLE_FILE) for one in files)
    return FeedFreshness(
        slots, queues_at, agents_at, last, silent_min, silent, in_use, late, said, made_up
    )


def _came_live(context: Context, queue_ids: list[str], today: date) -> bool:
    """Whether slots of yesterday came while it ran; the night's history comes after it."""
    midnight = local_midnight(today, centre_of(context).zone)
    before = context.store.last_slots(queue_ids, today - timedelta(days=1))
    return any(slot.arrived_at < midnight for slot in before)


def _sentence(
    in_use: bool,
    silent: bool,
    silent_min: float,
    last: datetime | None,
    newest: datetime | None,
    zone: ZoneInfo,
) -> str:
    if not in_use:
        return tr(
            "No figures of a running day come in here yet: name a folder with `peakshift day "
            "settings --folder FOLDER`, or read files with `peakshift day import FILE`."
        )
    if last is None:
        return tr(
            "Nothing has come in today, for {minutes:.0f} minutes: check the feed.",
            minutes=silent_min,
        )
    upto = tr(", slots until {at:%H:%M}", at=newest.astimezone(zone)) if newest is not None else ""
    if silent:
        return tr(
            "The feed is silent: nothing has come for {minutes:.0f} minutes, since "
            "{at:%H:%M}{upto}.",
            minutes=silent_min,
            at=last.astimezone(zone),
            upto=upto,
        )
    return tr("Figures came last at {at:%H:%M}{upto}.", at=last.astimezone(zone), upto=upto)


def _span(context: Context, day: date | None) -> tuple[datetime, datetime]:
    zone, chosen = centre_of(context).zone, day or today_of(context)
    return local_midnight(chosen, zone), local_midnight(chosen + timedelta(days=1), zone)
