"""Breaks of one team apart: found slot by slot, and kept by every model that places breaks."""

import numpy as np
import pytest

from data.model.rule import RuleSetting
from data.model.shift import Break
from rostering.evaluation.scorecard import score
from rostering.repair.replacement import rank_replacements as candidates
from rostering.rules.rule_set import rule_set
from rostering.solver.progress import Progress
from rostering.solver.solve import solve_roster
from tests.rostering.builders import (
    MONDAY,
    a_contract,
    a_meal,
    a_problem,
    a_roster,
    a_shift,
    a_template,
    an_agent,
)
from tests.until import roster_and_bound_found, until


def a_team(*teams: str, price: int | None = 5, most: int = 1, days: int = 7, **more):
    """A person for each team named; day shifts with a meal begun at 11:00 or 12:00."""
    agents = [an_agent(f"A{i}", team=team) for i, team in enumerate(teams)]
    given = {"heads": np.zeros((1, 24 * days), dtype=int), **more}
    every_day = RuleSetting("working_days_a_week", None, {"least": days, "most": days})
    return a_problem(
        days,
        agents,
        [a_template("D", 480, breaks=(a_meal(180, 240),))],
        [RuleSetting("breaks_apart", price, {"most": most}), every_day],
        **given,
    )


def a_day_of(problem, *begins: int):
    shifts = [a_shift(f"A{i}", 0, breaks=(Break(at, 60, "meal"),)) for i, at in enumerate(begins)]
    return a_roster(problem, *shifts)


def found(problem, roster) -> list[tuple[int, str]]:
    return [(v.amount, v.sentence) for v in score(problem, roster).violations
            if v.rule == "breaks_apart"]  # fmt: skip


def test_breaks_of_one_team_in_one_slot_are_counted() -> None:
    problem = a_team("red", "red", "red", "blue")
    assert found(problem, a_day_of(problem, 660, 720, 720, 660)) == [
        (1, "Breaks of a team apart, 2026-03-02 12:00: 2 of red on break, limit 1")
    ]
    assert found(problem, a_day_of(problem, 660, 660, 660, 660))[0][0] == 2


def test_a_break_of_a_quarter_takes_the_slots_it_touches() -> None:
    problem = a_team("red", "red", most=1)
    roster = a_roster(
        problem,
        a_shift("A0", 0, breaks=(Break(650, 20, "tea"),)),  # in the slots of 10:00 and 11:00
        a_shift("A1", 0, breaks=(Break(700, 15, "tea"),)),
    )
    assert [amount for amount, _ in found(problem, roster)] == [1]


def test_without_teams_contracts_are_and_a_large_team_may_have_a_share() -> None:
    contracts = (a_contract(), a_contract(contract_id="half"))
    agents = [an_agent(f"A{i}", contract="half" if i else "full") for i in range(4)]
    problem = a_team("", contracts=contracts)
    rules = [RuleSetting("breaks_apart", 5, {"most": 1, "share_pct": 67})]
    problem = a_problem(1, agents, problem.templates, rules, contracts=contracts)
    (applied,) = (a for a in rule_set(problem) if a.rule.name == "breaks_apart")
    told = {b.whose: (len(b.agents), int(b.most[0])) for b in
            applied.rule.breaks(problem, applied.agents)}  # fmt: skip
    assert told == {"full": (1, 1), "half": (3, 2)}


@pytest.mark.parametrize("engine", ["cpsat", "small", "tour", "lns"])
def test_every_engine_places_a_teams_breaks_apart(engine: str) -> None:
    """Four of red have two begins: two too many in all; blue is alone and free to choose."""
    problem = a_team("red", "red", "red", "red", "blue")
    idle, least = 7 * 35, 7 * 2 * 5  # no choice of breaks makes anybody less idle

    def best(state: Progress) -> bool:
        return roster_and_bound_found(state) and state.objective == idle + least

    result = solve_roster(problem, engine=engine, **until(best))
    assert result.roster is not None
    card = score(problem, result.roster)
    assert card.by_rule()["breaks_apart"] == least
    assert result.objective == card.objective
    assert result.bound is not None
    assert result.bound <= card.objective + 1e-6


def test_held_hard_it_is_kept_or_named() -> None:
    fits = solve_roster(a_team("red", "red", price=None), time_limit_s=5)
    assert fits.roster is not None
    begins = sorted(shift.breaks[0].start_min for shift in fits.roster.shifts)
    assert begins == [660] * 7 + [720] * 7
    stuck = solve_roster(a_team("red", "red", "red", price=None), time_limit_s=5)
    assert stuck.status == "infeasible"
    assert any("Breaks of a team apart" in said for said in stuck.conflicts)


def test_who_takes_over_a_shift_is_asked_about_the_teams_breaks() -> None:
    problem = a_team("red", "red", "blue", most=0)
    roster = a_roster(problem, a_shift("A0", 0, breaks=(Break(660, 60, "meal"),)))
    asked = candidates(problem, roster, "A0", MONDAY)
    assert {candidate.agent_id for candidate in asked} >= {"A1", "A2"}
    broken = {c.agent_id: c.points for c in asked}
    assert broken["A1"] == broken["A2"]  # each would be one of a team that may have none
