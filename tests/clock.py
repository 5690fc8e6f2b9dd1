"""The moment that tests take for the present one; the clock goes on from there."""

import time
from datetime import datetime, timedelta, tzinfo

import pytest


def clock_from(moment: datetime) -> type[datetime]:
    """A `datetime` that tells the present as if it had been `moment` when this was called."""
    began_s = time.monotonic()

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return moment.astimezone(tz) + timedelta(seconds=time.monotonic() - began_s)

    return Clock


def at_the_time(patch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let every context that is given no clock go on from a moment: pages, commands, interface."""
    patch.setattr("app.services.context.datetime", clock_from(moment))
