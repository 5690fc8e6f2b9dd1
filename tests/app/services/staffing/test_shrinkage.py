"""Shrinkage as a setting of the centre: kept, fitted, refused where it counts twice."""

from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.main import app
from app.services.staffing.requirement import set_requirement
from app.services.staffing.shrinkage import (
    DEFAULT_SHRINKAGES,
    drop_shrinkage,
    fit_shrinkages,
    reset_shrinkages,
    set_shrinkage,
    set_shrinkages,
    shrinkages_of,
)
from data.model.errors import BadRows, InvalidValue, NotEnoughHistory, NotFound
from data.model.publication import SavedRoster
from data.model.requirement import Shrinkage
from tests.app.small_centre import FIRST_DAY, SmallCentre
from tests.app.web.web_page import a_copy_context

Rostered = tuple[SmallCentre, SavedRoster]


def a_file(folder: Path, days: int = 21, rows: str = "") -> Path:
    lines = ["day,cause,rostered_minutes,lost_minutes,paid,planned"]
    for k in range(days):
        day = FIRST_DAY + timedelta(days=k)
        lines += [f"{day},sickness,10000,600,yes,no", f"{day},training,10000,200,yes,yes"]
    file = folder / "absence.csv"
    file.write_text("\n".join([*lines, rows]), encoding="utf-8")
    return file


def test_what_nobody_said_is_assumed_and_says_so(rostered: Rostered) -> None:
    found = shrinkages_of(a_copy_context(rostered[0]))
    assert found == DEFAULT_SHRINKAGES
    assert all("assumed" in s.source for s in found)


def test_a_history_takes_the_place_of_what_was_assumed(rostered: Rostered, tmp_path: Path) -> None:
    context = a_copy_context(rostered[0])
    fit_shrinkages(context, a_file(tmp_path))
    found = {s.name: s for s in shrinkages_of(context)}
    assert list(found) == ["breaks", "sickness", "training"]
    assert found["sickness"].share == pytest.approx(0.06)
    assert "fitted from 21 days" in found["sickness"].source
    assert context.store.audit(verb="set_shrinkages")[0].why == "fitted from absence.csv"
    built = set_requirement(context, judged=False)
    assert [s.name for s in built.shrinkages] == list(found)


def test_more_absence_needs_more_heads_and_a_kept_requirement_stays(rostered: Rostered) -> None:
    context = a_copy_context(rostered[0])
    before = set_requirement(context, judged=False)
    set_shrinkage(context, Shrinkage("sickness and lateness", 0.2), "flu")
    after = set_requirement(context, judged=False)
    assert after.heads.sum() > before.heads.sum()
    assert (after.floor_heads == before.floor_heads).all()
    kept = context.store.load_requirement(before.requirement_id)
    assert (kept.heads == before.heads).all()
    assert [s.name for s in shrinkages_of(context)] == [s.name for s in DEFAULT_SHRINKAGES]
    drop_shrinkage(context, "sickness and lateness")
    assert len(shrinkages_of(context)) == 2
    reset_shrinkages(context)
    assert shrinkages_of(context) == DEFAULT_SHRINKAGES


@pytest.mark.parametrize("name", ["breaks", "Meal break", "午餐"])
def test_trap_8_breaks_that_the_roster_places_are_not_added_from_outside(
    rostered: Rostered, name: str
) -> None:
    context = a_copy_context(rostered[0])
    with pytest.raises(InvalidValue, match="counted twice"):
        set_shrinkages(context, [Shrinkage(name, 0.1, inside=False)])
    set_shrinkages(context, [Shrinkage(name, 0.1, inside=True), Shrinkage("interest group", 0.1)])


def test_odd_settings_and_files_are_refused_with_reasons(
    rostered: Rostered, tmp_path: Path
) -> None:
    context = a_copy_context(rostered[0])
    with pytest.raises(InvalidValue, match="named twice"):
        set_shrinkages(context, [Shrinkage("ill", 0.1), Shrinkage("ill", 0.2)])
    with pytest.raises(InvalidValue, match="nobody would be left"):
        set_shrinkages(context, [Shrinkage("ill", 0.6), Shrinkage("away", 0.5)])
    with pytest.raises(NotFound, match="there are: breaks"):
        drop_shrinkage(context, "nope")
    with pytest.raises(NotEnoughHistory):
        fit_shrinkages(context, a_file(tmp_path, 5))
    bad = f"{FIRST_DAY},sickness,500,600,yes,no\n{FIRST_DAY},late,9000,1,yes,no"
    with pytest.raises(BadRows) as told:
        fit_shrinkages(context, a_file(tmp_path, rows=bad))
    assert "cannot be lost" in str(told.value)
    assert "9000" in str(told.value)
    assert shrinkages_of(context) == DEFAULT_SHRINKAGES


def test_the_command_line_sets_fits_and_lists(rostered: Rostered, tmp_path: Path) -> None:
    context = a_copy_context(rostered[0])
    url = context.store.where
    run = CliRunner()
    args = ["--db", url, "shrinkage"]
    night = ["set", "night bus", "0.05", "--from", "22:00", "--to", "06:00", "--unpaid"]
    assert run.invoke(app, [*args, *night]).exit_code == 0
    (bus,) = [s for s in shrinkages_of(context) if s.name == "night bus"]
    assert (bus.from_min, bus.to_min, bus.paid, bus.planned) == (1320, 360, False, False)
    assert run.invoke(app, [*args, "fit", str(a_file(tmp_path))]).exit_code == 0
    listed = run.invoke(app, [*args, "list", "--json"])
    assert '"night bus"' in listed.output
    assert '"fitted from 21 days' in listed.output
    assert run.invoke(app, [*args, "drop", "night bus"]).exit_code == 0
    assert run.invoke(app, [*args, "reset"]).exit_code == 0
    assert run.invoke(app, [*args, "set", "x", "0.1", "--from", "25:00"]).exit_code == 2
