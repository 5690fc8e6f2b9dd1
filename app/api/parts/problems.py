"""Mistakes as problem details (RFC 9457), with the words that the command line has for them."""

import logging
from typing import Any
from uuid import uuid4

from app.api.parts.answers import Answer, as_bytes
from app.services.access.tokens import UnknownToken
from data.model.errors import (
    BadRows,
    Conflict,
    NotAllowed,
    NotFound,
    PeakShiftError,
    Stopped,
    StoreUnavailable,
)
from data.model.language import tr

log = logging.getLogger(__name__)
MEDIA = "application/problem+json"


class NotSignedIn(PeakShiftError):
    """Nobody is known by what came with the request; the message says what to send."""


class Strange(NotAllowed):
    """A page of somebody else made a browser ask."""


class Stale(Conflict):
    """What If-Match names is no longer in force."""


class NoCondition(PeakShiftError):
    """A change of something that others change too, without saying what was seen of it."""


class TooLarge(PeakShiftError):
    """More was sent than is read."""


class WrongWords(PeakShiftError):
    """The request does not fit what the address takes.

    Parameters
    ----------
    complaints
        One sentence each, with the place.
    """

    def __init__(self, message: str, complaints: tuple[str, ...] = ()) -> None:
        self.complaints = complaints
        super().__init__(message)


class KeyTaken(PeakShiftError):
    """A key of repeated requests came with another request than before."""


STATUS: dict[type[Exception], int] = {
    UnknownToken: 401,
    NotSignedIn: 401,
    NotAllowed: 403,
    NotFound: 404,
    Stale: 412,
    Conflict: 409,
    Stopped: 409,
    NoCondition: 428,
    TooLarge: 413,
    StoreUnavailable: 503,
    PeakShiftError: 422,
}
"""By kind of mistake; the first that fits. What is not one of ours is our fault: 500."""

TITLES = {
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible here",
    409: "Conflict",
    412: "Changed meanwhile",
    413: "Too large",
    422: "Not understood or not possible",
    428: "If-Match is missing",
    500: "Our fault",
    503: "Not available",
}


def problem_of(error: Exception, instance: str) -> Answer:
    """The answer to a mistake; what was not expected is logged under the number it tells."""
    if isinstance(error, OverflowError):
        error = WrongWords(tr("a number or day lies out of every range: {error}", error=error))
    status = next((status for kind, status in STATUS.items() if isinstance(error, kind)), 500)
    if status != 500:
        complaints = getattr(error, "complaints", ()) if _lists(error) else ()
        return problem(status, type(error).__name__, str(error), instance, complaints)
    number = uuid4().hex[:8]
    log.error("request %s failed: %s", number, instance, exc_info=error)
    said = tr("something went wrong that should not; the log has it under {number}", number=number)
    return problem(500, "Unexpected", said, instance)


def _lists(error: Exception) -> bool:
    return isinstance(error, (BadRows, WrongWords))


def problem(
    status: int, kind: str, detail: str, instance: str, complaints: tuple[str, ...] = ()
) -> Answer:
    """Problem details; `kind` and `complaints` are those of `--json` on the command line."""
    body: dict[str, Any] = {
        "type": f"urn:peakshift:problem:{kind}",
        "title": TITLES.get(status, "Not possible"),
        "status": status,
        "detail": detail,
        "instance": instance,
        "kind": kind,
        "complaints": list(complaints),
    }
    headers = {"content-type": MEDIA, "cache-control": "no-store"}
    if status == 401:
        headers["www-authenticate"] = 'Bearer realm="PeakShift"'
    if status == 503:
        headers["retry-after"] = "10"
    return Answer(status, as_bytes(body), headers)


SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "What was wrong, where, and what to do (RFC 9457).",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "kind": {"type": "string", "description": "As `--json` of the command line names it."},
        "complaints": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["type", "title", "status", "detail", "kind", "complaints"],
}
