"""The present minute where the centre is."""

from datetime import datetime
from zoneinfo import ZoneInfo

from app.web import session


def now_here() -> datetime:
    """The present minute on the centre's clock, without offset."""
    zone = ZoneInfo(session.centre().zone)
    return session.context().clock().astimezone(zone).replace(tzinfo=None)
