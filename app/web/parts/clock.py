"""The centre's clock, as pages and pictures show it."""

from datetime import date, datetime

from app.web import session


def now_here() -> datetime:
    """The present minute on the centre's clock, without offset."""
    return wall(session.context().clock())


def minute_on(day: date) -> int | None:
    """Minute that it is on a day, where that is today [min]."""
    now = now_here()
    return 60 * now.hour + now.minute if now.date() == day else None


def wall(at: datetime) -> datetime:
    """A moment on the centre's clock, without offset."""
    return session.centre().local(at).replace(tzinfo=None)
