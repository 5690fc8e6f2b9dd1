"""Deferrable work moved into a kept roster's idle hours: command, file, page."""

import csv
import json
from pathlib import Path

import pytest

from app.services.centre import set_queue
from app.services.forecast.make import forecast_all
from app.services.roster.build import build_roster
from app.services.staffing.requirement import set_requirement
from data.model.publication import SavedRoster
from rostering.evaluation.scorecard import score
from tests.app.small_centre import SmallCentre, a_copy_of, a_small_centre
from tests.app.web.web_page import a_page, words
from tests.made_once import made_once
from tests.until import until

pytestmark = pytest.mark.slow

Rostered = tuple[SmallCentre, SavedRoster]


@pytest.fixture
def with_mail(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Rostered:
    """A centre whose billing may wait six hours, with a week's roster."""

    def make(folder: Path) -> None:
        centre = a_small_centre(folder)
        set_queue(centre.context, "billing", {"deferrable_due_min": 360}, why="it may wait")
        forecast_all(centre.context, weeks=4, members=("seasonal_naive", "glm_days"))
        requirement = set_requirement(centre.context, judged=False)
        build_roster(centre.context, requirement.grid.days[7], 1, **until())
        centre.context.store.close()

    centre = a_copy_of(made_once(tmp_path_factory, "mail", make), tmp_path / "mail")
    (listed,) = centre.context.store.list_rosters()
    return centre, centre.context.store.load_roster(listed.roster_id)


def test_the_command_places_the_work_with_proof_and_writes_the_plan(
    with_mail: Rostered, peakshift, tmp_path: Path
) -> None:
    centre, saved = with_mail
    file = tmp_path / "backlog.csv"
    words_ = ("roster", "backlog", saved.roster_id, "--out", str(file))
    code, out, said = peakshift(centre.url, *words_, "--json")
    assert code == 0, said
    told = json.loads(out)
    mail = told["queues"]["billing"]
    assert told["proven"]
    assert told["unmanned_slots"] == 0
    assert mail["due_h"] == 6
    for course in (mail["as_required"], mail["placed"]):
        parts = ("in_time_h", "late_h", "open_late_h", "open_due_h")
        assert sum(course[part] for part in parts) == pytest.approx(mail["work_h"], abs=0.1)
    assert mail["placed"]["in_time_h"] >= mail["as_required"]["in_time_h"] - 0.01
    assert mail["open_before_h"] > 0  # the requirement's plan carries work into the second week
    with file.open(encoding="utf-8-sig") as lines:
        rows = list(csv.DictReader(lines))
    done = mail["placed"]["in_time_h"] + mail["placed"]["late_h"]
    assert sum(float(row["hours_done"]) for row in rows) == pytest.approx(done, abs=0.1)
    problem = saved.problem
    card = score(problem, saved.result.roster)
    assert told["idle_h"]["as_required"] <= card.surplus_hours + 0.1
    days = told["days"]
    assert len(days) == 7
    assert sum(day["idle_h"] for day in days) == pytest.approx(told["idle_h"]["placed"], abs=0.1)
    code, out, _ = peakshift(centre.url, *words_)
    assert code == 0
    assert "no placing has less" in out


def test_a_centre_without_work_that_can_wait_says_what_to_do(rostered: Rostered, peakshift) -> None:
    centre, saved = rostered
    code, _, said = peakshift(centre.url, "roster", "backlog", saved.roster_id)
    assert code == 1
    assert "No queue of the requirement is deferrable" in said


def test_the_cover_of_a_roster_shows_the_work_moved(
    with_mail: Rostered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEAKSHIFT_DB", with_mail[0].url)
    page = a_page("roster").run()
    page.session_state["roster_view"] = "Cover"
    page = page.run()
    assert not page.exception
    assert "Work that can wait, moved into the idle hours" in words(page)
    assert "judged again without the solver" in words(page)
    assert {"Done in time [h]", "Idle hours"} <= {metric.label for metric in page.metric}
