"""Days that nobody can mean."""

from datetime import date

from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.words import date_in_words

MOST_YEARS = 10
"""Days further away than that are slips of the hand [years]."""


def refuse_far_days(today: date, *days: date | None) -> None:
    """Refuse days far from today, such as one of 2099: the year was ill typed.

    Raises
    ------
    InvalidValue
        If one lies in a year more than ten before or after this one; None is no day.
    """
    for day in filter(None, days):
        if abs(day.year - today.year) > MOST_YEARS:
            raise InvalidValue(
                tr(
                    "{day} is more than {years} years away from today: is the year right?",
                    day=date_in_words(day),
                    years=MOST_YEARS,
                )
            )
