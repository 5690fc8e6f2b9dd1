"""Forecasts and requirements as CSV."""

import csv
import io

import pytest

from data.export import forecast_csv, requirement_csv
from tests.data.builders import MONDAY, a_forecast, a_requirement


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_forecast_lists_contacts_with_quantiles_and_handle_times() -> None:
    forecast = a_forecast()
    found = rows(forecast_csv(forecast))
    assert list(found[0]) == [
        "interval_start",
        "queue_id",
        "metric",
        "version_id",
        "p10",
        "p50",
        "p90",
        "mean",
    ]
    assert len(found) == 2 * forecast.grid.slots
    first, handle = found[0], found[forecast.grid.slots]
    assert first["interval_start"] == "2026-03-02T00:00+08:00"
    assert (first["metric"], first["version_id"]) == ("offered", "F-1")
    assert float(first["p90"]) == pytest.approx(forecast.quantiles[-1, 0], rel=1e-5)
    assert float(first["mean"]) == pytest.approx(forecast.demand.contacts[0], rel=1e-5)
    assert (handle["metric"], handle["p10"]) == ("handle_seconds", "")
    assert float(handle["mean"]) == pytest.approx(forecast.demand.handle_s[0], rel=1e-5)


def test_several_forecasts_make_one_file() -> None:
    found = rows(forecast_csv(a_forecast(), a_forecast("F-2", queue_id="billing")))
    assert {row["queue_id"] for row in found} == {"faults", "billing"}


def test_a_requirement_lists_the_agents_of_each_queue_and_slot() -> None:
    requirement = a_requirement()
    found = rows(requirement_csv(requirement))
    assert len(found) == 2 * requirement.grid.slots
    last = found[-1]
    assert (last["queue_id"], last["interval_start"]) == ("billing", "2026-03-08T23:30+08:00")
    assert int(last["heads"]) == requirement.heads[1, -1]
    assert int(last["floor_heads"]) == requirement.floor_heads[1, -1]
    assert MONDAY.isoformat() in found[0]["interval_start"]
