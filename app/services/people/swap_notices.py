"""Who is written of a swap: the colleague asked, who may approve it, and both how it ended."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from app.services.access.asking import asked
from app.services.changes import change
from app.services.context import Context, centre_of, local_time
from app.services.day.messages import Message
from app.services.exchange.notices import send_notice
from app.services.exchange.quiet import NOTICES, waits_until
from app.services.exchange.sending import send_message
from app.services.people.swaps import swap_named
from data.model.day.swap import STATES, SwapRequest, swapped_said
from data.model.language import tr
from data.model.words import day_in_words
from data.store import documents

FRESH = timedelta(days=1)
"""What was said longer ago is news to nobody."""


@asked
def swaps_unwritten(context: Context) -> tuple[SwapRequest, ...]:
    """Swaps of which something new was said that nobody was written of; none without addresses."""
    settings = context.store.load(documents.NOTICES)
    if not (settings.people or settings.address):
        return ()
    since = context.clock() - FRESH
    return tuple(
        one
        for one in context.store.load(documents.SWAPS)
        if one.written < len(one.words) and one.words[-1].at >= since
    )


@asked
def swaps_told(context: Context) -> tuple[bool, bool]:
    """Whether anybody is written to of swaps: those who swap, and who approves."""
    settings = context.store.load(documents.NOTICES)
    return bool(settings.people), bool(settings.address)


@asked
def write_of_swaps(context: Context, unwritten: Iterable[SwapRequest]) -> tuple[SwapRequest, ...]:
    """Write to those whom the last word of a swap concerns; says of which swaps.

    Parameters
    ----------
    unwritten
        As `swaps_unwritten` found them.

    Notes
    -----
    Who has quiet hours is written to when they end. A word is noted before it is sent: if the
    program dies in between it stands on the pages alone, and nobody gets it twice.
    """
    return tuple(one for one in unwritten if _write(context, one))


@change
def note_written(context: Context, request: SwapRequest, whom: tuple[str, ...]) -> bool:
    """Note that all that was said of a swap is being written to people; whether it is still so.

    It is not where another wrote of it or more was said since `request` was read.
    """
    if swap_named(context, request.request_id) != request:
        return False
    noted = replace(request, written=len(request.words))
    every = (
        noted if one.request_id == request.request_id else one
        for one in context.store.load(documents.SWAPS)
    )
    entry = context.entry(
        "write_of_swap", f"agent:{request.agent_id}, agent:{request.other_id}",
        swap=request.request_id, day=request.day.isoformat(), whom=list(whom),
    )  # fmt: skip
    return context.store.save(documents.SWAPS, tuple(every), entry)


def _write(context: Context, request: SwapRequest) -> bool:
    settings = context.store.load(documents.NOTICES)
    people = tuple(_concerned(request)) if settings.people else ()
    to_approve = bool(settings.address) and request.state == "agreed"
    to_approve = to_approve and request.is_open(local_time(context))
    waiting = [f"agent:{who}" for who in people] + ([NOTICES] if to_approve else [])
    if any(waits_until(context, one) for one in waiting):
        return False
    if not note_written(context, request, (*people, *([NOTICES] if to_approve else ()))):
        return False
    said = tr(
        "{day}: {swapped}: {state}",
        day=day_in_words(request.day), swapped=swapped_said(request),
        state=tr(STATES[request.state]),
    )  # fmt: skip
    because = request.words[-1].why
    text = "\n".join((said, because)) if because else said
    centre = centre_of(context).name
    names = dict(zip(request.pair, (request.name, request.other_name), strict=True))
    for who in people:
        answer = tr("Answer on the page My shifts.") if request.state == "asked" else ""
        message = Message(who, names[who], "\n".join(filter(None, (text, answer))))
        send_message(context, message, tr("{centre}: a swap of shifts", centre=centre))
    if to_approve:
        title = tr("{centre}: a swap of shifts waits for approval", centre=centre)
        send_notice(context, title, "\n".join((text, tr("Decide on the page Swaps."))))
    return True


def _concerned(request: SwapRequest) -> Iterator[str]:
    """Agents whom the last word concerns, but not who said it."""
    if request.state in ("asked", "withdrawn", "approved", "refused"):
        yield request.other_id
    if request.state in ("agreed", "declined", "approved", "refused"):
        yield request.agent_id
