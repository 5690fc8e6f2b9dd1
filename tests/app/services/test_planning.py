"""Planning defaults: set once with a reason, and every command and form begins with them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.services.activity_orders import add_activity_order
from app.services.centre import planning_of, set_planning
from app.services.forecast.make import forecast_all
from app.services.people.wishes_met import wished_before
from app.services.roster.activities import place_in_roster
from app.services.roster.backlog import place_backlog_of
from app.services.roster.build import build_roster
from app.services.roster.evaluation.sensitivity import sensitivity_of_roster
from data.model.activity import ActivityOrder
from data.model.centre import PlanningDefaults
from data.model.codec import from_json, to_json
from data.model.errors import InvalidValue
from data.model.publication import SavedRoster
from tests.app.command_line import run, told
from tests.app.small_centre import SmallCentre, last_day

Call = Callable[..., Any]
Rostered = tuple[SmallCentre, SavedRoster]


def test_a_store_that_never_heard_of_them_has_the_usual_figures(small: SmallCentre) -> None:
    assert planning_of(small.context) == PlanningDefaults(
        file_quiet_s=0
    )  # as the test centre has it
    assert told(small, "centre", "planning")["roster_weeks"] == 4


def test_a_figure_is_changed_with_its_reason_in_the_trail(small: SmallCentre) -> None:
    words = ("roster_weeks=6", "roster_limit_s=300", "--why", "big centre")
    assert told(small, "centre", "planning", *words)["roster_limit_s"] == 300
    entry = told(small, "audit", "list")[0]
    assert (entry["verb"], entry["why"]) == ("set_planning", "big centre")
    assert entry["detail"]["before"] == {"roster_weeks": 4, "roster_limit_s": 60}
    assert entry["detail"]["after"] == {"roster_weeks": 6, "roster_limit_s": 300}
    assert "big centre" not in run(small, "centre", "planning").stdout
    assert planning_of(small.context).roster_weeks == 6


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"roster_weeks": 13}, "whole number of weeks from 1 to 12"),
        ({"weeks": 3}, "no planning default weeks"),
        ({"roster_weeks": 4}, "so already"),
    ],
)
def test_a_figure_that_cannot_be_is_refused(
    changes: dict[str, int], said: str, small: SmallCentre
) -> None:
    with pytest.raises(InvalidValue, match=said):
        set_planning(small.context, changes)
    assert planning_of(small.context) == PlanningDefaults(file_quiet_s=0)


def test_forecasts_and_rosters_begin_with_the_figures_set(rostered: Rostered) -> None:
    centre, saved = rostered
    set_planning(
        centre.context, {"forecast_weeks": 2, "roster_weeks": 1, "roster_limit_s": 2}, "test"
    )
    made = forecast_all(centre.context, members=("seasonal_naive",)).made
    assert {len(f.demand.grid.days) for f in made} == {14}
    assert made[0].demand.grid.days[0] == last_day() + timedelta(days=1)
    assert saved.result.roster is not None
    built = build_roster(centre.context, saved.result.roster.first)
    assert (built.problem.days, built.detail["time_limit_s"]) == (7, 2)


def test_figures_of_later_versions_are_the_usual_ones_for_a_store_that_has_others() -> None:
    before = {"roster_weeks": 6}  # as a version without the time limit of a backlog stored it
    found = from_json(PlanningDefaults, before)
    assert (found.roster_weeks, found.backlog_limit_s) == (6, PlanningDefaults.backlog_limit_s)
    assert "backlog_limit_s" not in to_json(found)  # nor do the digests of such stores change


@pytest.mark.parametrize(
    ("use_case", "call", "figure"),
    [
        ("app.services.roster.activities.place_activities", place_in_roster, "activities_limit_s"),
        ("app.services.roster.backlog.place_backlog", place_backlog_of, "backlog_limit_s"),
        (
            "app.services.roster.evaluation.sensitivity.worth",
            sensitivity_of_roster,
            "sensitivity_limit_s",
        ),
    ],
)
def test_a_search_without_a_limit_has_the_one_set(
    use_case: str, call: Call, figure: str, rostered: Rostered, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre, saved = rostered
    set_planning(centre.context, {figure: 17}, "test")
    add_activity_order(centre.context, ActivityOrder("training", 60))
    limits: list[float] = []

    def searched(*_: object, time_limit_s: float, **__: object) -> None:
        limits.append(time_limit_s)

    monkeypatch.setattr(use_case, searched)
    monkeypatch.setattr("app.services.roster.backlog.expected_backlog", lambda *_: None)
    call(centre.context, saved.roster_id)
    assert limits == [17]


def test_refused_wishes_are_counted_over_the_days_set(rostered: Rostered) -> None:
    centre, saved = rostered
    assert saved.result.roster is not None
    set_planning(centre.context, {"wishes_back_days": 0}, "start anew")
    assert wished_before(centre.context, saved.result.roster.first) == {}
    answer = told(centre, "staff", "wishes", "--roster", saved.roster_id)
    assert answer["back_days"] == 0
