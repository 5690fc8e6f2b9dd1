"""`bench alerts`: its answer's names, and that a forecast's own noise rarely alarms."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from tests.benchmarks.test_bench_commands import told


def a_history(folder: Path, days: int = 260) -> Path:
    rng = np.random.default_rng(3)
    start, shape = datetime(2024, 1, 1), 30 + 40 * np.sin(np.pi * np.arange(24) / 24)
    level = rng.gamma(150, 1 / 150, days)
    rows = [
        f"a,{start + timedelta(hours=24 * day + hour)},{rng.poisson(shape[hour] * level[day])}"
        for day in range(days)
        for hour in range(24)
    ]
    file = folder / "history.csv"
    file.write_text("series_id,ts,y\n" + "\n".join(rows), encoding="utf-8")
    return file


@pytest.mark.slow
def test_false_alarms_are_counted_beside_those_of_poisson_limits(tmp_path: Path) -> None:
    found = told("alerts", str(a_history(tmp_path)))
    (one,) = cast("list[dict[str, Any]]", found["series"])
    assert set(one) == {
        "id", "days", "limit", "simulated_weeks", "alarms_per_12_weeks", "poisson_per_12_weeks",
        "found_share", "delay_slots",
    }  # fmt: skip
    assert one["simulated_weeks"] >= found["weeks"] == 12.0
    assert one["alarms_per_12_weeks"] <= 3.0
    assert one["found_share"] > 0.5
