"""A surge in the figures becomes a storm: entered, planned, levelled, ticked, reported."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from app.services.day.storms.entered import enter_storm
from app.services.day.storms.figures import StormFound, storm_in_figures, storms_seen
from app.services.day.storms.plan import plan_storm
from app.services.forecast.make import forecast_all
from app.services.history import import_history
from data.model.day.storm import Hit
from tests.app.command_line import run, told
from tests.app.small_centre import HEADER, SmallCentre, last_day

pytestmark = pytest.mark.slow


def a_stormy_evening(folder: Path) -> Path:
    """Ten times the usual in the last five hours of the history of one queue."""
    begin = datetime.combine(last_day(), datetime.min.time()) + timedelta(hours=19)
    rows = [
        f"{begin + timedelta(minutes=30 * k)}+08:00,30,fault,Fault reports,voice,"
        f"{150 - 4 * k},60,{90 - 4 * k},30,20,14400,9000,,"
        for k in range(10)
    ]
    file = folder / "evening.csv"
    file.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return file


def _entered(small: SmallCentre, found: StormFound) -> str:
    """The storm of a surge, entered and over again."""
    zone = ZoneInfo("Asia/Shanghai")
    starts, ends = (at.replace(tzinfo=zone) for at in (found.since, found.until))
    ends += timedelta(hours=12)
    return enter_storm(small.context, "found", starts, ends, (Hit("", "fault"),)).storm_id


def test_a_surge_in_the_figures_is_entered_planned_levelled_and_reported(
    small: SmallCentre,
) -> None:
    forecast_all(small.context, weeks=1, members=("glm_days",))
    assert told(small, "storm", "list") == {"storms": [], "surges": []}
    import_history(small.context, a_stormy_evening(small.folder))
    found = storm_in_figures(small.context)
    assert found.queue_ids == ("fault",)
    assert found.since.date() == last_day()
    plan = plan_storm(small.context, _entered(small, found))
    assert plan.hours[0] == np.datetime64("2025-08-11T10")  # what is over is not planned
    assert not storms_seen(small.context)[-1].share < 3
    window = ("--from", "2025-08-11T10:00", "--until", "2025-08-11T16:00")
    said = run(small, "storm", "enter", "Haishen", *window, "--queue", "fault", "--more", "100-400")
    assert "Entered" in said.stdout, said.output + str(said.exception)
    listed = run(small, "storm", "list").stdout
    assert "10:00" in listed, "on the centre's clock, as it was typed"
    assert "02:00" not in listed
    assert run(small, "storm", "change", "--more", "50-100", "--why", "weaker").exit_code == 0
    plan = told(small, "storm", "plan", "--save")
    assert plan["lower_bound"] <= plan["cost"] <= plan["never"]
    assert plan["proven"]
    assert [hour["low"] <= hour["high"] for hour in plan["hours"]].count(False) == 0
    window = ("--from", f"{last_day()}T19:00", "--until", "2025-08-11T00:00")
    assert run(small, "storm", "enter", "Evening", *window, "--queue", "fault").exit_code == 0
    level = told(small, "storm", "level", "--follow", "--why", "as it is")
    assert level["by_figures"]["level"] == level["storm"]["levels"][-1]["level"] >= 3
    assert told(small, "storm", "tick", "ivr")["ticks"][0]["who"] == "tester"
    report = told(small, "storm", "report")
    assert report["came"] > 2 * report["usual"]
    out = small.folder / "report.xlsx"
    assert run(small, "storm", "report", "--out", str(out)).exit_code == 0
    assert out.read_bytes()[:2] == b"PK"
    book = small.folder / "playbook.json"
    usual = told(small, "storm", "playbook")
    book.write_text(json.dumps(usual), encoding="utf-8")
    assert "already" in str(run(small, "storm", "playbook", str(book)).exception)
    book.write_text(json.dumps({**usual, "hold_h": usual["hold_h"] + 1}), encoding="utf-8")
    assert run(small, "storm", "playbook", str(book)).exit_code == 0
    assert "already" in str(run(small, "storm", "playbook", str(book)).exception)
    assert run(small, "storm", "over").exit_code == 0


def test_a_file_that_holds_no_storm_is_told_what_it_needs(small: SmallCentre) -> None:
    file = small.folder / "outages.csv"
    for content, said in (
        (b"x,y\n1,2\n", "has the columns x, y; expected columns local and outages"),
        (b"", "outages.csv is empty"),
        ("时间,数量\n1,2\n".encode("gb18030"), "has the columns 时间, 数量"),
        (b"local,outages\n2024-01-01 00:00,abc\n2024-01-01 01:00,2\n", "outages: "),
    ):
        file.write_bytes(content)
        assert said in str(run(small, "storm", "replay", str(file)).exception)
    file.unlink()
    assert "cannot be read" in str(run(small, "storm", "replay", str(file)).exception)


def test_what_is_no_range_and_no_region_is_a_mistake_of_words(small: SmallCentre) -> None:
    words = ("storm", "enter", "x", "--queue", "fault", "--from", "2025-08-12", "--until",
             "2025-08-13")  # fmt: skip
    for wrong in (("--more", "much"), ("--region", "coast")):
        assert run(small, *words, *wrong).exit_code == 2
