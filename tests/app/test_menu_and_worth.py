"""Menus and prices from the command line, on a stored centre."""

import json

import pytest

from app.services.build_roster import problem_for
from app.services.design_menu import adopt_menu, try_menu
from data.model.errors import InvalidValue
from data.model.saved_roster import SavedRoster
from rostering.menu_design import Wanted, design_menu
from tests.app.small_centre import SmallCentre

Rostered = tuple[SmallCentre, SavedRoster]


def first_day(saved: SavedRoster) -> str:
    assert saved.result.roster is not None
    return str(saved.result.roster.first)


def test_a_menu_is_designed_and_adopted_with_its_reason(rostered: Rostered, peakshift) -> None:
    centre, saved = rostered
    asked = ("--from", first_day(saved), "--weeks", "1", "--time-limit", "2")
    code, out, said = peakshift(centre.url, "menu", "design", *asked, "--codes", "6,9", "--json")
    assert code == 0, said
    told = json.loads(out)
    assert [o["most"] for o in told["options"]] == [6, 9]
    assert told["options"][0]["points"] >= told["options"][1]["points"] >= told["free_points"]
    code, out, said = peakshift(
        centre.url, "menu", "adopt", *asked, "--codes", "9", "--why", "easier to say", "--json"
    )
    assert code == 0, said
    staff = centre.desk.store.load_staff()
    assert {t.code for t in staff.templates} == set(json.loads(out)["adopted"])
    assert all(set(c.templates) <= {t.code for t in staff.templates} for c in staff.contracts)
    (entry,) = centre.desk.store.audit(verb="adopt_menu")
    assert entry.why == "easier to say"
    kept = centre.desk.store.load_roster(saved.roster_id)
    assert kept.problem["templates"] == saved.problem["templates"]


def test_a_menu_is_tried_on_a_whole_roster(rostered: Rostered) -> None:
    centre, saved = rostered
    assert saved.result.roster is not None
    problem = problem_for(centre.desk, saved.result.roster.first, 7)
    (option,) = design_menu(problem, Wanted(codes=(10,), time_limit_s=2)).options
    tried = try_menu(problem, option, 6)
    assert tried.codes <= 10
    assert tried.objective is not None
    with pytest.raises(InvalidValue, match="reason"):
        adopt_menu(centre.desk, problem, option.templates, " ")


def test_worth_tells_slots_people_and_rules(rostered: Rostered, peakshift) -> None:
    centre, saved = rostered
    code, out, said = peakshift(
        centre.url, "roster", "worth", saved.roster_id, "--of", "agent", "--time-limit", "12",
        "--json",
    )  # fmt: skip
    assert code == 0, said
    told = json.loads(out)
    assert {t["kind"] for t in told["things"]} == {"agent"}
    assert all(t["low"] <= t["change"] <= t["high"] <= 0 for t in told["things"])
    assert {row["queue"] for row in told["slots"]} == {"fault", "billing"}
    code, out, said = peakshift(centre.url, "roster", "worth", saved.roster_id, "--of", "luck")
    assert code == 2
    assert "luck" in said
    code, out, _ = peakshift(
        centre.url, "roster", "worth", saved.roster_id, "--of", "rule", "--time-limit", "12"
    )
    assert code == 0
    assert "dual prices" in out
