"""Every rule: the model, the check and the tour engine's resources say the same of any roster."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from data.model.activity import Activity
from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.roster import Lock, Roster
from data.model.rule import RuleSetting
from data.model.shift import Break, Shift
from data.model.staff import Availability, Leave, Wish
from rostering.evaluation.scorecard import score
from rostering.rules import RULES
from rostering.rules.language.checks import breaches
from rostering.rules.language.duty import tour_of, tours
from rostering.rules.language.statement import Cell, Pattern
from rostering.rules.rule_set import Applied, rule_set
from rostering.solver.cpsat import posting
from rostering.solver.cpsat.cover_terms import post_cover
from rostering.solver.cpsat.floor_terms import FloorTerms, post_floors
from rostering.solver.cpsat.model import RosterModel
from rostering.solver.cpsat.solving import Limits, run_bare
from rostering.solver.options import OptionTable
from rostering.solver.tours.resource import OFF
from rostering.solver.tours.translate.resources import resource_of
from tests.rostering.builders import MONDAY, a_contract, a_meal, a_problem, a_template, an_agent

ALL = sorted(RULES)
COVER = [name for name in ALL if RULES[name].always_priced]
BY_STATEMENTS = [name for name in ALL if name not in COVER]
# Values that tiny rosters break often enough.
PARAMS: dict[str, list[dict[str, int]]] = {
    "consecutive_days": [{"most": 2}, {"most": 4}],
    "days_off_a_week": [{"least": 3}, {"least": 5}],
    "working_days_a_week": [{"least": 2, "most": 4}],
    "days_off_together": [{"least": 2}, {"least": 3}, {"least": 3, "begun_before": 0}],
    "days_on_together": [{"least": 2}, {"least": 3}, {"least": 3, "begun_before": 0}],
    "fair_starts": [{"before_min": 600, "from_min": 780}],
    "weekly_rest": [{"rest_min": 2100}, {"rest_min": 2880}],
    "week_starts": [{"most_min": 120}, {"most_min": 600}],
    "night_runs": [
        {"most": 3, "days_off_after": 0, "least": 2},
        {"most": 3, "days_off_after": 0, "least": 3, "begun_before": 0},
        {"most": 1, "days_off_after": 2},
        {"most": 2, "days_off_after": 0},
    ],
    "weekends_off": [{"least": 1, "period": 2}, {"least": 2, "period": 2}],
    "weekend_runs": [{"most": 1}],
    "forward_rotation": [{"tolerance_min": 0}, {"tolerance_min": 120}],
    "shift_succession": [
        {"after_from_min": 1200, "next_until_min": 800},
        {
            "after_until_min": 700,
            "after_from_min": 500,
            "next_from_min": 420,
            "next_until_min": 600,
        },
    ],
    "start_stability": [{"tolerance_min": 0}, {"tolerance_min": 180}],
    "shift_count": [
        {"weeks": 1, "latest_start_min": 600, "earliest_start_min": 0, "least": 1, "most": 2},
        {"earliest_start_min": 0, "latest_start_min": 600, "least": 2, "most": 3},
        {"earliest_start_min": 1200, "weeks": 2, "least": 1, "most": 3},
        {"earliest_start_min": 0, "weeks": 4, "weeks_later": 2, "least": 9, "most": 12},
    ],
    "minimum_rest": [{"rest_min": 660}, {"rest_min": 900}],
    "period_minutes": [
        {"least_h": 10, "most_h": 20},
        {"least_h": 9, "least_min": 30, "most_h": 17, "most_min": 20},
        {"least_h": 10, "most_h": 20, "weeks": 2},
        {"least_h": 10, "most_h": 20, "weeks": 3, "weeks_later": 1},
    ],
    "wishes": [{"free_refusals": 99}, {"free_refusals": 0}, {"total": 17}],
    "seat_capacity": [{"seats": 1}],
    "minimum_heads": [{"least": 1}],
    "seniors_present": [{"least": 1, "from_min": 540, "until_min": 900}],
    "shift_cover": [
        {"least": 1, "most": 1},
        {"least": 2, "from_weekday": 2, "until_weekday": 5},
    ],
    "breaks_apart": [{"most": 0}, {"most": 1}, {"most": 0, "share_pct": 50}],
}
DAYS = 14


def settings_of(name: str) -> list[RuleSetting]:
    return [RuleSetting(name, params=params) for params in PARAMS.get(name, [{}])]


def a_world(rule: RuleSetting, seed: int) -> RosterProblem:
    """Three agents, two weeks, day and night shifts, and everything a rule may look at."""
    rng = np.random.default_rng(seed)
    agents = [
        an_agent("A1", senior=True),
        an_agent("A2", skills=("q", "r")),
        an_agent("A3", skills=("r",) if seed % 2 else ("none",)),
    ]
    templates = [
        a_template("D", 420, 780, step_min=120, length_min=480, breaks=(a_meal(),)),
        a_template("N", 1260, 1320, length_min=600),
    ]
    first = MONDAY + timedelta(days=int(rng.integers(7)))
    day = lambda n: first + timedelta(days=n)  # noqa: E731
    problem = a_problem(
        DAYS,
        agents,
        templates,
        [rule],
        heads=_heads(rule, seed, rng),
        queues=("q", "r"),
        first=first,
        contracts=(a_contract(weekly_min_min=900, weekly_max_min=1800),),
        leave=(Leave("A1", day(2), day(3)),),
        availability=(Availability("A2", 1, 480, 1200), Availability("A2", 4, 0, 0)),
        wishes=(
            Wish("A1", day(5), "off", weight=2),
            Wish("A1", None, "off", 1200, 1439, 1),
            Wish("A2", day(1), "on", 400, 600, 3),
            Wish("A3", None, "on", 400, 600, 1),
        ),
        holidays=frozenset({day(4), day(9), day(10)}),
    )
    past = a_random_roster(
        replace(problem, first=first - timedelta(DAYS), requirement=_shifted(problem)), rng
    )
    lock = Shift("A2", day(6), 480, 480, "D")
    locks = (Lock("A1", day(8), None), Lock("A2", day(6), lock))
    return replace(problem, history=past.shifts, locks=locks)


def _heads(rule: RuleSetting, seed: int, rng: np.random.Generator) -> np.ndarray:
    """Heads for two queues; every other world asks for nobody where shares follow the need."""
    heads = rng.integers(0, 4, (2, DAYS * 24)) // 3
    return 0 * heads if rule.rule.startswith("fair_") and seed % 2 else heads


def _shifted(problem: RosterProblem):  # type: ignore[no-untyped-def]
    grid = problem.requirement.grid
    return replace(problem.requirement, grid=replace(grid, start=grid.start - timedelta(DAYS)))


def a_random_roster(
    problem: RosterProblem, rng: np.random.Generator, loose: bool = False
) -> Roster:
    """Shifts at random; loose ones may double up, be of no template or misplace a break."""
    shifts = []
    busy = rng.uniform(0.05, 0.9)
    for agent in problem.agents:
        for date in problem.dates:
            for _ in range(1 + (loose and rng.random() < 0.1)):
                shift = _a_shift(agent.agent_id, date, rng, loose)
                if rng.random() < busy and (loose or not _overlaps(shifts, shift)):
                    shifts.append(shift)
    return Roster(problem.first, problem.days, tuple(shifts))


def _overlaps(shifts: list[Shift], shift: Shift) -> bool:
    """Whether the shift before still runs, which one_shift_a_day always forbids."""
    before = [s for s in shifts[-1:] if s.agent_id == shift.agent_id]
    return any(s.end_min > shift.start_min + 1440 and (shift.day - s.day).days == 1 for s in before)


def _a_shift(agent_id: str, date, rng: np.random.Generator, loose: bool) -> Shift:  # type: ignore[no-untyped-def]
    if rng.random() < 0.4:
        start = int(rng.choice((1260, 1320)))
        return Shift(agent_id, date, start, 600, "N")
    start = int(rng.choice((420, 540, 660, 780))) + (60 * (rng.random() < 0.1) if loose else 0)
    offset = int(rng.choice((180, 240) if not loose or rng.random() < 0.9 else (300,)))
    meal = (Break(start + offset, 60, "meal"),)
    held = (Activity(start + int(rng.choice((60, 200))), 60, "training"),) if loose else ()
    return Shift(agent_id, date, start, 480, "D", meal, held)


def the_rule(problem: RosterProblem, name: str) -> Applied:
    return next(applied for applied in rule_set(problem) if applied.setting.rule == name)


def found_amount(problem: RosterProblem, applied: Applied, roster: Roster) -> int:
    return sum(v.amount for v in applied.rule.check(problem, roster, applied.agents))


def pinned(problem: RosterProblem, roster: Roster) -> RosterModel:
    """A model whose every cell is a variable, forced to a given roster."""
    model = RosterModel(problem, OptionTable(problem), (), Roster(problem.first, problem.days))
    for agent_id, tour in tours(problem, roster).items():
        for day in range(problem.days):
            model.free[agent_id, day] = tuple((duty, model.flag()) for duty in tour.get(day, ()))
            for _, literal in model.free[agent_id, day]:
                model.cp.add(literal == 1)
    return model


def model_cost(problem: RosterProblem, applied: Applied, roster: Roster) -> int | None:
    """Least cost of a model that holds one rule and this roster; None where there is none."""
    model = pinned(problem, roster)
    model.post(applied, applied.agents)
    if model.floors or model.breaks:
        post_floors(FloorTerms(model))
    model.cp.minimize(model.cost.expression)
    status, value = run_bare(model, Limits(10.0, workers=1))
    if status == "infeasible":
        return None
    assert status == "optimal"
    assert value is not None
    cost = model.cost
    return cost.constant + sum(
        c * value(v) for v, c in zip(cost.variables, cost.coefficients, strict=True)
    )


def cover_cost(problem: RosterProblem, roster: Roster) -> int:
    """Cost of cover alone in a model that holds one roster."""
    model = pinned(problem, roster)
    floor = FloorTerms(model)
    post_cover(floor, problem.requirement.heads)
    model.cp.minimize(model.cost.expression)
    status, value = run_bare(model, Limits(10.0, workers=1))
    assert status == "optimal"
    assert value is not None
    terms = zip(model.cost.variables, model.cost.coefficients, strict=True)
    return model.cost.constant + sum(c * value(v) for v, c in terms)


def worlds(name: str, count: int) -> Iterator[tuple[RosterProblem, Roster]]:
    for setting in settings_of(name):
        for seed in range(count):
            problem = a_world(setting, seed)
            loose = RULES[name].structural
            yield problem, a_random_roster(problem, np.random.default_rng(100 + seed), loose)


def hard_disagreements(name: str, count: int = 6) -> tuple[int, int]:
    """(rosters on which a hard rule's model and check disagree, rosters that break it)."""
    wrong = broken = 0
    for problem, roster in worlds(name, count):
        applied = the_rule(problem, name)
        silent = found_amount(problem, applied, roster) == 0
        broken += not silent
        wrong += (model_cost(problem, applied, roster) is not None) != silent
    return wrong, broken


def soft_disagreements(name: str, count: int = 6, price: int = 7) -> int:
    """Rosters on which a priced rule's model does not cost the sum of the check's amounts."""
    wrong = 0
    for problem, roster in worlds(name, count):
        applied = the_rule(problem, name)
        priced = replace(applied, setting=replace(applied.setting, price=price))
        amount = found_amount(problem, applied, roster)
        wrong += model_cost(problem, priced, roster) != price * amount
    return wrong


@pytest.mark.parametrize("name", BY_STATEMENTS)
def test_a_hard_rule_is_feasible_exactly_when_its_check_is_silent(name: str) -> None:
    wrong, broken = hard_disagreements(name)
    assert wrong == 0
    assert broken > 0, "no roster broke the rule: this test would prove nothing"


@pytest.mark.parametrize("name", [n for n in BY_STATEMENTS if n != "one_shift_a_day"])
def test_a_priced_rule_costs_the_sum_of_what_its_check_finds(name: str) -> None:
    if name in ("shift_menu", "break_windows", "skill", "locks"):
        pytest.skip("structural: never priced")
    assert soft_disagreements(name) == 0


@pytest.mark.parametrize("prices", [(10, 4, 1), (0, 14, 0), (3, 0, 2), (0, 0, 0)])
def test_staffing_prices_cost_the_agents_missing_and_idle(prices: tuple[int, int, int]) -> None:
    """The model, the scorecard and a count by hand, for a queue with a price of its own."""
    every, own, idle = prices
    rules = (
        RuleSetting("understaffing", every),
        RuleSetting("understaffing", own, queues=("r",)),
        RuleSetting("overstaffing", idle),
    )
    for world, roster in worlds("minimum_rest", 4):
        problem = replace(world, rules=rules)
        card = score(problem, roster)
        short = card.cover.shortfall.sum(axis=1)
        by_hand = every * short[0] + own * short[1] + idle * card.cover.surplus.sum()
        charged = {(c.rule, c.queue_id): c.points for c in card.charges if c.rule in COVER}
        assert charged == {
            ("understaffing", "q"): every * short[0],
            ("understaffing", "r"): own * short[1],
            ("overstaffing", None): idle * card.cover.surplus.sum(),
        }
        assert cover_cost(problem, roster) == by_hand == sum(charged.values())


@pytest.mark.parametrize("name", COVER)
def test_a_staffing_price_is_never_hard(name: str) -> None:
    with pytest.raises(InvalidValue, match="always has a price"):
        rule_set(a_world(RuleSetting(name), 0))


@pytest.mark.parametrize("name", BY_STATEMENTS)
def test_a_counter_charges_a_tour_what_the_check_finds(name: str) -> None:
    """The tour engine's reading, history included; single cells are costs, not resources."""
    for problem, roster in worlds(name, 6):
        applied = the_rule(problem, name)
        for agent in problem.agents:
            tour = tour_of(problem, agent.agent_id, roster.by_agent.get(agent.agent_id, ()))
            if any(len(duties) > 1 for duties in tour.values()):
                continue  # the engine never doubles up
            for statement in applied.rule.tour(problem, agent):
                if not isinstance(statement, Cell):
                    amount = sum(breach.excess for breach in breaches(statement, tour))
                    assert amount == walked(problem, statement, tour), (statement, tour)


def walked(problem: RosterProblem, statement, tour) -> int:  # type: ignore[no-untyped-def]
    menu = {(0, i): duty for i, duty in enumerate({d for ds in tour.values() for d in ds})}
    resource = resource_of(statement, "x", 1, problem.days, menu, tour)
    resource.cap = 10**9  # type: ignore[attr-defined]
    past = {day: duties for day, duties in tour.items() if day < 0}
    state, units = resource.after_history(past), 0
    for day in range(problem.days):
        duties = tour.get(day, ())
        state, more = resource.move(state, day, resource.seen(day, duties[0]) if duties else OFF)
        units += more
    return units


# -- the contract test catches drift -----------------------------------------------------------


def test_a_fault_planted_in_the_posting_of_patterns_is_caught() -> None:
    def faulty(statement: Pattern, model: RosterModel, agent_id: str, price: int | None) -> None:
        longer = (*statement.fits, statement.fits[-1])  # one day in a row more than asked for
        original(replace(statement, fits=longer), model, agent_id, price)

    original = posting.post.dispatch(Pattern)
    posting.post.register(Pattern, faulty)
    try:
        assert hard_disagreements("consecutive_days", 12)[0] > 0
        assert soft_disagreements("consecutive_days", 12) > 0
    finally:
        posting.post.register(Pattern, original)
    assert hard_disagreements("consecutive_days", 12)[0] == 0


def test_a_fault_planted_in_a_check_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = RULES["minimum_rest"]
    real = rule.check

    def faulty(self, problem, roster, agents):  # type: ignore[no-untyped-def]
        return (v for v in real(self, problem, roster, agents) if v.amount > 6)

    monkeypatch.setattr(rule, "check", faulty)
    assert hard_disagreements("minimum_rest", 12)[0] > 0
    assert soft_disagreements("minimum_rest", 12) > 0


def test_the_worlds_can_be_judged_as_a_whole() -> None:
    problem = a_world(RuleSetting("wishes", 1), 0)
    roster = a_random_roster(problem, np.random.default_rng(0))
    assert score(problem, roster).objective >= 0
