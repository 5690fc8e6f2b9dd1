"""The sample centre ends yesterday, says what it was made of, and never mixes with another."""

import shlex
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.cli.demo import sentences
from app.services.context import Context
from app.services.demo import DemoReport, _as_of, load_sample
from app.services.forecast.make import forecast_all
from app.services.overview import where_things_stand
from app.services.staffing.requirement import set_requirement
from data.model.errors import InvalidValue
from data.samples import LAST_DAY, years_by_law
from data.samples.calendar import official_calendar
from data.store import Store, documents
from tests.app.command_line import run
from tests.app.small_centre import SmallCentre

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 29, 17, 30, tzinfo=UTC)  # half past one on Monday the 30th in Shanghai
YESTERDAY = date(2026, 11, 29)
YEARS = 0.25


@pytest.fixture
def context(tmp_path: Path) -> Context:
    return Context(Store.open(str(tmp_path / "sample.sqlite")), "tester", lambda: NOW)


def test_a_fresh_sample_ends_yesterday_and_nothing_in_it_is_stale(
    context: Context, tmp_path: Path
) -> None:
    loaded = load_sample(context, tmp_path, years=YEARS)
    assert (loaded.seed, loaded.until) == (7, YESTERDAY)
    forecast_all(context, weeks=3, members=("mean_8w",))
    requirement = set_requirement(context)
    assert requirement.grid.days[0] == YESTERDAY + timedelta(days=1)
    assert (
        where_things_stand(context, context.store.load_series("faults").grid.days[-1]).warnings
        == ()
    )


def test_the_running_day_is_never_the_first_of_the_plan(context: Context) -> None:
    # Nobody of the evening before works past midnight into a plan's first night.
    for days in range(7):
        then, last, known = _as_of(context, YESTERDAY + timedelta(days=days))
        running = last + timedelta(days=1)
        assert known is not None
        assert known.weekday() == 6
        assert 1 <= (running - known).days - 1 <= 7
        assert then.clock() <= NOW


def test_the_day_named_makes_the_same_centre_again(context: Context, tmp_path: Path) -> None:
    day = date(2026, 3, 4)
    made = [
        load_sample(replace(context, store=Store.open(str(tmp_path / name))), tmp_path / name[0],
                    until=day, years=YEARS)
        for name in ("a.sqlite", "b.sqlite")
    ]  # fmt: skip
    one, two = ({f.name: f.read_bytes() for f in (tmp_path / n).iterdir()} for n in ("a", "b"))
    assert one == two
    assert made[0].sample.staff == made[1].sample.staff
    assert "before yesterday" in made[0].notes[0]


def test_a_database_keeps_the_sample_it_has(context: Context, tmp_path: Path) -> None:
    load_sample(context, tmp_path, years=YEARS)
    later = replace(context, clock=lambda: NOW + timedelta(days=3))
    again = load_sample(later, tmp_path, years=YEARS)
    assert again.until == YESTERDAY
    assert all(report.new + report.superseded == 0 for report in again.reports)
    assert any("3 days before yesterday" in note for note in again.notes)
    for other in ({"seed": 8}, {"until": YESTERDAY + timedelta(days=3)}):
        with pytest.raises(InvalidValue, match=r"sample of seed 7 that ends on 2026-11-29.*--db"):
            load_sample(later, tmp_path, years=YEARS, **other)


def test_a_sample_of_the_first_version_keeps_its_end(context: Context, tmp_path: Path) -> None:
    context.store.append_audit(context.entry("load_sample", "centre", seed=7))
    assert load_sample(context, tmp_path, years=YEARS).until == LAST_DAY


def test_years_without_a_decree_are_told(context: Context, tmp_path: Path) -> None:
    loaded = load_sample(context, tmp_path, until=date(2035, 11, 1), years=YEARS)
    (note,) = (note for note in loaded.notes if "decree" in note)
    assert "2035" in note
    _, command, _ = note.split("`")
    told = [word.replace("DAY", "2035-11-10") for word in shlex.split(command)[1:]]
    result = run(SmallCentre(context, str(tmp_path / "sample.sqlite"), tmp_path), *told)
    assert result.exit_code == 0, result.output
    assert context.store.load(documents.SPECIAL_DAYS)[date(2035, 11, 10)].kind == "makeup"
    assert years_by_law(date(2025, 1, 1), date(2026, 12, 31)) == ()


def test_the_calendars_of_many_years_can_be_made() -> None:
    for year in range(2014, 2036):
        days = official_calendar(date(year, 1, 1), date(year, 12, 31))
        kinds = {special.kind for special in days.values()}
        assert {"holiday", "eve"} <= kinds
        assert sum(one.name.startswith("Chinese New Year") for one in days.values()) >= 3
    made_up = {d for d, s in official_calendar(date(2026, 1, 1), date(2026, 12, 31)).items()
               if s.kind == "makeup"}  # fmt: skip
    assert {(d.month, d.day) for d in made_up} == {
        (1, 4),
        (2, 14),
        (2, 28),
        (5, 9),
        (9, 20),
        (10, 10),
    }


def test_the_summary_names_seed_and_day() -> None:
    roster = {
        "id": "R",
        "hard_violations": 0,
        "shortfall_hours": 1,
        "surplus_hours": 2,
        "gap": 0.01,
        "distance": {"hours": 3.0, "of_hours": 100.0, "share": 0.03},
    }
    sample = {"seed": 7, "until": "2026-11-28", "notes": ["This sample ends 2 days before."]}
    said = sentences(DemoReport(sample, {}, {"queues": {}}, roster, {}))
    assert "seed 7, history until 2026-11-28" in said
    assert "2 days before" in said
