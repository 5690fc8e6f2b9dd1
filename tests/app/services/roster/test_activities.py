"""Sessions from the command line: ordered, placed into a kept roster, exported, read back."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from app.services.activity_orders import add_activity_order, remove_activity_order
from app.services.context import today_of
from app.services.roster.activities import place_in_roster, save_activities
from app.services.roster.check import roster_of
from app.services.roster.evaluation.bound import orders_behind
from data.ingest import read_roster
from data.model.activity import ActivityOrder
from data.model.errors import InvalidValue
from data.model.publication import SavedRoster
from data.store import documents
from rostering.evaluation.scorecard import score
from tests.app.small_centre import SmallCentre

Rostered = tuple[SmallCentre, SavedRoster]


def test_orders_are_added_changed_listed_and_removed(rostered: Rostered, peakshift) -> None:
    centre, _ = rostered
    add = ("activities", "add", "training", "--minutes", "60", "--from", "09:00", "--to", "17:00")
    assert peakshift(centre.url, *add, "--together", "2-4", "--why", "new tariff")[0] == 0
    code, out, _ = peakshift(centre.url, *add, "--per-agent", "2", "--due", "2030-01-31", "--json")
    assert code == 0
    (order,) = json.loads(out)
    assert (order["earliest_min"], order["per_agent"], order["due"]) == (540, 2, "2030-01-31")
    assert order["most_together"] == 4  # what is not given stays
    code, out, _ = peakshift(centre.url, "activities", "list")
    assert "09:00-17:00" in out
    assert centre.context.store.audit(verb="set_session_orders")[-1].why == "new tariff"
    assert peakshift(centre.url, "activities", "remove", "training")[0] == 0
    assert centre.context.store.load(documents.ACTIVITY_ORDERS) == ()
    code, _, said = peakshift(centre.url, "activities", "remove", "training")
    assert code == 1
    assert "there are: none" in said


def test_each_team_meets_by_itself_where_shifts_may_move(rostered: Rostered, peakshift) -> None:
    centre, saved = rostered
    add = ("activities", "add", "team hour", "--each-team-but", "2", "--per-agent", "1")
    code, out, said = peakshift(centre.url, *add)
    assert code == 0, said
    assert "each team, all but 2" in " ".join(out.split())
    both = ("--together", "2-4")
    assert "give one of both" in peakshift(centre.url, *add, *both)[2]
    place = ("roster", "activities", saved.roster_id, "--move", "shifts", "--time-limit", "3")
    code, out, said = peakshift(centre.url, *place, "--json")
    assert code == 0, said
    kept = roster_of(centre.context.store.load_roster(json.loads(out)["id"]))
    team = {agent.agent_id: agent.team for agent in saved.problem.agents}
    size = Counter(team.values())
    held = [(s, one) for s in kept.shifts for one in s.activities]
    met = Counter((team[s.agent_id], s.day, one.start_min) for s, one in held)
    assert met
    assert all(people >= size[name] - 2 for (name, *_), people in met.items())
    staff = centre.context.store.load(documents.STAFF)
    alone = replace(staff, agents=tuple(replace(agent, team="") for agent in staff.agents))
    centre.context.store.save(documents.STAFF, alone, centre.context.entry("set_staff", "staff"))
    assert "in a team where teams meet" in " ".join(peakshift(centre.url, *add)[2].split())


def test_sessions_are_placed_kept_beside_the_parent_and_survive_files(
    rostered: Rostered, peakshift, tmp_path: Path
) -> None:
    centre, saved = rostered
    order = ActivityOrder("training", 45, 2, earliest_min=480, latest_min=1200)
    add_activity_order(centre.context, order)
    code, out, said = peakshift(
        centre.url, "roster", "activities", saved.roster_id, "--why", "due", "--json"
    )
    assert code == 0, said
    told = json.loads(out)
    kept = centre.context.store.load_roster(told["id"])
    roster = kept.result.roster
    assert roster is not None
    assert kept.parent_id == saved.roster_id
    assert roster.without_activities == saved.result.roster
    held = [s for shift in roster.shifts for s in shift.activities]
    assert len(held) == told["placed"] > 0
    assert told["placed"] + sum(row["missing"] for row in told["left_out"]) == told["wanted"]
    card = score(kept.problem, roster)
    assert card.objective == told["points"]["after"] == kept.result.objective
    assert told["points"]["bound"] <= told["points"]["objective"] + 1e-6
    assert kept.result.bound is None or kept.result.bound <= card.objective
    assert centre.context.store.audit(verb="place_sessions")[0].why == "due"
    file = tmp_path / "roster.csv"
    assert peakshift(centre.url, "roster", "export", told["id"], "--out", str(file))[0] == 0
    assert read_roster(file) == roster


def test_a_preview_keeps_nothing_and_says_what_is_left_out(rostered: Rostered, peakshift) -> None:
    centre, saved = rostered
    add_activity_order(centre.context, ActivityOrder("night talk", 60, 9))
    code, out, _ = peakshift(centre.url, "roster", "activities", saved.roster_id, "--preview")
    assert code == 0
    assert "not saved" in out
    assert "left out: days with time for it" in out
    assert len(centre.context.store.list_rosters()) == 1


def test_a_running_roster_takes_activities_from_tomorrow_on_and_keeps_those_it_has(
    rostered: Rostered,
) -> None:
    centre, saved = rostered
    first = saved.problem.first
    noon = datetime.combine(first + timedelta(days=2), time(4), UTC)
    context = replace(centre.context, clock=lambda: noon)
    add_activity_order(context, ActivityOrder("training", 60))
    trained = save_activities(context, place_in_roster(context, saved.roster_id), "due")
    days = [shift.day for shift in roster_of(trained).shifts if shift.activities]
    assert days
    assert min(days) > noon.date()
    remove_activity_order(context, "training")
    add_activity_order(context, ActivityOrder("coaching", 30))
    coached = save_activities(context, place_in_roster(context, trained.roster_id), "due")
    held = Counter(one.label for s in roster_of(coached).shifts for one in s.activities)
    assert held["training"] == len(days)
    assert held["coaching"]
    assert {order.label for order in orders_behind(context, coached)} == {"training", "coaching"}


def test_an_order_that_had_to_be_over_already_is_refused(rostered: Rostered) -> None:
    context = rostered[0].context
    for due in (today_of(context) - timedelta(days=1), today_of(context)):
        with pytest.raises(InvalidValue, match="give a day from tomorrow on"):
            add_activity_order(context, ActivityOrder("training", 60, due=due))


def test_a_roster_that_is_over_takes_no_activities(rostered: Rostered) -> None:
    centre, saved = rostered
    last = datetime.combine(saved.problem.dates[-1], time(4), UTC)
    context = replace(centre.context, clock=lambda: last)
    add_activity_order(context, ActivityOrder("training", 60))
    with pytest.raises(InvalidValue, match="activities are placed from tomorrow on"):
        place_in_roster(context, saved.roster_id)


def test_a_new_build_from_a_roster_with_sessions_has_none(rostered: Rostered, peakshift) -> None:
    centre, saved = rostered
    assert saved.result.roster is not None
    add_activity_order(centre.context, ActivityOrder("training", 60))
    told = json.loads(peakshift(centre.url, "roster", "activities", saved.roster_id, "--json")[1])
    code, out, said = peakshift(
        centre.url, "roster", "build", "--from", str(saved.result.roster.first), "--weeks", "1",
        "--start", told["id"], "--lock", "*", "--time-limit", "2", "--json",
    )  # fmt: skip
    assert code == 0, said
    built = centre.context.store.load_roster(json.loads(out)["id"]).result
    assert built.roster == saved.result.roster
    assert built.bound is not None
    assert built.objective is not None
    assert built.bound <= built.objective + 1e-6


def test_orders_that_nobody_could_mean_are_refused(rostered: Rostered, peakshift) -> None:
    centre, saved = rostered
    code, _, said = peakshift(centre.url, "roster", "activities", saved.roster_id)
    assert code == 1
    assert "peakshift activities add" in said
    code, _, said = peakshift(centre.url, "activities", "add", "x", "--team", "nobody's")
    assert code == 1
    assert "unknown teams: nobody's" in said
    staff = centre.context.store.load(documents.STAFF)
    agent = staff.agents[0]
    other = next(c for c in staff.contracts if c.contract_id != agent.contract_id)
    order = ActivityOrder("x", 60, agents=(agent.agent_id,), contracts=(other.contract_id,))
    with pytest.raises(InvalidValue, match="for nobody"):
        add_activity_order(centre.context, order)


def test_shifts_move_for_activities_where_they_may(rostered: Rostered, peakshift) -> None:
    centre, saved = rostered
    add_activity_order(centre.context, ActivityOrder("training", 60, 2, price=300))
    words = ("roster", "activities", saved.roster_id, "--time-limit", "2", "--json")
    after = json.loads(peakshift(centre.url, *words, "--preview")[1])
    code, out, said = peakshift(centre.url, *words, "--move", "shifts")
    assert code == 0, said
    told = json.loads(out)
    assert told["points"]["objective"] <= after["points"]["objective"]
    assert told["points"]["bound"] <= told["points"]["objective"]
    kept = centre.context.store.load_roster(told["id"])
    assert kept.result.roster is not None
    assert (told["moved"] > 0) == (
        kept.result.roster.without_activities != roster_of(saved).without_activities
    )
    card = score(kept.problem, kept.result.roster)
    assert card.objective == told["points"]["after"] == kept.result.objective
    assert card.hard_violations == 0
    assert kept.result.bound is not None
    assert kept.result.bound <= card.objective
    code, out, said = peakshift(centre.url, "roster", "verify", told["id"])
    assert code == 0, said
    code, out, _ = peakshift(centre.url, *words, "--points-a-move", "2")
    assert code == 1
    assert "shifts that may move" in out


def test_a_roster_is_built_with_the_activities_ordered(rostered: Rostered, peakshift) -> None:
    centre, saved = rostered
    words = (
        "roster", "build", "--from", str(saved.problem.first), "--weeks", "1",
        "--time-limit", "2", "--activities", "--json",
    )  # fmt: skip
    code, out, _ = peakshift(centre.url, *words)
    assert code == 1
    assert "no activities are ordered" in out
    assert len(centre.context.store.list_rosters()) == 1
    add_activity_order(centre.context, ActivityOrder("training", 60, 1, price=300))
    code, out, said = peakshift(centre.url, *words)
    assert code == 0, said
    kept = centre.context.store.load_roster(json.loads(out)["id"])
    assert kept.parent_id == ""
    assert kept.result.roster is not None
    held = [s.label for shift in kept.result.roster.shifts for s in shift.activities]
    assert held.count("training") == kept.detail["sessions"]["placed"] > 0
    assert score(kept.problem, kept.result.roster).objective == kept.result.objective
    assert kept.result.bound is not None
    assert kept.result.bound <= kept.detail["sessions"]["points"]["objective"]
    assert kept.result.status == "feasible"
    assert orders_behind(centre.context, kept)[0].label == "training"
    code, out, said = peakshift(centre.url, "roster", "verify", kept.roster_id)
    assert code == 0, said + out
