"""The centre's clock, as pages and pictures show it, and times of day as forms ask for them."""

from datetime import date, datetime, time, timedelta

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


def at_minute(day: date, minute: int) -> datetime:
    """A minute of a day, which may lie on the next one, without offset."""
    return datetime.combine(day, time()) + timedelta(minutes=minute)


def minute_of(at: time) -> int:
    """Minutes after midnight [min]."""
    return at.hour * 60 + at.minute


def time_of(minute: int) -> time:
    """The time of day so many minutes after midnight."""
    return time(minute // 60, minute % 60)
