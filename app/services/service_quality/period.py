"""The period that a question about service quality is asked of."""

from datetime import date, datetime, timedelta

from data.model.errors import InvalidValue
from data.model.grid import local_midnight
from data.model.language import tr


def period_of(
    zone: str, first: date, last: date, most_days: int = 400
) -> tuple[datetime, datetime]:
    """Begin of the first day and end of the last one, on the clock of a zone.

    Raises
    ------
    InvalidValue
        If the days are out of order, or more than `most_days`.
    """
    if not first <= last or (last - first).days >= most_days:
        raise InvalidValue(tr("give a first and a last day, at most {most} days", most=most_days))
    return local_midnight(first, zone), local_midnight(last + timedelta(days=1), zone)
