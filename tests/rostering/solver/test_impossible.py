"""What one route calls impossible is told only where a second one finds so too."""

from dataclasses import replace

import pytest

from data.model.rule import RuleSetting
from rostering.rules import default_settings
from rostering.solver import solve as solving
from rostering.solver.cpsat import solving as cpsat
from rostering.solver.explain.conflicts import stuck_agents
from rostering.solver.solve import solve_roster
from tests.rostering.builders import a_contract, a_problem, an_agent


def a_team(**more):  # type: ignore[no-untyped-def]
    return a_problem(7, [an_agent(f"A{i}") for i in range(3)], rules=default_settings(), **more)


def never(incumbent, options, seed, workers):  # type: ignore[no-untyped-def]
    return "infeasible"


def test_a_roster_in_hand_refutes_an_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    start = solve_roster(a_team(), time_limit_s=5).roster
    monkeypatch.setitem(solving.ENGINES, "small", never)
    found = solve_roster(a_team(), time_limit_s=1, start=start)
    assert found.status in ("feasible", "optimal")
    assert found.roster is not None


def test_an_engine_alone_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(solving.ENGINES, "small", never)
    found = solve_roster(a_team(), time_limit_s=1)
    assert found.status in ("feasible", "optimal")
    assert found.conflicts == ()


def test_what_is_too_large_to_ask_again_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(solving.ENGINES, "small", never)
    monkeypatch.setattr(solving, "_AGAIN_LITERALS", 1)
    assert solve_roster(a_team(), time_limit_s=1).status == "unknown"


def test_a_solver_that_errs_after_presolve_is_not_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = cpsat.run_bare

    def errs(model, limits, *, plainly=False):  # type: ignore[no-untyped-def]
        return real(model, limits, plainly=True) if plainly else ("infeasible", None)

    monkeypatch.setattr(cpsat, "run_bare", errs)
    assert list(stuck_agents(a_team())) == []
    busy = (a_contract(weekly_min_min=7 * 480, weekly_max_min=7 * 480),)
    rules = (RuleSetting("weekly_minutes"), RuleSetting("days_off_a_week", params={"least": 2}))
    stuck = replace(a_team(contracts=busy), rules=rules)
    assert len(list(stuck_agents(stuck))) == 3
