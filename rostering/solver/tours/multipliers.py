"""Prices of a problem, and what they prove of problems that differ from it a little."""

import threading
import time
from dataclasses import dataclass

import numpy as np

from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.roster import Roster
from rostering.evaluation.scorecard import score
from rostering.solver.options import OptionTable
from rostering.solver.ready import ready
from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.bound.volume import BoundSearch
from rostering.solver.tours.engine import solve_tours
from rostering.solver.tours.instance import SCALE
from rostering.solver.tours.packed import Packed
from rostering.solver.tours.search.annealing import Best, Chain, Cooling, Guide, begin
from rostering.solver.tours.translate.translate import Translation, translate

_SHARE_OF_BOUND = 0.6
"""Share of a variant's time that raises its bound; the rest looks for a roster."""
_MOST_PASSES, _SETTLING = 400, 5
_POOR = 0.9
"""Share of the old bound below which carried prices are poor."""


@dataclass(frozen=True, eq=False)
class Priced:
    """A problem solved for its prices.

    Parameters
    ----------
    prices
        Of a head in each slot and queue, as the requirement orders them [points],
        shape (queues, slots).
    multipliers
        Of a unit of each agent's end-of-tour counters, by agent id and rule [1/1024 point].
    bound, objective
        No roster costs less than `bound`; `roster` costs `objective` [points].
    """

    problem: RosterProblem
    prices: np.ndarray
    multipliers: dict[tuple[str, str], int]
    bound: float
    objective: int
    roster: Roster


@dataclass(frozen=True)
class Bracket:
    """What is proven of the least cost of a problem [points].

    Parameters
    ----------
    bound
        No roster costs less; infinite where no roster exists at all.
    objective
        A roster that keeps every hard rule costs this; None where none was found.
    """

    bound: float
    objective: int | None


def priced(
    problem: RosterProblem,
    roster: Roster,
    time_limit_s: float,
    seed: int = 0,
    stop: threading.Event | None = None,
) -> Priced:
    """Solve a problem for its prices, beginning with a known roster.

    Raises
    ------
    InvalidValue
        If the problem cannot be stated as tours, or has no roster.
    """
    ready(stop=stop)
    translation = translate(problem, OptionTable(problem))
    found = solve_tours(
        translation.instance,
        time_limit_s=time_limit_s,
        seed=seed,
        start=translation.tours(roster),
        stop=stop,
    )
    known = [
        (card.objective, r)
        for r in (roster, translation.roster(found.tours))
        for card in [score(problem, r)]
        if not card.hard_violations
    ]
    objective, best = min(known, key=lambda one: one[0], default=(found.objective, roster))
    multipliers = {
        (agent, name): int(found.multipliers[row, place])
        for row, agent in enumerate(translation.instance.agents)
        for place, name in enumerate(_end_counters(translation))
    }
    return Priced(
        problem, found.prices / SCALE, multipliers, max(0.0, float(found.bound)), objective, best
    )


