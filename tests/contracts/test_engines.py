"""Every rule through every engine: rosters cost what the check says, and no bound is too high."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest

from data.model.problem import RosterProblem
from data.model.result import Result
from data.model.rule import OVERSTAFFING, UNDERSTAFFING, RuleSetting
from rostering.evaluation.scorecard import score
from rostering.rules import RULES
from rostering.rules.rule_set import rule_set
from rostering.solver.solve import ENGINES, solve_roster
from rostering.solver.tours.proof import recomputed_bound
from rostering.solver.tours.translate.resources import PatternResource
from tests.contracts.test_rules import PARAMS
from tests.contracts.whole_rule_set import a_centre_with_everything
from tests.until import until

pytestmark = pytest.mark.slow

SET = [name for name in sorted(RULES) if not RULES[name].structural]
COVER = (UNDERSTAFFING, OVERSTAFFING)
LAW = ("leave", "availability", "minimum_rest")
PRICE = 7
# Values with which the whole rule set can be hard at once.
LOOSE: dict[str, dict[str, int]] = {
    "weekly_rest": {"rest_min": 1440},
    "days_off_a_week": {"least": 1},
    "working_days_a_week": {"least": 0, "most": 6},
    "days_on_together": {"least": 1},
    "days_off_together": {"least": 1},
    "weekends_off": {"least": 0},
    "weekend_runs": {"most": 4},
    "week_starts": {"most_min": 1439},
    "forward_rotation": {"tolerance_min": 720},
    "start_stability": {"tolerance_min": 720},
    "fair_nights": {"tolerance": 10},
    "fair_weekends": {"tolerance": 10},
    "fair_holidays": {"tolerance": 10},
    "fair_starts": {"tolerance": 10},
    "minimum_heads": {"least": 0},
    "seniors_present": {"least": 0},
    "shift_cover": {"least": 0, "most": 4},
    "breaks_apart": {"most": 2},
    "seat_capacity": {"seats": 4},
}


def by_every_engine(
    problem: RosterProblem, time_limit_s: float, engines: Iterable[str] = tuple(ENGINES)
) -> dict[str, Result]:
    return {
        engine: solve_roster(problem, time_limit_s=time_limit_s, engine=engine, workers=1)
        for engine in engines
    }


def first_of_every_engine(
    problem: RosterProblem, time_limit_s: float, engines: Iterable[str]
) -> dict[str, Result]:
    """What each engine has when it has a roster and a bound; without them, all that time gives."""
    return {
        engine: solve_roster(problem, engine=engine, workers=1, **until(limit_s=time_limit_s))
        for engine in engines
    }


def hold_to_the_check(problem: RosterProblem, found: Mapping[str, Result]) -> None:
    """Objective, charges and hard rules as the check has them; no bound above any roster."""
    for engine, result in found.items():
        if result.roster is None:
            assert result.status in ("infeasible", "unknown"), engine
            assert result.objective is None
            # What solves one model of everything never answers with a roster that breaks a rule.
            assert result.status == "infeasible" or engine != "cpsat" or not result.conflicts, (
                engine
            )
            continue
        card = score(problem, result.roster)
        assert card.hard_violations == 0, (engine, card.violations[:1])
        assert result.objective == card.objective, engine
        assert paid(result) == checked(problem, result), engine
        assert result.status != "optimal" or result.bound == result.objective, engine
    rosters = [r.objective for r in found.values() if r.objective is not None]
    assert not rosters or all(r.status != "infeasible" for r in found.values())
    least = min(rosters, default=float("inf"))
    for engine, result in found.items():
        assert (result.bound or 0) <= least + 1e-6, engine
    proofs = [result.certificate for result in found.values() if result.certificate]
    if proofs:
        best = max(proofs, key=lambda proof: proof.bound)
        assert best.bound <= recomputed_bound(problem, best) <= least


def paid(result: Result) -> dict[str, int]:
    """Points of a result by rule, cover apart."""
    cost: Counter[str] = Counter()
    for charge in result.charges:
        cost[charge.rule] += charge.points
    assert sum(cost.values()) == result.objective
    return {rule: n for rule, n in cost.items() if n and rule not in COVER}


def checked(problem: RosterProblem, result: Result) -> dict[str, int]:
    """Points of a roster by rule: what the rule's own check finds at its price."""
    assert result.roster is not None
    cost: Counter[str] = Counter()
    for applied in rule_set(problem):
        if (price := applied.setting.price) is not None:
            found = applied.rule.check(problem, result.roster, applied.agents)
            cost[applied.rule.name] += price * sum(violation.amount for violation in found)
    return {rule: n for rule, n in cost.items() if n}


