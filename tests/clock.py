"""The moment that tests take for the present one; the clock goes on from there."""

import time
from datetime import datetime, timedelta, tzinfo


def clock_from(moment: datetime) -> type[datetime]:
    """A `datetime` that tells the present as if it had been `moment` when this was called.

    Put in the place of `datetime` in `app.services.context`, it is what every context goes by that
    is given no clock of its own: those of pages, commands and the interface.
    """
    began_s = time.monotonic()

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return moment.astimezone(tz) + timedelta(seconds=time.monotonic() - began_s)

    return Clock
