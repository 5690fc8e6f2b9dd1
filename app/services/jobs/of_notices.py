"""Jobs that write to people: nobody gets a message twice, and what became of each is known."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from app.services.context import Context
from app.services.day.messages import Message
from app.services.exchange.sending import (
    Delivery,
    Waiting,
    digest_of,
    note_messages_sent,
    send_message,
    waiting_for_quiet,
    written_before,
)
from app.services.jobs.kinds import Work
from app.services.jobs.run import JobRun
from data.model.errors import Stopped
from data.model.language import tr

_LOOK_S = 0.5
_sending = threading.Lock()
_BEFORE, _STRANGE, _LEFT = "before", "", 200
_CLAIMS = "messages to people"
"""Whose claims these are, among the answers to what may be asked for twice. For a week the
database knows which job writes which text to whom, so of two orders about the same people only one
writes to them, whenever either dies; what jobs noted when they ended stands in the trail."""


@dataclass(frozen=True)
class SendOrder:
    """Messages about a published version.

    Parameters
    ----------
    urgent
        Whether they go out in quiet hours too.
    """

    messages: tuple[Message, ...]
    version: int
    urgent: bool = False


def _send(run: JobRun, order: SendOrder) -> tuple[Delivery, ...]:
    """Write to one after the other, those first who have no quiet hours now.

    Notes
    -----
    Before a message leaves, its attempt is noted, and after it, that it left. A program that finds
    the first note alone, of an attempt that is not its own, cannot know whether the message left
    before the last one died: it does not send it again, and says so.
    """
    attempt = uuid4().hex
    held = run.step(
        "wait",
        tuple[Waiting, ...],
        lambda: waiting_for_quiet(run.context, order.messages, urgent=order.urgent),
    )
    found: list[Delivery] = []
    try:
        for number, waiting in enumerate(held, 1):
            _until(run, waiting.until, len(found), len(held))
            with _alone(run):
                found.append(_one(run, order, waiting.message, number, attempt))
            run.count(tr("Writing to people"), number, len(held))
    except Stopped:
        _note(run, order, found)
        raise
    return _note(run, order, found)


def _one(run: JobRun, order: SendOrder, message: Message, number: int, attempt: str) -> Delivery:
    context = run.context
    key = f"{order.version} {message.agent_id} {digest_of(message)}"

    def begin() -> str:
        claimed = _claim(context, key, lambda: written_before(context, message, order.version))
        return attempt if claimed is None else claimed

    begun = run.step(f"begin {number}", str, begin)

    def carry_out() -> Delivery:
        if begun == _BEFORE:
            return Delivery(message.agent_id, message.name, "before")
        if begun != attempt:
            left = begun != _STRANGE and _left(context, key)
            return Delivery(message.agent_id, message.name, "sent" if left else "unknown")
        found = send_message(context, message)
        if found.ended == "sent":
            context.store.keep_answer(_CLAIMS, key, _LEFT, b"", {})
        else:  # another order may try again
            context.store.drop_answer(_CLAIMS, key)
        return found

    return run.step(f"send {number}", Delivery, carry_out, last=True)


def _claim(context: Context, key: str, noted: Callable[[], bool]) -> str | None:
    """Have a message for this job; else what is known of the job that has it.

    Parameters
    ----------
    noted
        Whether the trail says that it was written before.

    Notes
    -----
    One claimed by this very job, which was not noted as begun, did not leave yet.
    """
    store = context.store
    with store.change():
        known = store.kept_answer(_CLAIMS, key)
        if known is None and noted():
            return _BEFORE
        if known is None:
            store.claim_answer(_CLAIMS, key, context.job_id, context.clock())
        if known is None or known.asked == context.job_id:
            return None
    return _BEFORE if known.status == _LEFT else _STRANGE


def _left(context: Context, key: str) -> bool:
    """Whether a message is known to have left."""
    known = context.store.kept_answer(_CLAIMS, key)
    return known is not None and known.status == _LEFT


def _note(run: JobRun, order: SendOrder, found: list[Delivery]) -> tuple[Delivery, ...]:
    def note() -> tuple[Delivery, ...]:
        note_messages_sent(run.context, order.version, tuple(found), order.messages)
        return tuple(found)

    return run.step("note", tuple[Delivery, ...], note, last=True)


def _until(run: JobRun, until: datetime | None, done: int, total: int) -> None:
    """Wait for the end of somebody's quiet hours, or for a stop."""
    while until is not None and run.context.clock() < until:
        run.count(tr("Waiting for the end of quiet hours"), done, total)
        run.stop.wait(_LOOK_S)


@contextmanager
def _alone(run: JobRun) -> Iterator[None]:
    while not _sending.acquire(timeout=_LOOK_S):
        run.heed()
    try:
        yield
    finally:
        _sending.release()


WORK = {"send": Work(SendOrder, tuple[Delivery, ...], _send)}
