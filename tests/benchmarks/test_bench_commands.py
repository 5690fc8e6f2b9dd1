"""`bench roster` and `bench staff-rostering` as commands, and what they refuse."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from app.cli.main import app
from tests.benchmarks.commands import RULES
from tests.benchmarks.rosters.bundle import read_bundle
from tests.benchmarks.rosters.test_roster import KEYS
from tests.benchmarks.staff_rostering.draw import draw_staff_rostering
from tests.benchmarks.staff_rostering.writer import written


def bench(*words: str) -> Result:
    return CliRunner().invoke(app, ["bench", *words])


def told(*words: str) -> dict[str, object]:
    done = bench(*words, "--json")
    assert done.exit_code == 0, done.output + str(done.exception)
    found = json.loads(done.stdout, parse_constant=lambda name: pytest.fail(f"{name} in JSON"))
    assert isinstance(found, dict)
    return found


def test_a_generated_team_is_rostered_and_written(tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    found = told("roster", "--agents", "4", "--days", "7", "--time-limit", "1",
                 "--export", str(folder))  # fmt: skip
    assert set(found) == KEYS
    assert found["bound_verified"]
    plain, _, rows, bound = read_bundle(folder)
    assert len(plain["agents"]) == 4
    assert rows
    assert bound["bound"] >= found["bound"]


PRODUCT = {"engine", "status", "own_objective", "bound_by", "verified_bound"}


def test_a_staff_rostering_file_is_solved_and_the_answer_has_every_key(tmp_path: Path) -> None:
    file, out = tmp_path / "tiny.txt", tmp_path / "roster.csv"
    file.write_text(written(draw_staff_rostering(1, 1)), encoding="utf-8")
    found = told("staff-rostering", str(file), "--time-limit", "5", "--out", str(out))
    assert set(found) == {*KEYS, "instance", *PRODUCT}
    assert (found["instance"], found["agents"], found["hard_violations"]) == ("tiny", 8, 0)
    assert found["bound_verified"] or found["gap"] == 0
    assert found["objective"] == found["own_objective"]
    assert out.read_text().startswith("agent,day,shift\n")


def test_help_says_what_each_set_of_rules_is() -> None:
    said = " ".join(bench("roster", "--help").output.replace("│", " ").split())
    for name in RULES:
        assert f"{name}: " in said


@pytest.mark.parametrize(
    ("words", "told_so"),
    [
        (("roster", "--lengths", "abc"), "give lengths in hours"),
        (("roster", "--lengths", ""), "give lengths in hours"),
        (("roster", "--lengths", "-8"), "up to 24 hours"),
        (("roster", "--lengths", "nan"), "up to 24 hours"),
        (("roster", "--lengths", "8.1"), "whole slots of 30 min, not 8.1"),
        (("roster", "--rules", "none"), "none of core, full"),
        (("roster", "--agents", "-1"), "--agents"),
        (("roster", "--days", "-7"), "--days"),
        (("roster", "--days", "8"), "whole weeks"),
        (("roster", "--slot", "0"), "15 or 30"),
        (("roster", "--queues", "9"), "--queues"),
        (("roster", "--seed", "-1"), "--seed"),
        (("roster", "--seed", "x"), "--seed"),
        (("roster", "--time-limit", "nan"), "--time-limit"),
        (("roster", "--time-limit", "inf"), "--time-limit"),
        (("roster", "--instance", "nowhere"), "nowhere"),
        (("roster", "--instance", "{folder}"), "requirement.csv"),
        (("roster", "--export", "{file}"), "--export"),
        (("staff-rostering", "nowhere.txt"), "nowhere.txt"),
        (("staff-rostering", "{file}"), "Curtois & Qu"),
        (("staff-rostering", "{file}", "--out", "nowhere/roster.csv"), "no folder nowhere"),
        (("staff-rostering", "{file}", "--out", "{folder}"), "--out"),
        (("ramp", "--queue", "nope"), "it has faults"),
        (("target", "--seed", "-1"), "--seed"),
        (("promise", "--seed", "-1"), "--seed"),
        (("us-bank", "nowhere.csv"), "nowhere.csv"),
        (("us-bank", "{file}"), "series_id"),
        (("night", "--queues", "0"), "--queues"),
        (("edits", "--agents", "0"), "--agents"),
        (("history", "--years", "inf"), "--years"),
    ],
)
def test_a_bad_value_is_one_clear_error_and_code_2(
    tmp_path: Path, words: tuple[str, ...], told_so: str
) -> None:
    file = tmp_path / "other.txt"
    file.write_text("something else\n", encoding="utf-8")
    named = [word.format(folder=tmp_path, file=file) for word in words]
    done = bench(*named)
    assert done.exit_code == 2, done.output + str(done.exception)
    assert told_so in " ".join(done.output.replace("│", " ").split())
    assert "Traceback" not in done.output


def test_a_centre_whose_files_do_not_fit_together_is_refused(tmp_path: Path) -> None:
    (tmp_path / "requirement.csv").write_text("day,slot,heads\n0,99,1\n", encoding="utf-8")
    (tmp_path / "wishes.csv").write_text("agent,p0,p1,p2,p3,p4\nA,0,0,0,0,0\n", encoding="utf-8")
    (tmp_path / "leave.csv").write_text("agent,day\nA,0\n", encoding="utf-8")
    done = bench("roster", "--instance", str(tmp_path))
    assert done.exit_code == 2
    assert "is missing or no number" in " ".join(done.output.replace("│", " ").split())
