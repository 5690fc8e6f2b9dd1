"""Lengths that no template has: which, with which breaks, for whom, and that they never harm."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.shift import BreakWindow
from rostering.rules.language.breaks import placements
from rostering.shift_design import DesignRequest, design_shifts
from rostering.shift_design.candidates import candidates
from rostering.shift_design.lengths import lengths_between, of_new_length
from rostering.shift_design.request import typical_week
from rostering.solver.template_choice import choose
from rostering.solver.template_needs import are_met, needs_of
from tests.rostering.builders import a_contract, a_meal, a_problem, a_template, an_agent

pytestmark = pytest.mark.slow


def a_small_centre(seed: int = 0) -> RosterProblem:
    """Long shifts for some, short ones for others, one peak at a drawn hour."""
    rng = np.random.default_rng(seed)
    hour, peak = np.arange(7 * 24) % 24, int(rng.integers(9, 15))
    heads = (hour >= 8) * (hour < 20) + 3 * ((hour >= peak) & (hour < peak + 5))
    templates = (
        a_template("L", 480, 720, step_min=120, length_min=540, breaks=(a_meal(),)),
        a_template("S", 480, 960, step_min=240, length_min=240),
    )
    contracts = (
        a_contract(weekly_min_min=1920, weekly_max_min=2400, templates=("L",)),
        a_contract(contract_id="part", weekly_min_min=960, weekly_max_min=1440, templates=("S",)),
    )
    people = [an_agent(f"A{i}", contract=("full", "part")[i % 2]) for i in range(6)]
    return a_problem(7, people, templates, (), heads[None, :], contracts=contracts)


def test_lengths_go_by_the_hour_or_by_the_half_hour_where_templates_do() -> None:
    short, long_ = a_template("S", length_min=240), a_template("L", length_min=540)
    assert lengths_between((short, long_)) == (240, 300, 360, 420, 480, 540)
    odd = a_template("O", length_min=510)
    assert lengths_between((short, odd)) == tuple(range(240, 511, 30))
    quarter = a_template("Q", length_min=255)  # its own length is kept, off the steps
    assert 255 in lengths_between((short, quarter, odd))


@pytest.mark.parametrize("length", [240, 300, 360, 420, 480, 600, 660, 780])
@pytest.mark.parametrize("slot_min", [15, 30, 60])
def test_breaks_of_a_new_length_lie_in_it_in_order_and_can_be_placed(
    length: int, slot_min: int
) -> None:
    rest = BreakWindow("rest", 30, 390, 450, paid=True)
    templates = (
        a_template("S", length_min=230),
        a_template("L", length_min=540, breaks=(a_meal(180, 270), rest)),
    )
    made = of_new_length(templates, length, 480, slot_min)
    assert made is not None
    assert [(b.label, b.length_min, b.paid) for b in made.breaks] == [
        ("meal", 60, False),
        ("rest", 30, True),
    ]
    first, second = made.breaks
    assert first.latest_min + first.length_min <= second.earliest_min  # kept apart
    assert second.latest_min + second.length_min <= length
    assert made.paid_min == length - 60
    assert list(placements(made.breaks, 480, slot_min))


def test_a_length_without_room_for_its_breaks_is_not_offered_and_told_when_asked_for() -> None:
    templates = (a_template("L", length_min=540, breaks=(a_meal(), a_meal(300, 360))),)
    assert of_new_length(templates, 60, 480, 30) is None
    problem = a_problem(7, templates=templates)
    with pytest.raises(InvalidValue, match="no room for the breaks"):
        candidates(problem, DesignRequest(60, lengths=(60,)))
    with pytest.raises(InvalidValue, match="whole slots of 60"):
        candidates(problem, DesignRequest(60, lengths=(510,)))


def test_the_breaks_are_those_of_the_template_that_starts_nearest() -> None:
    day = a_template("D", 480, length_min=540, breaks=(a_meal(),))
    night = a_template("N", 1320, length_min=540, breaks=(a_meal(length=120),))
    early = of_new_length((day, night), 480, 540, 60)
    late = of_new_length((day, night), 480, 60, 60)  # 01:00 is three hours after 22:00
    assert early is not None
    assert late is not None
    assert (early.breaks[0].length_min, late.breaks[0].length_min) == (60, 120)
    assert (early.code, early.name) == ("8h-0900", "8 h 09:00-17:00 (7 h paid)")


def test_a_new_length_is_for_contracts_that_work_the_one_beside_it() -> None:
    problem = a_small_centre()
    longer = replace(problem.contracts[0], contract_id="four", templates=("X",))
    wide = replace(
        problem,
        templates=(*problem.templates, a_template("X", length_min=720)),
        contracts=(*problem.contracts, longer),
        agents=(*problem.agents, an_agent("B", contract="four")),
    )
    who = {t.length_min: c.contracts for t, c in candidates(wide, DesignRequest(60))}
    assert who[360] == {"full", "part"}
    assert who[600] == {"full", "four"}
    assert who[540] == {"full"}
    assert who[240] == {"part"}


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.heavy)])
def test_free_lengths_are_never_worse_than_todays(seed: int) -> None:
    problem = a_small_centre(seed)
    asked = DesignRequest(120, codes=(2, 3), time_limit_s=1)
    free = design_shifts(problem, asked)
    today = design_shifts(problem, replace(asked, lengths="today"))
    assert free.candidates > today.candidates
    assert free.free_points <= today.free_points + 1e-6
    best = {option.most: option.points for option in free.options}
    assert all(best[o.most] <= o.points * (1 + 1e-3) for o in today.options)
    (only,) = [r for r in free.restrictions if r.words == "today's lengths only"]
    assert only.points == pytest.approx(today.free_points - free.free_points, abs=1e-3)


def test_a_design_of_new_lengths_is_the_cheapest_of_all_by_enumeration() -> None:
    problem = a_small_centre()
    week = typical_week(problem)
    rows = candidates(problem, DesignRequest(240, lengths=(240, 420, 540)))
    codes = [code for _, code in rows]
    assert len({t.length_min for t, _ in rows}) == 3
    needs = needs_of(week, dict(enumerate(codes)))
    points = [
        found.points
        for some in itertools.combinations(range(len(codes)), 3)
        if are_met(needs, frozenset(some))
        and (found := choose(week, [codes[n] for n in some], None)) is not None
    ]
    best = choose(week, codes, 3, 15.0)
    assert best is not None
    assert best.points == pytest.approx(min(points), rel=1e-4)


def test_hours_that_only_a_mix_of_lengths_makes_keep_both_lengths_in_the_design() -> None:
    problem = a_small_centre()
    odd = a_contract(weekly_min_min=2280, weekly_max_min=2280, templates=("L", "S"))
    mixed = replace(problem, contracts=(odd, problem.contracts[1]))  # 4 of 8 h and one of 6 h
    rows = candidates(mixed, DesignRequest(120, lengths=(360, 540)))
    assert {t.paid_min for t, _ in rows} == {300, 480}
    codes = [code for _, code in rows]
    needs = needs_of(typical_week(mixed), dict(enumerate(codes)))
    long_ = frozenset(n for n, c in enumerate(codes) if c.paid_min == 480)
    assert not are_met(needs, long_)  # five are 2,400 min, four 1,920: neither makes 38 h
