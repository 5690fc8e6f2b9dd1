"""Work longer than a request."""

from typing import Any

from app.api.parts.answers import Answer
from app.services.context import Context
from data.model.errors import NotFound


class LongWork:
    """The jobs of a database."""

    def __init__(self, url: str) -> None:
        self.url = url

    def begin(self, context: Context, order: Any) -> Answer:
        """Order a job: 202, and where to look."""
        raise NotFound("jobs cannot be ordered here yet")

    def going(self) -> int:
        """How many jobs wait or work."""
        return 0

    def close(self) -> None:
        """Close every connection."""
