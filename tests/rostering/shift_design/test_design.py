"""Designs of few codes: cheapest by enumeration, falling cost, every contract its hours."""

import itertools
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from rostering.shift_design import DesignRequest, design_shifts, with_templates, without_each
from rostering.shift_design.candidates import candidates
from rostering.shift_design.request import typical_week
from rostering.solver.template_choice import Chooser, choose
from tests.rostering.builders import a_contract, a_meal, a_problem, a_template, an_agent

pytestmark = pytest.mark.slow

HOUR = np.arange(14 * 24) % 24


def a_centre() -> RosterProblem:
    """Two peaks a day; day shifts for all, nights for some, part-timers with short ones."""
    heads = 1 + 4 * ((HOUR >= 9) & (HOUR < 12)) + 3 * ((HOUR >= 17) & (HOUR < 21))
    templates = (
        a_template("D", 360, 960, step_min=120, breaks=(a_meal(),)),
        a_template("N", 1260, 1380, breaks=(a_meal(),)),
        a_template("S", 480, 1080, step_min=120, length_min=240),
    )
    contracts = (
        a_contract(weekly_min_min=4 * 420, weekly_max_min=5 * 420, templates=("D",)),
        a_contract(contract_id="night", weekly_max_min=5 * 420, templates=("D", "N")),
        a_contract(contract_id="part", weekly_min_min=960, weekly_max_min=1200, templates=("S",)),
    )
    people = [an_agent(f"A{i}", contract=("full", "night", "part")[i % 3]) for i in range(12)]
    return a_problem(14, people, templates, (), heads[None, :], contracts=contracts)


def test_candidates_are_single_starts_that_contracts_may_work() -> None:
    found = {t.code: (t, c) for t, c in candidates(a_centre(), DesignRequest(60, lengths="today"))}
    assert {"D-0600", "N-2200", "S-0800"} <= set(found)
    assert found["N-2200"][1].contracts == {"night"}
    assert found["D-0600"][1].contracts == {"full", "night"}
    assert all(len(t.starts_min) == 1 for t, _ in found.values())
    assert len(candidates(a_centre(), DesignRequest(60, any_start=True, lengths="today"))) > len(
        found
    )
    anywhere = {
        t.code: c
        for t, c in candidates(a_centre(), DesignRequest(60, any_start=True, lengths="today"))
    }
    assert anywhere["D-0300"].contracts == {"night"}  # a night shift by its hours


def test_a_design_of_few_codes_is_the_cheapest_of_all() -> None:
    problem = a_centre()
    week = typical_week(problem)
    codes = [code for _, code in candidates(problem, DesignRequest(240, lengths="today"))]
    assert len(codes) == 6
    for most in (3, 4):
        best = choose(week, codes, most, 20.0)
        assert best is not None
        points = [
            found.points
            for some in itertools.combinations(codes, most)
            if (found := _hours(week, list(some))) is not None
        ]
        assert best.points == pytest.approx(min(points), rel=1e-6)
        assert best.bound == pytest.approx(best.points, rel=1e-3)
        assert len(best.keys) <= most


def test_a_simplex_that_loses_its_way_begins_anew() -> None:
    week = typical_week(a_centre())
    codes = [code for _, code in candidates(a_centre(), DesignRequest(240, lengths="today"))]
    chooser = Chooser(week, codes)
    chooser.solver = SimpleNamespace(solve=lambda: chooser.canonical_code)  # as OR-Tools errs then
    assert chooser.best(range(len(codes)), None) == choose(week, codes, None)


def _hours(week, codes):  # type: ignore[no-untyped-def]
    """All of some codes, where every contract has one that makes its week."""
    for contract, (least, most) in week.paid_min.items():
        mine = [c.paid_min for c in codes if contract in c.contracts]
        if not any(least <= n * paid <= most for paid in mine for n in range(1, 7)):
            return None
    return choose(week, codes, None)


def test_more_codes_never_cost_more_and_the_bounds_hold() -> None:
    found = design_shifts(
        a_centre(), DesignRequest(60, codes=(3, 4, 6, 8), time_limit_s=4, lengths="today")
    )
    points = [option.points for option in found.options]
    assert points == sorted(points, reverse=True)
    assert all(o.bound <= o.points + 1e-6 for o in found.options)
    assert all(o.points >= found.free_points - 1e-6 for o in found.options)
    assert all(len(o.templates) <= o.most for o in found.options)
    hourly = {r.words: r.points for r in found.restrictions}
    assert hourly["starts every two hours only"] is not None
    assert hourly["no shifts of 8 h"] is None  # full-timers have nothing else


def test_each_code_of_a_small_design_is_missed() -> None:
    problem = a_centre()
    (option,) = design_shifts(
        problem, DesignRequest(60, codes=(4,), time_limit_s=4, lengths="today")
    ).options
    missed = dict(without_each(problem, option))
    assert set(missed) == {t.code for t in option.templates}
    assert all(points is None or points >= -1e-6 for points in missed.values())
    assert any(points is None or points > 1 for points in missed.values())


def test_a_new_design_gives_each_contract_the_codes_that_suit_it() -> None:
    problem = a_centre()
    (option,) = design_shifts(
        problem, DesignRequest(60, codes=(5,), time_limit_s=4, lengths="today")
    ).options
    fitted = with_templates(problem, option.templates)
    designs = {c.contract_id: set(c.templates) for c in fitted.contracts}
    assert all(designs.values())
    assert all(code.startswith("S") for code in designs["part"])
    assert not any(code.startswith("N") for code in designs["full"])
    with pytest.raises(InvalidValue, match="part"):
        with_templates(problem, [t for t in option.templates if t.length_min != 240])


def test_hours_that_no_shift_makes_are_told() -> None:
    problem = a_centre()
    odd = replace(problem.contracts[2], weekly_min_min=1300, weekly_max_min=1300)
    with pytest.raises(InvalidValue, match="at least one size"):
        DesignRequest(codes=())
    with pytest.raises(InvalidValue, match="divide"):
        DesignRequest(step_min=7)
    alone = replace(problem, contracts=(*problem.contracts[:2], replace(odd, weekly_min_min=9000,
                    weekly_max_min=9000)))  # fmt: skip
    with pytest.raises(InvalidValue, match="weekly hours"):
        design_shifts(alone, DesignRequest(60, codes=(4,), time_limit_s=2))
