"""Storms as they are entered, their levels, the steps done, and the playbook."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.services.access.asking import asked
from app.services.changes import change, save_changed
from app.services.context import Context, on_clock, queues_of, today_of
from data.model.checks.days import refuse_far_days
from data.model.codec import to_json
from data.model.day.storm import (
    MOST_LEVEL,
    Hit,
    HourExpected,
    LevelChange,
    Playbook,
    Standby,
    Storm,
    Tick,
)
from data.model.errors import Conflict, InvalidValue, NotFound
from data.model.language import tr
from data.store import documents


@asked
def storms_of(context: Context) -> tuple[Storm, ...]:
    """Every storm that was entered, the newest first."""
    return context.store.load(documents.STORMS)[::-1]


@asked
def storm_named(context: Context, storm_id: str = "") -> Storm:
    """A storm by its id; without one the newest that is not over, else the newest.

    Raises
    ------
    NotFound
        If there is none.
    """
    storms = storms_of(context)
    if not storms:
        raise NotFound(tr("no storm was entered yet: run `peakshift storm enter`"))
    if not storm_id:
        return next((storm for storm in storms if storm.ended_at is None), storms[0])
    found = next((storm for storm in storms if storm.storm_id == storm_id), None)
    if found is None:
        some = ", ".join(storm.storm_id for storm in storms[:10])
        raise NotFound(tr("no storm {storm_id!r}; there are: {some}", storm_id=storm_id, some=some))
    return found


@asked
def playbook_of(context: Context) -> Playbook:
    """Levels with their steps, kinds of standby, and what they cost."""
    return context.store.load(documents.PLAYBOOK)


@change
def enter_storm(
    context: Context,
    name: str,
    starts: datetime,
    ends: datetime,
    hits: Sequence[Hit],
    source: str = "",
    why: str = "",
) -> Storm:
    """Enter a storm that is expected or has begun.

    Parameters
    ----------
    starts, ends
        Window in which contacts come above what is usual; with an offset.
    hits
        By region and queue: its part of the queue's contacts and the range of what is added.
    source
        Who says so, such as a weather office.

    Raises
    ------
    NotFound
        If a queue is unknown.
    InvalidValue
        If the window or a range is none.
    Conflict
        If one of that name, not over yet, was entered for some of the same hours.
    """
    queues_of(context, tuple(dict.fromkeys(hit.queue_id for hit in hits)))
    refuse_far_days(today_of(context), starts.date(), ends.date())
    name, now = name.strip(), context.clock()
    storm_id = context.new_id("S", f"{starts:%Y%m%d}")
    storm = Storm(storm_id, name, starts, ends, tuple(hits), source.strip(), now)
    _refuse_too_many_parts(storm)
    _refuse_a_twin(context, storm)
    watch = LevelChange(now, 1, context.who, tr("entered"), by_hand=False)
    storm = replace(storm, levels=(watch,))
    return _saved(context, storm, "enter_storm", why, after=to_json(storm))


def _refuse_a_twin(context: Context, storm: Storm) -> None:
    """Two who hear the same warning enter it both: people and standby would be planned twice."""
    for other in storms_of(context):
        same = other.name.casefold() == storm.name.casefold() and other.ended_at is None
        if same and other.starts < storm.ends and storm.starts < other.ends:
            raise Conflict(
                tr(
                    "{name} is entered already, from {starts} to {ends}: change its window or "
                    "range instead",
                    name=other.name,
                    starts=on_clock(context, other.starts),
                    ends=on_clock(context, other.ends),
                )
            )


@change
def change_storm(
    context: Context,
    storm_id: str,
    starts: datetime | None = None,
    ends: datetime | None = None,
    hits: Sequence[Hit] | None = None,
    source: str | None = None,
    why: str = "",
    *,
    seen: Storm | None = None,
) -> Storm:
    """Change window, range or source of a storm, as the weather office says it anew.

    Parameters
    ----------
    starts, ends, hits, source
        As in `enter_storm`; what is not given stays.
    seen
        The storm as it was shown; None: whatever stands there is changed.

    Raises
    ------
    Conflict
        If it is over, or somebody changed its window or range since.
    InvalidValue
        If nothing would change, or the window or a range is none.
    """
    storm = _going(context, storm_id)
    wanted = replace(
        storm,
        starts=starts or storm.starts,
        ends=ends or storm.ends,
        hits=storm.hits if hits is None else tuple(hits),
        source=storm.source if source is None else source.strip(),
    )
    queues_of(context, wanted.queue_ids)
    refuse_far_days(today_of(context), wanted.starts.date(), wanted.ends.date())
    _refuse_too_many_parts(wanted)
    if seen is not None and _said_of(seen) not in (_said_of(storm), _said_of(wanted)):
        raise Conflict(
            tr("{name} was changed meanwhile; nothing of yours was saved: look again",
               name=storm.name)
        )  # fmt: skip
    if wanted == storm:
        raise InvalidValue(tr("{name} is so already: nothing was changed", name=storm.name))
    return _saved(
        context, wanted, "change_storm", why, before=_said_of(storm), after=_said_of(wanted)
    )


@change
def end_storm(context: Context, storm_id: str, why: str = "") -> Storm:
    """Declare a storm over; its report stays.

    Raises
    ------
    Conflict
        If it is over already.
    """
    storm = storm_named(context, storm_id)
    if storm.ended_at is not None:
        raise Conflict(
            tr("{name} is over since {at}", name=storm.name, at=on_clock(context, storm.ended_at))
        )
    now = context.clock()
    over = LevelChange(now, 0, context.who, why)
    storm = replace(storm, ended_at=now, levels=(*storm.levels, over))
    return _saved(context, storm, "end_storm", why)


@change
def set_storm_level(
    context: Context, storm_id: str, level: int, why: str = "", by_hand: bool = True
) -> Storm:
    """Put a storm at a level of the playbook.

    Parameters
    ----------
    level
        0 (calm) .. 4 (emergency).
    by_hand
        Whether a person says so; else the figures do.

    Raises
    ------
    Conflict
        If it is over.
    InvalidValue
        If there is no such level, or it has that level already.
    """
    if not 0 <= level <= MOST_LEVEL:
        raise InvalidValue(tr("level {level} is none of 0 to {most}", level=level, most=MOST_LEVEL))
    storm = _going(context, storm_id)
    if storm.level == level and storm.levels and storm.levels[-1].by_hand >= by_hand:
        raise InvalidValue(
            tr("{name} is at level {level} already: nothing was changed", name=storm.name,
               level=level)
        )  # fmt: skip
    changed = LevelChange(context.clock(), level, context.who, why, by_hand)
    before = storm.level
    storm = replace(storm, levels=(*storm.levels, changed))
    return _saved(
        context, storm, "set_storm_level", why, before=before, after=level, by_hand=by_hand
    )


@change
def tick_step(
    context: Context, storm_id: str, step_id: str, note: str = "", done: bool = True, why: str = ""
) -> Storm:
    """Note that a step of the playbook is done, or take that back.

    Raises
    ------
    NotFound
        If the playbook has no such step.
    Conflict
        If somebody ticked it before, or the storm is over.
    InvalidValue
        If it is taken back without having been ticked.
    """
    storm, playbook = _going(context, storm_id), playbook_of(context)
    known = [step.step_id for _, step in playbook.steps_of(MOST_LEVEL)]
    ticked = next((tick for tick in storm.ticks if tick.step_id == step_id), None)
    if step_id not in known and ticked is None:
        raise NotFound(
            tr(
                "the playbook has no step {step_id!r}; there are: {known}",
                step_id=step_id,
                known=", ".join(known) or tr("none"),
            )
        )
    if done and ticked is not None:
        raise Conflict(
            tr(
                "{step_id} was ticked by {who} at {at}",
                step_id=step_id,
                who=ticked.who,
                at=on_clock(context, ticked.at),
            )
        )
    if not done and ticked is None:
        raise InvalidValue(tr("{step_id} is not ticked: nothing was changed", step_id=step_id))
    others = tuple(tick for tick in storm.ticks if tick.step_id != step_id)
    mine = (Tick(step_id, context.clock(), context.who, note),) if done else ()
    storm = replace(storm, ticks=(*others, *mine))
    return _saved(context, storm, "tick_step", why or note, step=step_id, done=done)


@change
def save_storm_plan(
    context: Context,
    storm_id: str,
    standbys: Sequence[Standby],
    expected: Sequence[HourExpected] = (),
    why: str = "",
) -> Storm:
    """Save who is on standby, and the range by hour that it was planned for.

    Parameters
    ----------
    standbys
        All of them: those who are not named any more are off standby.
    expected
        Left as it is where none is given.

    Raises
    ------
    NotFound
        If somebody is not of the staff.
    """
    storm = _going(context, storm_id)
    staff = {agent.agent_id for agent in context.store.load(documents.STAFF).agents}
    strange = sorted({one.agent_id for one in standbys} - staff)
    if strange:
        raise NotFound(tr("not of the staff: {strange}", strange=", ".join(strange[:10])))
    storm = replace(storm, standbys=tuple(standbys), expected=tuple(expected) or storm.expected)
    return _saved(
        context, storm, "save_storm_plan", why, standbys=[to_json(one) for one in standbys]
    )


@change
def call_standby(
    context: Context, storm_id: str, agent_id: str, called: bool = True, why: str = ""
) -> Storm:
    """Note that somebody on standby was called, or take that back.

    Raises
    ------
    NotFound
        If they are not on standby in this storm.
    Conflict
        If that is noted already.
    """
    storm = _going(context, storm_id)
    mine = [one for one in storm.standbys if one.agent_id == agent_id]
    if not mine:
        names = ", ".join(sorted({one.agent_id for one in storm.standbys})[:10])
        raise NotFound(
            tr(
                "{agent_id} is not on standby in {name}; there are: {names}",
                agent_id=agent_id,
                name=storm.name,
                names=names or tr("none"),
            )
        )
    if all(one.called == called for one in mine):
        raise Conflict(tr("{agent_id} stands so already: nothing was changed", agent_id=agent_id))
    standbys = tuple(
        replace(one, called=called) if one.agent_id == agent_id else one for one in storm.standbys
    )
    storm = replace(storm, standbys=standbys)
    return _saved(context, storm, "call_standby", why, agent_id=agent_id, called=called)


@change
def set_playbook(
    context: Context, playbook: Playbook, why: str = "", *, seen: Playbook | None = None
) -> Playbook:
    """Change levels, steps, kinds of standby and their costs.

    Parameters
    ----------
    seen
        The playbook as it was shown; None: whatever there is is replaced.

    Raises
    ------
    Conflict
        If somebody changed it since.
    """
    now = playbook_of(context)
    if seen is not None and seen != now and playbook != now:
        raise Conflict(
            tr("the playbook was changed meanwhile; nothing of yours was saved: look again")
        )
    entry = context.entry(
        "set_playbook", "playbook", why, before=to_json(now), after=to_json(playbook)
    )
    save_changed(context, documents.PLAYBOOK, playbook, entry, tr("the playbook"))
    return playbook


def _said_of(storm: Storm) -> dict[str, object]:
    """What is said of a storm from outside."""
    found: dict[str, object] = to_json(storm)
    return {name: found[name] for name in ("starts", "ends", "hits", "source")}


def _refuse_too_many_parts(storm: Storm) -> None:
    parts: dict[str, float] = {}
    for hit in storm.hits:
        parts[hit.queue_id] = parts.get(hit.queue_id, 0.0) + hit.part
    over = [queue_id for queue_id, part in parts.items() if part > 1 + 1e-9]
    if over:
        raise InvalidValue(
            tr(
                "the regions of {queues} have more than 100 % of its contacts together: "
                "give each its part",
                queues=", ".join(over),
            )
        )


def _going(context: Context, storm_id: str) -> Storm:
    storm = storm_named(context, storm_id)
    if storm.ended_at is not None:
        raise Conflict(
            tr("{name} is over since {at}", name=storm.name, at=on_clock(context, storm.ended_at))
        )
    return storm


def _saved(context: Context, storm: Storm, verb: str, why: str, **detail: object) -> Storm:
    """Put a storm in its place among all of them."""
    known = context.store.load(documents.STORMS)
    every = tuple(storm if one.storm_id == storm.storm_id else one for one in known)
    if storm.storm_id not in {one.storm_id for one in known}:
        every = (*every, storm)
    entry = context.entry(verb, f"storm:{storm.storm_id}", why, name=storm.name, **detail)
    context.store.save(documents.STORMS, every, entry)
    return storm
