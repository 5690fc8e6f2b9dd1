"""The rest of the running day, as a floor manager asks for it."""

from datetime import timedelta

import numpy as np
import pytest

from app.services.context import today_of
from app.services.forecast.make import forecast_all
from app.services.forecast.today import rest_of_day
from data.model.errors import InvalidValue, NotFound
from tests.app.small_centre import SmallCentre


def test_without_a_forecast_made_before_the_day_it_says_what_to_do(small: SmallCentre) -> None:
    (fault, billing) = rest_of_day(small.context)
    assert (fault.queue_id, billing.queue_id) == ("fault", "billing")
    assert fault.rest is None
    assert "run `peakshift refresh`" in fault.why_not


def test_the_rest_of_the_day_stands_beside_what_was_expected(small: SmallCentre) -> None:
    context = small.context
    forecast_all(context, weeks=1, members=("glm_days",))
    made = context.store.latest_forecast("fault")
    first = made.grid.start
    (found,) = rest_of_day(context, ("fault",), first + timedelta(hours=10))
    assert found.rest is not None, found.why_not
    assert found.rest.forecast_id == made.version_id
    assert found.so_far == 0  # the day lies after the history
    assert "nothing has come in yet" in found.rest.notes[0]
    assert found.rest.total == pytest.approx(float(found.rest.before.sum()), rel=0.5)
    assert found.rest.low <= found.rest.total <= found.rest.high
    assert np.isfinite(found.rest.handle_s).all()
    assert found.rest.grid.days == (made.grid.days[0],)


def test_unknown_queues_and_moments_without_a_zone_are_refused(small: SmallCentre) -> None:
    with pytest.raises(NotFound, match="nobody"):
        rest_of_day(small.context, ("nobody",))
    with pytest.raises(InvalidValue, match="no time zone"):
        rest_of_day(small.context, at=small.context.clock().replace(tzinfo=None))
    assert today_of(small.context)
