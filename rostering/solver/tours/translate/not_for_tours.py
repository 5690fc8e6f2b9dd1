"""What the tour engine cannot express."""

from data.model.errors import InvalidValue


class NotForTours(InvalidValue):
    """Something that the tour engine cannot express; the message says what to do about it."""