def law_without(name: str) -> tuple[RuleSetting, ...]:
    return tuple(RuleSetting(law) for law in LAW if law != name)


def all_priced() -> tuple[RuleSetting, ...]:
    return tuple(RuleSetting(name, PRICE, PARAMS.get(name, [{}])[0]) for name in SET)


def all_hard() -> tuple[RuleSetting, ...]:
    return tuple(
        RuleSetting(name, None, LOOSE.get(name, PARAMS.get(name, [{}])[-1]))
        for name in SET
        if name not in COVER
    )


def both_weights(name: str) -> tuple[RuleSetting, ...]:
    """A rule hard for two agents and priced for two; one about heads loosely hard and priced.

    Staffing prices are never hard: one of a queue, one of all others.
    """
    if RULES[name].scope == "queues":
        return RuleSetting(name, 2 * PRICE), RuleSetting(name, 0, queues=("r",))
    if RULES[name].always_priced:
        return (RuleSetting(name, 0),)
    strict = RuleSetting(name, PRICE, PARAMS.get(name, [{}])[0])
    if RULES[name].ties_agents:
        return replace(strict, price=None, params=LOOSE[name]), strict
    hard = replace(strict, price=None, agents=("A0", "A1"))
    return hard, replace(strict, agents=("A2", "A3"))


@pytest.mark.parametrize("name", SET)
def test_a_rule_both_hard_and_priced_holds_in_every_engine(name: str) -> None:
    # `small` is the first two.
    problem = a_centre_with_everything((*law_without(name), *both_weights(name)))
    found = by_every_engine(problem, 0.5, ("cpsat",))
    found |= first_of_every_engine(problem, 2.0, ("tour", "lns"))
    hold_to_the_check(problem, found)
    assert any(result.roster for result in found.values()), found["cpsat"].conflicts


@pytest.mark.parametrize("rules", [all_priced(), all_hard()], ids=["priced", "hard"])
def test_the_whole_book_at_once_holds_in_every_engine(rules: tuple[RuleSetting, ...]) -> None:
    problem = a_centre_with_everything(rules, agents=6)
    found = by_every_engine(problem, 1.0, ("small", "cpsat"))
    found |= first_of_every_engine(problem, 2.0, ("auto", "tour", "lns"))
    assert {"auto", *ENGINES} == set(found)
    hold_to_the_check(problem, found)
    assert any(result.roster for result in found.values()), found["cpsat"].conflicts


@pytest.mark.heavy
@pytest.mark.parametrize("rules", [all_priced(), all_hard()], ids=["priced", "hard"])
def test_the_whole_book_holds_for_two_weeks_too(rules: tuple[RuleSetting, ...]) -> None:
    problem = a_centre_with_everything(rules, agents=8, days=14)
    found = by_every_engine(problem, 20.0, ("auto", *ENGINES))
    hold_to_the_check(problem, found)
    assert all(found[engine].roster for engine in ("auto", "small", "tour", "lns"))


@pytest.mark.heavy
@pytest.mark.parametrize("price", [None, PRICE], ids=["hard", "priced"])
@pytest.mark.parametrize("name", [name for name in SET if name not in COVER])
def test_a_rule_of_one_weight_for_all_holds_in_every_engine(name: str, price: int | None) -> None:
    for params in PARAMS.get(name, [{}]):
        rules = (*law_without(name), RuleSetting(name, price, params))
        problem = a_centre_with_everything(rules, agents=7, days=14)
        hold_to_the_check(problem, by_every_engine(problem, 4.0, ("auto", *ENGINES)))


# -- the contract catches a faulty engine ------------------------------------------------------


def test_an_engine_that_charges_too_much_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    real = PatternResource.move

    def dearer(self: PatternResource, state: int, day: int, feature: int) -> tuple[int, int]:
        after, amount = real(self, state, day, feature)
        return after, 9 * amount

    rules = (*law_without(""), RuleSetting("consecutive_days", PRICE, {"most": 2}))
    problem = a_centre_with_everything(rules)
    monkeypatch.setattr(PatternResource, "move", dearer)
    found = by_every_engine(problem, 1.0, ("tour", "cpsat"))
    with pytest.raises(AssertionError, match="tour"):
        hold_to_the_check(problem, found)
