"""The period that a question about service quality is asked of."""

from datetime import date, datetime, timedelta

from app.services.context import Context, centre_of
from data.model.errors import InvalidValue
from data.model.grid import local_midnight
from data.model.language import tr


def period_of(
    context: Context, first: date, last: date, most_days: int = 400
) -> tuple[datetime, datetime]:
    """Begin of the first day and end of the last one, on the centre's clock.

    Raises
    ------
    InvalidValue
        If the days are out of order, or more than `most_days`.
    """
    if not first <= last or (last - first).days >= most_days:
        raise InvalidValue(tr("give a first and a last day, at most {most} days", most=most_days))
    zone = centre_of(context).zone
    return local_midnight(first, zone), local_midnight(last + timedelta(days=1), zone)
