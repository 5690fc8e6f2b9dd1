"""Mending a kept roster from the command line: what fell out, what changed, what is kept."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.services.context import today_of
from app.services.roster.changes.reroster import (
    RerosterReport,
    choices_in,
    parse_absent,
    parse_surges,
    reroster_saved,
)
from data.model.errors import InvalidValue
from data.model.problem import SICK
from data.model.publication import SavedRoster
from data.model.roster import Roster
from data.model.shift import Shift
from data.model.staff import Leave
from data.store import documents
from rostering.evaluation.scorecard import score
from rostering.repair.disruption import Disruption, Surge
from rostering.rules.language.duty import contract_templates
from rostering.solver.cpsat.marginal_values import FloorState
from tests.app.small_centre import SmallCentre

pytestmark = pytest.mark.slow

Rostered = tuple[SmallCentre, SavedRoster]


@pytest.mark.usefixtures("hasty")
def test_a_sick_person_is_mended_around_and_the_result_kept(rostered: Rostered, peakshift) -> None:
    centre, saved = rostered
    assert saved.result.roster is not None
    shift = saved.result.roster.shifts[10]
    queue = centre.context.store.load(documents.QUEUES)[0].queue_id
    code, out, said = peakshift(
        centre.url, "roster", "reroster", saved.roster_id,
        "--absent", f"{shift.agent_id}:{shift.day}",
        "--surge", f"{queue}@{shift.day + timedelta(1)} 10:00-12:00 +3",
        "--max-people", "4", "--time-limit", "3", "--why", "flu", "--json",
    )  # fmt: skip
    assert code == 0, said
    told = json.loads(out)
    kept = centre.context.store.load_roster(told["id"])
    roster = kept.result.roster
    assert roster is not None
    assert kept.parent_id == saved.roster_id
    assert (shift.agent_id, shift.day) not in roster.by_cell
    assert len(told["touched"]) <= 4
    assert told["points"]["after"] + told["change_points"] <= told["points"]["open"]
    problem = kept.problem
    assert kept.requirement_id != saved.requirement_id
    before = saved.problem.requirement.heads
    assert problem.requirement.heads.sum() - before.sum() == 3 * 4
    assert any(a.agent_id == shift.agent_id and a.kind == "sick" for a in problem.leave)
    (entry,) = centre.context.store.audit(verb="reroster")
    assert entry.why == "flu"
    unlocked = {shift.agent_id}
    assert {agent for agent, *_ in told["changed"]} - unlocked <= set(told["touched"])


def upsets(saved: SavedRoster, queue: str) -> dict[str, Disruption]:
    assert saved.result.roster is not None
    one, two = saved.result.roster.shifts[10], saved.result.roster.shifts[30]
    sick = Leave(one.agent_id, one.day, one.day, SICK)
    other = Leave(two.agent_id, two.day, two.day, SICK)
    storm = Surge(queue, one.day, 14 * 60, 22 * 60, 6)
    return {
        "one": Disruption((sick,)),
        "two": Disruption((sick, other)),
        "late": Disruption((sick,), first=one.day, last=one.day),
        "storm": Disruption(surges=(storm,)),
    }


@pytest.mark.parametrize(
    ("what", "limit_s"),
    [(what, 0.0) for what in ("one", "two", "late", "storm")]
    + [("late", 1.0), ("storm", 1.0)]
    + [pytest.param(what, 3.0, marks=pytest.mark.heavy) for what in ("one", "two")],
)
def test_it_is_never_worse_than_who_could_take_over(
    rostered: Rostered, what: str, limit_s: float
) -> None:
    centre, saved = rostered
    queue = centre.context.store.load(documents.QUEUES)[0].queue_id
    upset = upsets(saved, queue)[what]
    told = reroster_saved(centre.context, saved.roster_id, upset, time_limit_s=limit_s)
    found = told.found
    best = [0]
    for away in upset.absent:
        if away.first == today_of(centre.context):
            continue  # that day has begun: a repair knows the hour, these choices do not
        roster = with_shift_of(told, away.agent_id, away.first)
        for choice in choices_in(found.problem, roster, away.agent_id, away.first):
            if not choice.candidate.broken:
                best.append(-choice.candidate.points - upset.change_price)
    assert found.saved >= max(best)
    assert found.after.hard_violations <= found.open.hard_violations
    if limit_s == 0:
        assert "out of time" in found.outlook
    if what == "storm" and "change is worth its price: " in found.outlook:
        assert not a_day_that_saves(told), "so it is said, and so it must be"


def test_a_storm_is_answered_to_the_proof_and_nobody_off_could_help_more(
    rostered: Rostered,
) -> None:
    centre, saved = rostered
    queue = centre.context.store.load(documents.QUEUES)[0].queue_id
    storm = upsets(saved, queue)["storm"]
    told = reroster_saved(centre.context, saved.roster_id, storm, time_limit_s=120)
    assert told.found.proven
    assert told.found.outlook.endswith("change is worth its price: proven.")
    assert not a_day_that_saves(told)


def a_day_that_saves(told: RerosterReport) -> Shift | None:
    """A shift of the day hit that saves more than its change, by the scorecard alone."""
    found, day = told.found, told.disruption.surges[0].day
    number = (day - found.problem.first).days
    state = FloorState(found.problem, found.roster, found.problem.requirement.heads)
    for agent in found.problem.agents:
        if found.roster.by_cell.get((agent.agent_id, day)):
            continue
        values = state.worth(agent.agent_id)
        for duty in contract_templates(found.problem, agent.contract_id):
            placed = state.placed(number, duty, values)
            shift = state.shift(agent.agent_id, number, duty, placed)
            card = score(found.problem, found.roster.with_cell(agent.agent_id, day, shift))
            cost = card.objective + told.disruption.change_price
            lawful = card.hard_violations <= found.after.hard_violations
            if lawful and cost < found.after.objective:
                return shift
    return None


def with_shift_of(told: RerosterReport, agent_id: str, day: date) -> Roster:
    """The roster before, with everybody else's absence and this shift still in it."""
    gone = {(a.agent_id, a.first) for a in told.disruption.absent} - {(agent_id, day)}
    shifts = tuple(s for s in told.before.shifts if (s.agent_id, s.day) not in gone)
    return Roster(told.before.first, told.before.days, shifts)


