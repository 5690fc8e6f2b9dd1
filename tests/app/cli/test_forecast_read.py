"""A forecast is read by day, slot and span, of a queue, a group, the centre or a version."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.services.forecast.make import forecast_all
from data.store import documents
from tests.app.command_line import run, told
from tests.app.small_centre import QUEUES, SmallCentre, a_small_centre

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def forecast(tmp_path_factory: pytest.TempPathFactory) -> SmallCentre:
    """Two queues of one group, two weeks ahead; only read."""
    small = a_small_centre(tmp_path_factory.mktemp("read"))
    queues = tuple(replace(queue, group="hotline") for queue in QUEUES)
    small.context.store.save(documents.QUEUES, queues, small.context.entry("set_up", "queues"))
    forecast_all(small.context, weeks=2, members=("glm_days",))
    return small


def test_a_group_is_the_sum_of_its_queues_day_by_day_and_slot_by_slot(
    forecast: SmallCentre,
) -> None:
    whole = told(forecast, "forecast", "group", "hotline")
    assert len(whole["days"]) == 14
    assert len(whole["slots"]) == 14 * 48
    for row in (*whole["days"], *whole["slots"]):
        assert row["mean"] == pytest.approx(sum(row["queues"].values()))
        assert row["quantiles"] == sorted(row["quantiles"])
    assert told(forecast, "forecast", "group")["days"] == whole["days"]
    text = run(forecast, "forecast", "group", "hotline", "--levels", ".9")
    assert "p90" in text.stdout
    assert "sum of the forecasts of fault, billing" in text.stdout


def test_a_queue_and_its_version_are_the_same_forecast(forecast: SmallCentre) -> None:
    version = forecast.context.store.latest_forecast("fault").version_id
    by_name, by_version = (told(forecast, "forecast", "show", name) for name in ("fault", version))
    assert by_name == by_version
    assert by_name["version_id"] == version
    days = [day["mean"] for day in by_name["days"]]
    assert sum(days) == pytest.approx(sum(slot["mean"] for slot in by_name["slots"]))
    assert "p2.5" in run(forecast, "forecast", "show", "fault", "--levels", ".025").stdout


def test_days_add_up_to_their_week_and_a_week_is_relatively_surer(forecast: SmallCentre) -> None:
    week, days, hours = (
        told(forecast, "forecast", "period", "fault", "--each", each)["spans"]
        for each in ("week", "day", "hour")
    )
    assert (len(week), len(days), len(hours)) == (2, 14, 14 * 24)
    assert sum(s["mean"] for s in days[:7]) == pytest.approx(week[0]["mean"])
    assert sum(s["mean"] for s in hours[:24]) == pytest.approx(days[0]["mean"])

    def width(span: dict[str, Any]) -> float:
        return (span["quantiles"][-1] - span["quantiles"][0]) / float(span["mean"])

    assert width(week[0]) < width(days[0]) < np.mean([width(hour) for hour in hours[16:40]])


def test_a_night_belongs_to_the_day_on_which_it_begins(forecast: SmallCentre) -> None:
    first = forecast.context.store.latest_forecast("fault").grid.days[0].isoformat()
    words = ("forecast", "period", "centre", "--from", first, "--to", first)
    (night,) = told(forecast, *words, "--hours", "22:00-06:00")["spans"]
    assert night["slots"] == 16
    assert night["from"].startswith(f"{first}T22:00")
    assert "T06:00" in night["to"]
    assert night["to"][:10] > first


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("period", "fault", "--hours", "8"), "08:00-20:00"),
        (("period", "fault", "--levels", "80"), "between 0 and 1"),
        (("period", "fault", "--from", "2031-01-01"), "within its horizon"),
        (("show", "nobody"), "fault, hotline, centre"),
        (("group", "nobody"), "known: hotline, centre"),
    ],
)
def test_what_cannot_be_read_is_answered_with_what_can(
    forecast: SmallCentre, words: tuple[str, ...], message: str
) -> None:
    result = run(forecast, "forecast", *words)
    assert result.exit_code != 0
    assert message in result.output + str(result.exception)


def test_a_queue_never_forecast_is_told_so(tmp_path: Path) -> None:
    result = run(a_small_centre(tmp_path, weeks=4), "forecast", "period", "centre")
    assert result.exit_code != 0
    assert "has no forecast yet" in str(result.exception)
