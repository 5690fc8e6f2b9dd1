"""The command line as people and machines call it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli.main import app
from app.services.context import Context
from app.services.forecast.make import forecast_all
from app.services.history import import_history
from data.model.publication import SavedRoster
from data.store import Store, documents
from tests.app.small_centre import FIRST_DAY, SmallCentre, history_csv
from tests.app.web.web_page import a_copy

pytestmark = pytest.mark.slow

Rostered = tuple[SmallCentre, SavedRoster]


def run(url: str, *words: str) -> Result:
    """Call `peakshift --db URL WORDS`."""
    return CliRunner().invoke(app, ["--db", url, "--as", "tester", *words])


def answer(result: Result) -> object:
    """Parsed standard output of a `--json` call that went well."""
    assert result.exit_code == 0, result.output + str(result.exception)
    return json.loads(result.stdout)


def test_a_new_centre_goes_from_a_file_to_a_forecast(tmp_path: Path) -> None:
    url = str(tmp_path / "new.sqlite")
    file = tmp_path / "history.csv"
    file.write_text(history_csv(FIRST_DAY, 28), encoding="utf-8")
    assert run(url, "centre", "set", "--name", "New").exit_code == 0
    imported = answer(run(url, "history", "import", str(file), "--json"))
    assert isinstance(imported, dict)
    assert imported["new"] == 28 * 48 * 2
    again = answer(run(url, "history", "import", str(file), "--json"))
    assert isinstance(again, dict)
    assert (again["new"], again["unchanged"]) == (0, 28 * 48 * 2)
    shown = answer(run(url, "history", "show", "--json"))
    assert isinstance(shown, list)
    assert {row["queue"] for row in shown} == {"fault", "billing"}
    made = answer(run(url, "forecast", "run", "--weeks", "2", "--members", "mean_8w", "--json"))
    assert isinstance(made, dict)
    assert set(made["made"]) == {"fault", "billing"}
    built = answer(run(url, "requirement", "build", "--json"))
    assert isinstance(built, dict)
    assert built["queues"]["fault"]["peak_heads"] > 0


def test_a_command_before_its_time_says_what_to_do_first(tmp_path: Path) -> None:
    result = run(str(tmp_path / "empty.sqlite"), "forecast", "run")
    assert result.exit_code != 0
    assert "centre" in str(result.exception)


def test_a_roster_is_checked_compared_and_exported(rostered: Rostered, tmp_path: Path) -> None:
    centre, saved = rostered
    card = answer(run(centre.url, "roster", "check", saved.roster_id, "--json"))
    assert isinstance(card, dict)
    assert card["hard_violations"] == 0
    for form in ("csv", "matrix", "xlsx", "ics", "payroll"):
        out = tmp_path / f"roster.{form}"
        result = run(
            centre.url, "roster", "export", saved.roster_id, "--as", form, "--out", str(out)
        )
        assert result.exit_code == 0, result.output + str(result.exception)
        assert out.stat().st_size > 100
    named = tmp_path / "named.xlsx"
    assert run(centre.url, "roster", "export", saved.roster_id, "--out", str(named)).exit_code == 0
    assert named.read_bytes().startswith(b"PK")
    assert (
        answer(run(centre.url, "roster", "diff", saved.roster_id, saved.roster_id, "--json")) == []
    )


def test_an_exported_roster_checks_like_the_kept_one(rostered: Rostered, tmp_path: Path) -> None:
    centre, saved = rostered
    out = tmp_path / "roster.csv"
    run(centre.url, "roster", "export", saved.roster_id, "--as", "csv", "--out", str(out))
    card = answer(run(centre.url, "roster", "check", str(out), "--json"))
    assert isinstance(card, dict)
    assert card["objective"] == saved.result.objective


def test_a_check_says_which_queue_nobody_can_serve(rostered: Rostered, tmp_path: Path) -> None:
    centre, saved = rostered
    url, out = a_copy(centre.url, tmp_path), tmp_path / "roster.csv"
    run(url, "roster", "export", saved.roster_id, "--as", "csv", "--out", str(out))
    assert "can serve" not in run(url, "roster", "check", str(out)).stdout
    context = Context(Store.open(url), "tester")
    staff = context.store.load(documents.STAFF)
    without = tuple(replace(a, skills=tuple(s for s in a.skills if s != "billing"))
                    for a in staff.agents)  # fmt: skip
    context.store.save(documents.STAFF, replace(staff, agents=without), context.entry("t", "staff"))
    context.store.close()
    said = run(url, "roster", "check", str(out)).stdout
    assert "Nobody can serve billing" in " ".join(said.split())
    found = json.loads(run(url, "roster", "check", str(out), "--json").stdout)
    assert "billing" in found["nobody_can_serve"][0]


def test_a_rule_is_changed_and_the_trail_says_so(small: SmallCentre) -> None:
    before = answer(run(small.url, "rules", "list", "--json"))
    assert isinstance(before, list)
    rule = next(setting["rule"] for setting in before if setting["price"] is not None)
    assert run(small.url, "rules", "set", rule, "--price", "77", "--why", "trial").exit_code == 0
    after = answer(run(small.url, "rules", "list", "--json"))
    assert isinstance(after, list)
    assert [s["price"] for s in after if s["rule"] == rule] == [77]
    trail = answer(run(small.url, "audit", "list", "--json"))
    assert isinstance(trail, list)
    assert (trail[0]["verb"], trail[0]["why"]) == ("set_rules", "trial")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("roster", "check", "R-none"), "R-none"),
        (("roster", "publish", "R-none"), "R-none"),
        (("forecast", "run", "--queue", "nope"), "nope"),
        (("history", "import", "missing.csv"), "missing.csv"),
    ],
)
def test_a_wrong_name_is_answered_with_that_name(
    small: SmallCentre, words: tuple[str, ...], message: str
) -> None:
    result = run(small.url, *words)
    assert result.exit_code != 0
    assert message in str(result.exception)


def test_versions_are_kept_never_overwritten(small: SmallCentre) -> None:
    for _ in range(2):
        forecast_all(small.context, weeks=1, members=("mean_8w",))
    listed = answer(run(small.url, "forecast", "list", "--queue", "fault", "--json"))
    assert isinstance(listed, list)
    assert len({row["version_id"] for row in listed}) == 2


def test_tables_tell_times_by_the_clock_of_the_centre(small: SmallCentre) -> None:
    forecast_all(small.context, weeks=1, members=("mean_8w",))  # at 02:00 UTC
    for words in (("forecast", "list"), ("audit", "list")):
        said = run(small.url, *words).stdout
        assert "10:00" in said, words
        assert "02:00" not in said, words


def test_rejected_rows_are_not_lost_where_the_folder_cannot_be_written(
    small: SmallCentre, tmp_path: Path
) -> None:
    file = tmp_path / "bad.csv"
    lines = history_csv(FIRST_DAY, 1).splitlines()
    file.write_text("\n".join([*lines[:3], lines[3].replace(",30,", ",abc,")]), encoding="utf-8")
    (tmp_path / "bad.rejected.csv").mkdir()  # nothing can be written under this name
    report = import_history(small.context, file)
    assert report.rejected == 1
    assert "rejected rows are in the database" in report.warnings[-1]
    newest = small.context.store.list_imports()[0]
    assert len(small.context.store.load_rejected(newest.import_id)) == 1