def test_a_storm_is_judged_by_the_newest_requirement_of_its_days(
    rostered: Rostered, peakshift
) -> None:
    centre, saved = rostered
    context, old = centre.context, saved.problem.requirement
    queue = old.queue_ids[0]
    first = saved.problem.first + timedelta(1)
    newer = old.of_days(first, saved.problem.days - 1)
    newer = replace(newer, requirement_id="Q-newer", heads=newer.heads + 1)
    context.store.save_requirement(newer, context.entry("set_requirement", "Q-newer", "rain"))
    storm = Disruption(surges=(Surge(queue, first, 14 * 60, 22 * 60, 2),))
    told = reroster_saved(context, saved.roster_id, storm, time_limit_s=0)
    assert told.newer_requirement == "Q-newer"
    more = told.found.problem.requirement.heads - old.heads
    day_index = old.grid.day_index[: more.shape[1]]
    assert (more[:, day_index == 0] == 0).all()
    assert (more[1:, day_index == 1] == 1).all()
    assert more[0, day_index == 1].max() == 3
    before = Disruption(surges=(replace(storm.surges[0], day=saved.problem.first),))
    assert reroster_saved(context, saved.roster_id, before, time_limit_s=0).newer_requirement == ""
    code, out, said = peakshift(
        centre.url, "roster", "reroster", saved.roster_id, "--surge",
        f"{queue}@{first} 14:00-22:00 +2", "--time-limit", "1", "--json",
    )  # fmt: skip
    assert code == 0, said
    answer = json.loads(out)
    assert answer["newer_requirement"] == "Q-newer"
    assert answer["searched"]["people"] == len(saved.problem.agents)
    kept = context.store.load_roster(answer["id"]).problem.requirement
    assert kept.requirement_id not in ("Q-newer", old.requirement_id)
    assert (kept.heads == told.found.problem.requirement.heads).all()


def test_a_preview_keeps_nothing_and_locks_hold(rostered: Rostered, peakshift) -> None:
    centre, saved = rostered
    assert saved.result.roster is not None
    shift = saved.result.roster.shifts[10]
    code, out, said = peakshift(
        centre.url, "roster", "reroster", saved.roster_id, "--preview", "--lock", "*",
        "--absent", f"{shift.agent_id}:{shift.day}", "--time-limit", "5",
    )  # fmt: skip
    assert code == 0, said
    assert "1 shifts fell out; 0 agent-days of 0 people change" in out
    assert "not saved" in out
    assert len(centre.context.store.list_rosters()) == 1


def test_replacements_tell_rest_hours_and_fairness(rostered: Rostered, peakshift) -> None:
    centre, saved = rostered
    assert saved.result.roster is not None
    first = None
    for shift in saved.result.roster.shifts:  # for some nobody may take over
        words = ("roster", "replace", shift.agent_id, str(shift.day), "--json")
        code, out, _ = peakshift(centre.url, *words)
        assert code == 0
        if first := next(iter(json.loads(out)), None):
            break
    assert first
    assert {"rest_before_min", "week_min", "agreed_min", "nights", "filled_hours"} <= set(first)


@pytest.mark.parametrize("text", ["A1", "A1:soon", ":2026-01-05", "A1:2026-01-05..2026-01-01"])
def test_what_is_no_absence_is_told(text: str) -> None:
    with pytest.raises(InvalidValue, match=r"2026-01-05|ends before"):
        parse_absent([text])


def test_a_surge_is_read_from_words() -> None:
    (surge,) = parse_surges(["new connections@2026-01-05 9:30-24:00 -2"])
    assert (surge.queue_id, surge.from_min, surge.until_min, surge.heads) == (
        "new connections", 570, 1440, -2,
    )  # fmt: skip
    with pytest.raises(InvalidValue, match="is no surge"):
        parse_surges(["faults +5"])
