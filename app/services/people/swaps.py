"""Swaps that agents ask for: the colleague agrees, the shift manager approves, both are published.

Nobody is asked who would break a hard rule by it, and nothing is published but by the same door as
every other change of a published roster.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.services.access.asking import asked
from app.services.centre import planning_of
from app.services.changes import change
from app.services.context import Context, agent_of, local_time, on_clock, today_of
from app.services.people.swap_day import (
    day_as_asked,
    day_of_swap,
    hours_of,
    refuse_begun,
    refuse_broken,
    refuse_held,
    refuse_moved,
)
from app.services.roster.changes.edit import save_agreed
from app.services.roster.publishing.approval import alone_refusal
from app.services.roster.publishing.publish import current_version, publish_roster
from data.model.day.swap import OPEN, STATES, Said, SwapRequest, SwapWord
from data.model.errors import Conflict, InvalidValue, NotFound, PeakShiftError
from data.model.language import tr
from data.model.roster import Lock
from data.model.shift import Shift
from data.model.words import date_in_words
from data.store import documents
from rostering.repair.swaps import Swap, judge_swap, rank_swaps

KEPT_DAYS = 60
"""Requests of days longer ago are no longer listed; the trail keeps them."""
PARTNERS = 10
_VERBS: dict[Said, str] = {
    "asked": "ask_swap",
    "agreed": "agree_swap",
    "declined": "decline_swap",
    "withdrawn": "withdraw_swap",
    "approved": "approve_swap",
    "refused": "refuse_swap",
}


@dataclass(frozen=True)
class Partner:
    """A colleague who could swap a day, and their shift (None: a day off)."""

    agent_id: str
    name: str
    theirs: Shift | None


@asked
def swaps_of(context: Context, agent_id: str = "") -> tuple[SwapRequest, ...]:
    """Swaps asked for by or of an agent, or all that one may see; what is open first, by day.

    Raises
    ------
    NotFound
        If there is no such agent.
    """
    if agent_id:
        agent_of(context.store.load(documents.STAFF), agent_id)
    found = (s for s in context.store.load(documents.SWAPS) if not agent_id or agent_id in s.pair)
    now = local_time(context)
    return tuple(sorted(found, key=lambda s: (not s.is_open(now), s.day, s.request_id)))


@asked
def swap_partners(context: Context, agent_id: str, day: date) -> tuple[Partner, ...]:
    """Colleagues with whom an agent could swap a day and no hard rule would break, best first.

    Raises
    ------
    NotFound
        If no roster is published for the day.
    InvalidValue
        If the day is over, or the agent is not in its roster or locked on it.
    """
    known = day_of_swap(context, day)
    refuse_held(known, day, (agent_id,))
    found = rank_swaps(known.problem, known.roster, agent_id, [day], PARTNERS)
    return tuple(Partner(s.agent_id, s.name, s.theirs[0]) for s in found if s.keeps_rules)


@asked
def ask_swap(
    context: Context, agent_id: str, other_id: str, day: date, why: str = ""
) -> SwapRequest:
    """Ask for a colleague's shift of a day, and give one's own for it.

    Raises
    ------
    NotFound
        If no roster is published for the day, or it has no such agent.
    InvalidValue
        If the day is over, both work the same, one is locked, or a hard rule would break.
    Conflict
        If a swap of one of both is asked for already on that day.
    """
    known, pair = day_of_swap(context, day), (agent_id, other_id)
    refuse_held(known, day, pair)
    mine, theirs = (known.shift(one, day) for one in pair)
    if hours_of(mine) == hours_of(theirs):
        raise InvalidValue(
            tr(
                "{one} and {other} work the same on {day}: there is nothing to swap",
                one=agent_id,
                other=other_id,
                day=date_in_words(day),
            )
        )
    refuse_broken(judge_swap(known.problem, known.roster, pair, [day]))
    word = SwapWord("asked", context.who, context.clock(), why)
    request_id = context.new_id("W", f"{day:%Y%m%d}")
    called = {agent.agent_id: agent.name for agent in known.problem.agents}
    names = called[agent_id], called[other_id]
    request = SwapRequest(request_id, day, *pair, *names, mine, theirs, (word,))
    refuse_begun(context, request)
    return note_swap(context, request)


@asked
def withdraw_swap(context: Context, request_id: str, why: str = "") -> SwapRequest:
    """Take back that one asked for a swap.

    Raises
    ------
    NotFound
        If there is no such request.
    Conflict
        If it has ended already.
    """
    return _said(context, request_id, "withdrawn", why)


@asked
def decline_swap(context: Context, request_id: str, why: str = "") -> SwapRequest:
    """Say that one does not swap; raises as `withdraw_swap` does."""
    return _said(context, request_id, "declined", why)


@asked
def refuse_swap(context: Context, request_id: str, why: str = "") -> SwapRequest:
    """Say as shift manager that a swap may not be; raises as `withdraw_swap` does."""
    return _said(context, request_id, "refused", why)


@asked
def agree_swap(context: Context, request_id: str, why: str = "") -> SwapRequest:
    """Say as the colleague that one swaps.

    Notes
    -----
    Where the planning defaults allow it, the notice is long enough and no hard rule breaks, it is
    published at once. Else it waits for the shift manager, and says why.

    Raises
    ------
    NotFound
        If there is no such request.
    Conflict
        If the colleague agreed already, it has ended, or a shift is no longer as it was.
    InvalidValue
        If a hard rule would break by now.
    """
    request = swap_named(context, request_id)
    _refuse_state(context, request, "asked")
    day_as_asked(context, request)
    agreed = _said(context, request_id, "agreed", why)
    planning = planning_of(context)
    if not planning.swap_publishes:
        return agreed
    notice = timedelta(hours=planning.swap_notice_h)
    if agreed.has_begun(local_time(context) + notice):
        waits = tr("less than {hours} hours are left before it", hours=planning.swap_notice_h)
        return note_swap(context, replace(agreed, waits=waits))
    try:
        return _published(context, agreed, tr("both agreed, and nobody else is asked"))
    except PeakShiftError as refused:
        return note_swap(context, replace(agreed, waits=str(refused)))


@asked
def approve_swap(context: Context, request_id: str, why: str = "") -> SwapRequest:
    """Let a swap be that both agreed to: it is published as the next version.

    Notes
    -----
    Where publishing takes a second person, the roster waits for one: whoever else approves the
    swap publishes it, and `waits` says whom to ask.

    Raises
    ------
    NotFound
        If there is no such request.
    Conflict
        If the colleague has not agreed, it has ended, or a shift is no longer as it was.
    InvalidValue
        If a hard rule would break by now.
    """
    request = swap_named(context, request_id)
    _refuse_state(context, request, "agreed")
    return _published(context, request, why)


@asked
def swap_consequence(context: Context, request_id: str) -> Swap:
    """What a swap would break and cost in the plan in force; nothing is stored.

    Raises
    ------
    NotFound
        If there is no such request, or the day is no longer published.
    Conflict
        If a shift is no longer as it was.
    """
    request = swap_named(context, request_id)
    known = day_of_swap(context, request.day)
    refuse_moved(known, request)
    return judge_swap(known.problem, known.roster, request.pair, [request.day])


@asked
def swap_named(context: Context, request_id: str) -> SwapRequest:
    """A swap that was asked for.

    Raises
    ------
    NotFound
        If there is none of that id.
    """
    every = context.store.load(documents.SWAPS)
    found = next((one for one in every if one.request_id == request_id), None)
    if found is None:
        raise NotFound(tr("no swap {request} was asked for", request=request_id))
    return found


@change
def note_swap(context: Context, request: SwapRequest) -> SwapRequest:
    """Put down a swap as it is by now: asked for, agreed to, waiting, or ended.

    Raises
    ------
    Conflict
        If somebody said something else of it meanwhile (what is published stays so), or another
        swap of the two is open on that day.
    """
    every = context.store.load(documents.SWAPS)
    known = next((one for one in every if one.request_id == request.request_id), None)
    before = request.words[: len(known.words)] if known else ()
    if known and known.words != before and request.state != "approved":
        raise _ended(context, known)
    if known is None:
        _refuse_second(context, every, request)
    else:  # what was written of it meanwhile stays so: nobody gets it twice
        request = replace(request, written=max(request.written, known.written))
    waits = known is not None and known.words == request.words
    word = request.words[-1]
    entry = context.entry(
        "wait_swap" if waits else _VERBS[word.said],
        f"agent:{request.agent_id}, agent:{request.other_id}", request.waits if waits else word.why,
        swap=request.request_id, day=request.day.isoformat(), version=request.version,
    )  # fmt: skip
    oldest = today_of(context) - timedelta(days=KEPT_DAYS)
    others = [s for s in every if s.request_id != request.request_id and s.day >= oldest]
    context.store.save(documents.SWAPS, (*others, request), entry)
    return request


def _published(context: Context, request: SwapRequest, why: str) -> SwapRequest:
    known, seen = day_as_asked(context, request), current_version(context)
    reason = tr("{one} and {other} swap on {day}", one=request.agent_id, other=request.other_id,
                day=request.day)  # fmt: skip
    reason = tr("{reason}: {why}", reason=reason, why=why) if why else reason
    before = known.publication.version
    if request.before_version == before and request.roster_id:
        made = context.store.load_roster(request.roster_id)
    else:
        cells = [
            Lock(to, request.day, replace(shift, agent_id=to, activities=()) if shift else None)
            for to, shift in (
                (request.agent_id, request.theirs),
                (request.other_id, request.mine),
            )
        ]
        made = save_agreed(
            context, known.saved, known.roster, cells, verb="swap_shifts", why=reason,
            swap=request.request_id,
        )  # fmt: skip
    if waits := alone_refusal(context, made.roster_id):
        waiting = replace(request, roster_id=made.roster_id, before_version=before, waits=waits)
        return note_swap(context, waiting)
    done = publish_roster(context, made.roster_id, reason, expected_version=seen)
    word = SwapWord("approved", context.who, context.clock(), why)
    ended = replace(request.with_word(word), version=done.version, waits="")
    return note_swap(context, replace(ended, roster_id="", before_version=0))


def _said(context: Context, request_id: str, said: Said, why: str) -> SwapRequest:
    request = swap_named(context, request_id)
    if request.state not in OPEN:
        raise _ended(context, request)
    word = SwapWord(said, context.who, context.clock(), why)
    return note_swap(context, request.with_word(word))


def _refuse_state(context: Context, request: SwapRequest, wanted: Said) -> None:
    if request.state == wanted:
        return
    if request.state == "asked":
        raise Conflict(tr("{other} has not agreed yet", other=request.other_id))
    raise _ended(context, request)


def _refuse_second(context: Context, every: Sequence[SwapRequest], request: SwapRequest) -> None:
    for other in every:
        if other.day == request.day and other.state in OPEN and {*other.pair} & {*request.pair}:
            raise Conflict(
                tr(
                    "{who} asked at {at} already for a swap of {one} and {other} on {day}: that "
                    "one must end first",
                    who=other.words[0].who,
                    at=on_clock(context, other.words[0].at),
                    one=other.agent_id,
                    other=other.other_id,
                    day=date_in_words(other.day),
                )
            )


def _ended(context: Context, request: SwapRequest) -> Conflict:
    word = request.words[-1]
    return Conflict(
        tr(
            "{who} spoke first, at {at} (swap: {said}). Nothing was changed",
            who=word.who,
            at=on_clock(context, word.at),
            said=tr(STATES[word.said]),
        )
    )
