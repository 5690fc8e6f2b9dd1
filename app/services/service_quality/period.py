"""The period that a question about service quality is asked of."""

from datetime import date, datetime, timedelta

from data.model.errors import InvalidValue
from data.model.grid import local_midnight
from data.model.language import tr

MOST_DAYS = 400


def days_asked(days: int | None, usual: int) -> int:
    """Days that figures are counted over: those asked for, else the usual ones.

    Raises
    ------
    InvalidValue
        If none, or more than a year and a month, are asked for.
    """
    if days is None:
        return usual
    if not 1 <= days <= MOST_DAYS:
        raise InvalidValue(
            tr("{days} days cannot be counted over: give 1 to {most}", days=days, most=MOST_DAYS)
        )
    return days


def period_of(
    zone: str, first: date, last: date, most_days: int = MOST_DAYS
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
