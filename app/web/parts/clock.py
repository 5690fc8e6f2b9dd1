"""The centre's clock, as pages and pictures show it."""

from datetime import datetime

from app.web import session


def now_here() -> datetime:
    """The present minute on the centre's clock, without offset."""
    return wall(session.context().clock())


def wall(at: datetime) -> datetime:
    """A moment on the centre's clock, without offset."""
    return session.centre().local(at).replace(tzinfo=None)