def bracket(base: Priced, variant: RosterProblem, time_limit_s: float, seed: int = 0) -> Bracket:
    """Bound and roster of a variant, searched from the prices of the problem it came from."""
    ready()
    deadline = time.monotonic() + time_limit_s
    translation = translate(variant, OptionTable(variant))
    try:
        packed = translation.packed
    except InvalidValue:  # somebody's hard rules leave no tour
        return Bracket(float("inf"), None)
    pricer = Pricer(packed)
    search = _WarmSearch(packed, pricer, *_carried(base, translation, packed))
    if search.infeasible:
        return Bracket(float("inf"), None)
    until = time.monotonic() + _SHARE_OF_BOUND * (deadline - time.monotonic())
    _raise(search, base.bound, until)
    bound = max(0.0, float(-(-search.best.bound // SCALE)))
    return Bracket(bound, _found(base, translation, search, deadline, seed))


def _raise(search: BoundSearch, known: float, until: float) -> None:
    """Raise the bound until a time; where the prices carried over fit badly, by cooling first."""
    if search.best.bound / SCALE < _POOR * known:
        began = time.monotonic()
        search.step(search.ceiling)
        each = max(time.monotonic() - began, 1e-4)
        steps = int(0.7 * (until - time.monotonic()) / each)
        for _ in search.cycle(max(10, steps), 0.5, 0.5 / 100):
            if time.monotonic() >= until:
                break
    while time.monotonic() < until and not search.still:
        search.step(search.ceiling)


class _WarmSearch(BoundSearch):
    """A bound search that goes on from prices known already."""

    def __init__(
        self, packed: Packed, pricer: Pricer, price: np.ndarray, multipliers: np.ndarray
    ) -> None:
        super().__init__(packed, pricer)
        known = np.concatenate([price.ravel(), multipliers.ravel()]) / SCALE
        known = np.clip(known, self.low, self.high)
        pricing = self._evaluate(known)
        self.average = np.concatenate([pricing.cover.ravel(), -pricing.slack.ravel().astype(float)])
        self.centre, self.best = known, self._prices(known, pricing)
        self.factor, self.smooth = 0.1, 0.05


def _carried(
    base: Priced, translation: Translation, packed: Packed
) -> tuple[np.ndarray, np.ndarray]:
    """The base's prices and multipliers in a variant's order; new agents get a rule's mean."""
    queues, cover = len(packed.queue_order), translation.instance.cover
    price = np.zeros((cover.price_rows, cover.slots), dtype=np.int32)
    known = np.rint(base.prices * SCALE).astype(np.int32)
    price[:queues] = known[:queues]
    if len(known) == len(price):  # another rule set has other presences: theirs begin at nothing
        price[queues:] = known[queues:]
    names = _end_counters(translation)
    mean = {
        name: int(np.mean([s for (_, n), s in base.multipliers.items() if n == name] or [0]))
        for name in names
    }
    multipliers = [
        [base.multipliers.get((agent, name), mean[name]) for name in names]
        for agent in translation.instance.agents
    ]
    agents = len(translation.instance.agents)
    return packed.packed_prices(price), np.array(multipliers, dtype=np.int32).reshape(
        agents, len(names)
    )


def _end_counters(translation: Translation) -> list[str]:
    """Names of the end-of-tour counters in their order; a second one of a rule gets its number."""
    instance = translation.instance
    most = max(instance.rules, key=lambda rules: len(rules.end_counters))
    rules = [end_counter.name for end_counter in most.end_counters]
    names = [f"{rule} {rules[:i].count(rule)}" for i, rule in enumerate(rules)]
    return names + ["own"] * (instance.end_counters - len(names))


def _found(
    base: Priced, translation: Translation, search: BoundSearch, deadline: float, seed: int
) -> int | None:
    """Points of the best roster met: annealed on the search's prices from the roster known."""
    packed, prices = search.packed, search.best
    chain = Chain(packed, np.random.default_rng(seed))
    begun = search.pricer.evaluate(prices.price, prices.multipliers)
    chain.load(begin(packed, begun, translation.tours(base.roster)))
    best = Best(chain)
    _anneal(chain, Guide.of(packed, prices.price, prices.multipliers), best, deadline)
    card = score(translation.problem, translation.roster(best.tours))
    return None if card.hard_violations else card.objective


def _anneal(chain: Chain, guide: Guide, best: Best, deadline: float) -> None:
    """Settle without noise first, then cool once as slowly as the time allows."""
    began = time.monotonic()
    for _ in range(_SETTLING):
        chain.one_pass(0.0, 0.0, guide)
        best.heard(chain.objective(), chain.tours)
    each = max((time.monotonic() - began) / _SETTLING, 1e-4)
    passes = int(min(_MOST_PASSES, (deadline - time.monotonic()) / each))
    if passes >= _SETTLING:
        chain.round(passes, guide, Cooling(0.5, 0.05, 0.5, 0.1), best.heard, lambda: False)
