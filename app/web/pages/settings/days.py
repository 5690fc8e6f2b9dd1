"""Special days of the centre's own."""

from app.services.context import today_of
from app.web import session
from app.web.parts.special_days import special_days_view


def days_panel() -> None:
    """Draw the planners' table and its forms."""
    special_days_view(today_of(session.context()))
