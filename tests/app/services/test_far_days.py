"""Days that nobody can mean are refused, wherever somebody types one."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from app.services.centre import add_special_days
from app.services.context import Context
from app.services.day.storms.entered import enter_storm
from app.services.people.leave import add_leave
from app.services.people.wishes import add_wish
from app.services.service_quality.settings import add_measure
from data.model.day.storm import Hit
from data.model.errors import InvalidValue
from data.model.service_quality.settings import Measure
from data.model.staff import Leave, Wish
from tests.app.small_centre import SmallCentre

FAR = date(2099, 1, 1)
AT = datetime(2099, 1, 1, tzinfo=UTC)

TYPED: dict[str, Callable[[Context], object]] = {
    "leave": lambda c: add_leave(c, Leave("A001", FAR, FAR)),
    "leave long ago": lambda c: add_leave(c, Leave("A001", date(1999, 1, 1), date(1999, 1, 1))),
    "wish": lambda c: add_wish(c, Wish("A001", FAR, "off")),
    "special day": lambda c: add_special_days(c, FAR, FAR, "fair"),
    "measure": lambda c: add_measure(c, Measure("calls", FAR, department="x")),
    "storm": lambda c: enter_storm(c, "Haishen", AT, AT.replace(hour=9), [Hit("", "fault")]),
}


@pytest.mark.parametrize("what", TYPED)
def test_a_day_that_nobody_can_mean_is_refused(small: SmallCentre, what: str) -> None:
    with pytest.raises(InvalidValue, match=r"is more than 10 years away .* is the year right"):
        TYPED[what](small.context)
