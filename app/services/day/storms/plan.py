"""What a storm may bring, how many more agents that takes, and how many to put on standby."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context, centre_of, queues_of
from app.services.day.floor import floor_of_days
from app.services.day.storms.entered import playbook_of, storm_named
from app.services.day.storms.figures import counts_in, local_hours, storms_seen
from app.services.day.storms.usual import (
    Usual,
    agents_for,
    hours_over,
    retry_share_of,
    usual_of,
    why_a_range,
    with_repeats,
)
from data.model.day.storm import Hit, HourExpected, Playbook, Storm
from data.model.grid import FloatArray, IntArray
from data.model.language import tr, trn
from forecasting.intraday.storm_range import (
    ENOUGH_STORMS,
    RANGE,
    StormSize,
    given_what_came,
    pooled_sizes,
    shapes_of,
    size_of_range,
    storm_scenarios,
)

if TYPE_CHECKING:
    from rostering.staffing.standby import StandbyKind, StandbyPlan

_SEED, _SCENARIOS, _DRAWN = 18, 200, 2000
_START_EVERY_H = 2
_UNLIMITED = 10**4


@dataclass(frozen=True, eq=False)
class RegionRange:
    """Contacts that a storm adds from one region to one queue over all its hours [contacts].

    Parameters
    ----------
    usual
        Contacts from there that would come without it [contacts].
    size
        More contacts than usual [-], as it was drawn from.
    """

    hit: Hit
    usual: float
    low: float
    middle: float
    high: float
    size: StormSize


@dataclass(frozen=True, eq=False)
class StormPlan:
    """A storm as a range by hour, in agents, and in people on standby.

    Parameters
    ----------
    hours
        Local begin of each hour, datetime64[h], shape (hours,).
    usual, low, middle, high
        Contacts of all its queues in each hour, first attempts [contacts/hour], shape (hours,).
    high_again
        Upper end with those who are not answered and call again, if nobody more works.
    agents
        Agents required without it [agents], shape (hours,).
    more_low, more_middle, more_high
        More agents required [agents], shape (hours,).
    spare
        Agents on the floor whom no queue needs, and activities that can be postponed [agents],
        shape (hours,).
    past
        Past storms behind the range [-]; 0 where somebody said all of it.
    says
        Sentences about what it rests on.
    """

    storm: Storm
    hours: np.ndarray
    usual: FloatArray
    low: FloatArray
    middle: FloatArray
    high: FloatArray
    high_again: FloatArray
    agents: IntArray
    more_low: IntArray
    more_middle: IntArray
    more_high: IntArray
    spare: FloatArray
    regions: tuple[RegionRange, ...]
    standby: "StandbyPlan"
    expected: tuple[HourExpected, ...]
    past: int
    says: tuple[str, ...]

    @property
    def is_range_only(self) -> bool:
        """Whether past storms are too few to say more than a range."""
        return self.past < ENOUGH_STORMS


@asked
def plan_storm(context: Context, storm_id: str = "", limit_s: float = 20.0) -> StormPlan:
    """The range of a storm by region and hour, agents required more, and standby.

    Parameters
    ----------
    limit_s
        Time limit of the standby plan [s].

    Notes
    -----
    Drawn by a fixed seed: asked twice, the same comes out. Past storms are the surges that stand
    out in the history. Of a storm that has begun the hours from now on are planned, and its range
    is narrowed to storms that fit what has come.

    Raises
    ------
    NotFound
        If a forecast does not hold its hours.
    """
    from rostering.solver.standby import plan_standby

    storm, playbook = storm_named(context, storm_id), playbook_of(context)
    drawn = _draw(context, storm)
    hours, usual, by_queue = drawn.hours, drawn.usual, drawn.by_queue
    base = sum(agents_for(one, one.contacts[None])[0] for one in usual.values())
    more = sum(
        agents_for(usual[queue_id], usual[queue_id].contacts + extra)
        - agents_for(usual[queue_id], usual[queue_id].contacts[None])
        for queue_id, extra in by_queue.items()
    )
    agents, needed = np.asarray(base), np.asarray(more)
    spare, why_spare = _spare(context, storm, hours)
    retry = retry_share_of(usual, by_queue)
    standby = plan_standby(
        np.maximum(0.0, needed - spare),
        standby_kinds(playbook),
        playbook.shortfall,
        retry_share=retry,
        every_h=_START_EVERY_H,
        limit_s=limit_s,
    )
    plain = np.asarray(sum(one.contacts for one in usual.values()))
    total = plain + sum(by_queue.values())
    again = np.asarray(sum(with_repeats(usual[q], usual[q].contacts + extra)
                           for q, extra in by_queue.items()))  # fmt: skip
    low, middle, high = np.quantile(total, (RANGE[0], 0.5, RANGE[1]), axis=0)
    ends = np.quantile(needed, (RANGE[0], 0.5, RANGE[1]), axis=0)
    more_low, more_middle, more_high = np.ceil(ends - 1e-9).astype(np.int64)
    return StormPlan(
        storm, hours, plain, low, middle, high, np.quantile(again, RANGE[1], axis=0), agents,
        more_low, more_middle, more_high, spare,
        tuple(_region(storm, row, drawn) for row in range(len(storm.hits))),
        standby, _expected(context, hours, usual, by_queue), drawn.past,
        (*_says(storm, drawn.past), *drawn.fits, *why_spare, *_says_retry(retry)),
    )  # fmt: skip


def standby_kinds(playbook: Playbook, *, unlimited: bool = False) -> tuple["StandbyKind", ...]:
    """Kinds of standby of a playbook, with as many people as it has; unlimited: as it takes."""
    from rostering.staffing.standby import StandbyKind

    return tuple(
        StandbyKind(
            tier.name, tier.notice_h, tier.hold, tier.call, tier.hours,
            _UNLIMITED if unlimited else tier.most,
        )
        for tier in playbook.tiers
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Drawn:
    """Storms as they may go on.

    Parameters
    ----------
    hours
        Hours of it that are left, datetime64[h].
    added
        Contacts by which each hit raises each hour [contacts/hour], shape (scenarios, hits, hours).
    by_queue
        The same by queue, shape (scenarios, hours).
    past, fits
        Past storms behind it, and sentences about what has come of it.
    """

    hours: np.ndarray
    usual: Mapping[str, Usual]
    sizes: Mapping[Hit, StormSize]
    added: FloatArray
    by_queue: Mapping[str, FloatArray]
    past: int
    fits: tuple[str, ...]


def _draw(context: Context, storm: Storm) -> _Drawn:
    hours = local_hours(context, storm)
    usual = {
        queue.queue_id: usual_of(context, queue, hours)
        for queue in queues_of(context, storm.queue_ids)
    }
    left = hours_over(context, hours)
    sizes, shapes, past = _sizes(context, storm, len(hours))
    added = storm_scenarios(
        [sizes[hit] for hit in storm.hits],
        np.array([hit.part * usual[hit.queue_id].contacts for hit in storm.hits]),
        shapes,
        np.random.default_rng(_SEED),
        _DRAWN if left else _SCENARIOS,
    )
    fitting, fits = _fitting(context, storm, hours[:left], usual, added)
    hours, added = hours[left:], fitting[:, :, left:]
    usual = {
        queue_id: Usual(one.queue, one.contacts[left:], one.handle_s[left:])
        for queue_id, one in usual.items()
    }
    by_queue = {
        queue_id: added[:, [hit.queue_id == queue_id for hit in storm.hits]].sum(axis=1)
        for queue_id in storm.queue_ids
    }
    return _Drawn(hours, usual, sizes, added, by_queue, past, fits)


def _fitting(
    context: Context,
    storm: Storm,
    over: np.ndarray,
    usual: Mapping[str, Usual],
    added: FloatArray,
) -> tuple[FloatArray, tuple[str, ...]]:
    """Scenarios that fit the hours that are over, and a sentence about them."""
    if not len(over):
        return added, ()
    came = np.sum([counts_in(context, q, over)[0] for q in storm.queue_ids], axis=0)
    known = int(np.isfinite(came).sum())
    plain = np.sum([one.contacts for one in usual.values()], axis=0)
    every = added.sum(axis=1)
    place = given_what_came(
        every[:, : len(over)], plain[: len(over)], came, np.random.default_rng(_SEED), _SCENARIOS
    )
    if not known:
        return added[place], (
            tr("Nothing that came in its hours is known: the range is as before."),
        )
    ends = [np.quantile(of[:, len(over) :].sum(axis=1), RANGE) for of in (every, every[place])]
    return added[place], (
        trn(
            "What came in one hour of it is taken into account: still to come were {low_before} "
            "to {high_before} contacts more, now {low} to {high}.",
            "What came in {n} hours of it is taken into account: still to come were {low_before} "
            "to {high_before} contacts more, now {low} to {high}.",
            known, low_before=f"{ends[0][0]:,.0f}", high_before=f"{ends[0][1]:,.0f}",
            low=f"{ends[1][0]:,.0f}", high=f"{ends[1][1]:,.0f}",
        ),
    )  # fmt: skip


def _sizes(
    context: Context, storm: Storm, hours: int
) -> tuple[dict[Hit, StormSize], FloatArray, int]:
    """Size of each hit, shapes by hour, and past storms that they rest on."""
    seen = storms_seen(context)
    past: dict[str, list[float]] = {queue.queue_id: [] for queue in queues_of(context)}
    for one in seen:
        past[one.queue_id].append(one.share)
    pooled = pooled_sizes(past)
    found = {
        hit: pooled[hit.queue_id]
        if hit.low is None or hit.high is None
        else size_of_range(hit.low, hit.high)
        for hit in storm.hits
    }
    shapes = shapes_of([one.added for one in seen if one.queue_id in storm.queue_ids], hours)
    mine = sum(one.queue_id in storm.queue_ids for one in seen)
    return found, shapes, mine


def _spare(context: Context, storm: Storm, hours: np.ndarray) -> tuple[FloatArray, tuple[str, ...]]:
    """Agents that the published plan can spare, with activities that can be postponed."""
    days = sorted({hour.astype("datetime64[D]").item() for hour in hours})
    floor = floor_of_days(context, days[0], len(days))
    missing = [day for day in days if day not in floor.days]
    found = np.zeros(len(hours))
    for on_floor in floor.days.values():
        place = (on_floor.starts.astype("datetime64[h]") - hours[0]).astype(int)
        rows = [on_floor.queue_ids.index(q) for q in storm.queue_ids if q in on_floor.queue_ids]
        room = on_floor.idle - on_floor.short[rows].sum(axis=0)
        for hour in range(len(hours)):
            if (place == hour).any():
                found[hour] = float(room[place == hour].min())
    says: tuple[str, ...] = ()
    if missing:
        says = (
            tr(
                "No roster is published for {days}: the agents required are taken to be there.",
                days=", ".join(map(str, missing)),
            ),
        )
    return found, says


def _region(storm: Storm, row: int, drawn: _Drawn) -> RegionRange:
    hit = storm.hits[row]
    total = drawn.added[:, row].sum(axis=1)
    low, middle, high = np.quantile(total, (RANGE[0], 0.5, RANGE[1])).tolist()
    base = hit.part * float(drawn.usual[hit.queue_id].contacts.sum())
    return RegionRange(hit, base, low, middle, high, drawn.sizes[hit])


def _expected(
    context: Context,
    hours: np.ndarray,
    usual: Mapping[str, Usual],
    added: Mapping[str, FloatArray],
) -> tuple[HourExpected, ...]:
    zone = centre_of(context).clock
    found = []
    for queue_id, extra in added.items():
        plain = usual[queue_id].contacts
        low, high = np.quantile(plain + extra, RANGE, axis=0)
        for place, hour in enumerate(hours):
            at: datetime = hour.astype("datetime64[s]").item().replace(tzinfo=zone)
            values = (float(plain[place]), float(low[place]), float(high[place]))
            found.append(HourExpected(at, queue_id, *(round(value, 2) for value in values)))
    return tuple(found)


def _says(storm: Storm, past: int) -> tuple[str, ...]:
    asked_past = any(hit.low is None for hit in storm.hits)
    known = trn("one past storm is known", "{n} past storms are known", past)
    if asked_past:
        found = [tr("The size is taken from past storms: {known}.", known=known)]
    else:
        found = [tr("The size is the range that was entered; {known}.", known=known)]
    return (*found, *why_a_range(past))


def _says_retry(retry: float) -> tuple[str, ...]:
    if retry > 0:
        return (
            tr("{share} % of those who are not answered are taken to call again an hour later.",
               share=round(100 * retry)),
        )  # fmt: skip
    return (
        tr(
            "No share of callers who try again is set for these queues (`centre queue "
            "--retry`): in a storm they may be the larger part."
        ),
    )
