"""Duty desks of few shifts: what the tree proves is what one whole model proves."""

import threading
import time
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from data.model.problem import RosterProblem
from data.model.roster import Lock
from data.model.rule import OVERSTAFFING, UNDERSTAFFING, RuleSetting
from data.model.staff import Leave, Wish
from rostering.evaluation.scorecard import score
from rostering.solver.options import OptionTable
from rostering.solver.solve import solve_roster
from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.engine import solve_tours
from rostering.solver.tours.instance import SCALE, NotForTours
from rostering.solver.tours.packed import NEVER, Packed, pack
from rostering.solver.tours.proof import recomputed_bound
from rostering.solver.tours.search.annealing import Tours, keeps_limits
from rostering.solver.tours.translate import rule_sets
from rostering.solver.tours.translate.translate import translate
from rostering.solver.tours.tree.cells import choices_of, every_choice, few_shifts, people_of
from rostering.solver.tours.tree.generate import Node
from rostering.solver.tours.tree.programme import Programme
from tests.rostering.builders import MONDAY, a_big_centre, a_meal, a_problem, a_template, an_agent
from tests.rostering.solver.tours.search.searches import a_roster, a_search, whole_points
from tests.until import a_roster_found, until

DAYS = 14
EARLY, LATE, NIGHT = 360, 840, 1320


SKILLS = {1: (("q",),), 2: (("q",), ("r",), ("q", "r")), 3: (("q", "r"), ("q", "s"), ("s",))}


def a_desk(seed: int, people: int = 5, days: int = DAYS, queues: int = 1) -> RosterProblem:
    """Early, late and night with breaks, wishes, leave, a fixed shift, limits of heads, rests."""
    rng, skills = np.random.default_rng(seed), SKILLS[queues]
    agents = [an_agent(f"A{n}", skills[n % len(skills)], senior=n < 2) for n in range(people)]
    templates = [
        a_template("E", EARLY, breaks=(a_meal(),)),
        a_template("L", LATE, breaks=(a_meal(120, 240),)),
        a_template("N", NIGHT, length_min=600),
    ]
    day = lambda n: MONDAY + timedelta(days=int(n))  # noqa: E731
    return a_problem(
        days,
        agents,
        templates,
        [
            RuleSetting(UNDERSTAFFING, int(rng.integers(5, 15))),
            RuleSetting(OVERSTAFFING, int(rng.integers(1, 4))),
            RuleSetting("leave"),
            RuleSetting("wishes", 1),
            RuleSetting("minimum_rest", params={"rest_min": 660}),
            RuleSetting("consecutive_days", params={"most": int(rng.integers(4, 7))}),
            RuleSetting("days_on_together", 3, params={"least": 2}),
            RuleSetting("night_runs", params={"most": 3, "days_off_after": 1}),
            RuleSetting("seniors_present", 7, params={"from_min": 480, "until_min": 960}),
            RuleSetting("shift_succession", params={"next_until_min": 600}),
        ],
        heads=rng.integers(0, 3, (queues, 24 * days)),
        queues=("q", "r", "s")[:queues],
        leave=(Leave("A1", day(3), day(5)),),
        locks=(Lock("A2", day(6)),),
        wishes=tuple(
            Wish(f"A{rng.integers(people)}", day(rng.integers(days)), want, weight=int(weight))
            for want, weight in zip(("off", "on", "off"), rng.integers(1, 9, 3), strict=True)
        ),
    )


def packed_desk(seed: int, queues: int = 1) -> Packed:
    problem = a_desk(seed, queues=queues)
    return pack(translate(problem, OptionTable(problem)).instance)


@pytest.mark.parametrize(("seed", "queues"), [(0, 1), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3)])
def test_tree_and_whole_model_prove_the_same(seed: int, queues: int) -> None:
    problem = a_desk(seed, people=4, days=7, queues=queues)
    whole = solve_roster(problem, time_limit_s=60, engine="cpsat")
    instance = translate(problem, OptionTable(problem)).instance
    first = solve_tours(instance, time_limit_s=0.5)
    found = solve_tours(instance, time_limit_s=60, grow_from=first, start=first.tours)
    assert found.searched or found.bound == found.objective
    assert whole.status == "optimal"
    assert found.objective == whole.objective


def test_small_teams_are_proven_by_one_way_or_the_other() -> None:
    found = solve_roster(a_desk(0), time_limit_s=60, engine="small")
    assert (found.status, found.bound) == ("optimal", found.objective)


def counted_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hard limits on totals make too many states at once."""
    monkeypatch.setattr(rule_sets, "_MOST_ARCS", 10)
    monkeypatch.setattr(rule_sets, "_END_COUNTER_BUDGET", 1)


def a_limited_desk(seed: int, queues: int = 1, days: int = 8) -> RosterProblem:
    """A desk whose people may work few of each shift, and not all the hours, fairly."""
    problem, rng = a_desk(seed, people=3, days=days, queues=queues), np.random.default_rng(seed)
    limits = [
        RuleSetting(
            "shift_count",
            params={"earliest_start_min": at, "latest_start_min": at, "least": least, "most": 2},
        )
        for at, least in ((EARLY, 1), (LATE, 0), (NIGHT, int(rng.integers(2))))
    ]
    hours = RuleSetting("period_minutes", params={"most_h": 44})
    fair = RuleSetting("fair_nights", 2)
    return replace(problem, rules=(*problem.rules, *limits, hours, fair))


@pytest.mark.parametrize(
    ("seed", "queues"),
    [
        (2, 1),
        (4, 3),
        *(pytest.param(*case, marks=pytest.mark.heavy) for case in ((0, 1), (1, 1), (3, 2))),
    ],
)
def test_limits_counted_at_the_end_lead_to_the_same_roster(
    seed: int, queues: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = a_limited_desk(seed, queues)
    whole = solve_roster(problem, time_limit_s=60, engine="cpsat")
    counted_at_the_end(monkeypatch)
    translation = translate(problem, OptionTable(problem))
    instance = translation.instance
    assert instance.end_counters > 3
    assert few_shifts(instance)
    first = solve_tours(instance, time_limit_s=0.5)
    found = solve_tours(instance, time_limit_s=60, grow_from=first, start=first.tours)
    assert found.searched or found.bound == found.objective
    assert whole.status == "optimal"
    assert found.objective == whole.objective
    card = score(problem, translation.roster(found.tours))
    assert not card.hard_violations
    assert card.objective == found.objective


def test_points_of_rosters_beyond_limits_counted_at_the_end_are_not_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted_at_the_end(monkeypatch)
    problem = a_limited_desk(2)
    translation = translate(problem, OptionTable(problem))
    packed, pricer, bounds, much = a_roster(translation.instance)
    assert not keeps_limits(packed, much), "every head is wanted, so some work too much"
    stop = threading.Event()

    def hear(_: float, objective: float | None, __: float | None) -> None:
        if objective is not None:
            stop.set()

    found = solve_tours(
        translation.instance, time_limit_s=5, packed=packed, progress=hear, stop=stop
    ).tours
    assert keeps_limits(packed, found)
    assert not score(problem, translation.roster(found)).hard_violations
    search = a_search(packed, pricer, bounds)
    told = []
    search.progress = lambda seconds, objective, bound: told.append(objective)
    points = whole_points(packed, found)
    search.found(points + 1, much)
    search.found(points, found)
    assert told == [points]
    search.found(points - 1, much)
    assert told == [points]
    assert search.legal == points, "it may be what is answered at the end"
    search.found(points + 1, found)
    assert search.legal == points


def test_bound_of_limits_counted_at_the_end_is_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    counted_at_the_end(monkeypatch)
    problem = a_limited_desk(5)
    found = solve_roster(problem, engine="tour", **until())
    assert found.certificate is not None
    assert recomputed_bound(problem, found.certificate) == found.certificate.bound
    assert found.roster is not None
    assert not score(problem, found.roster).hard_violations


def test_rules_of_too_many_courses_are_left_to_another_engine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rule_sets, "_MOST_ARCS", 10)
    monkeypatch.setattr(rule_sets, "_FAR_TOO_MANY", 10)
    problem = a_limited_desk(6)
    with pytest.raises(NotForTours, match="too many to be followed"):
        translate(problem, OptionTable(problem))
    found = solve_roster(problem, engine="tour", **until(a_roster_found))
    assert found.engine == "lns"
    assert found.roster is not None


def test_tree_is_for_few_shifts() -> None:
    problem, _ = a_big_centre(6, 7)
    assert not few_shifts(translate(problem, OptionTable(problem)).instance)
    assert few_shifts(packed_desk(0).instance)


def test_people_do_only_what_a_node_leaves_them() -> None:
    packed, rng = packed_desk(1), np.random.default_rng(1)
    allowed = every_choice(packed)
    price = rng.uniform(0, 9, (1 + len(packed.floor.penalty), packed.floor.heads.shape[1]))
    none = np.zeros((len(packed.instance.agents), packed.instance.end_counters))
    root, tours = Node(packed, Pricer(packed), allowed).evaluate(price, none)
    done = choices_of(packed, tours)
    less = allowed.copy()
    for agent, day in ((0, 2), (3, 8), (4, 0)):
        less[agent, day, done[agent, day]] = False
    node, others = Node(packed, Pricer(packed), less).evaluate(price, none)
    agents, days = np.indices(done.shape)
    assert less[agents, days, choices_of(packed, others)].all()
    assert node.bound >= root.bound
    assert (people_of(packed, allowed).cost < -NEVER).sum() == allowed[..., :-1].sum()


@pytest.mark.parametrize("at_end", [False, True])
@pytest.mark.parametrize(("seed", "queues"), [(0, 1), (1, 2), (2, 3)])
def test_programme_ends_where_its_prices_prove_it(
    seed: int, queues: int, at_end: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Value of the programme = Lagrangian bound at its prices, once no tour betters it."""
    if at_end:
        counted_at_the_end(monkeypatch)
    problem = a_limited_desk(seed, queues) if at_end else a_desk(seed, queues=queues)
    packed = pack(translate(problem, OptionTable(problem)).instance)
    allowed = every_choice(packed)
    programme, node = Programme(packed, allowed), Node(packed, Pricer(packed), allowed)
    for _ in range(200):
        solution = programme.solve(lambda: False)
        assert solution is not None
        proved, tours = node.evaluate(solution.price, solution.multipliers)
        assert proved.bound / SCALE <= solution.value + 1e-6
        if not programme.add(tours, solution):
            break
    assert solution.absent < 1e-9
    assert proved.bound / SCALE == pytest.approx(solution.value, abs=0.2)
    shares = programme.shares(programme.weighed(solution))
    assert shares.sum(axis=2) == pytest.approx(1.0)


def test_roster_of_whole_weights_is_read_back() -> None:
    packed = packed_desk(2)
    allowed = every_choice(packed)
    price = np.full((1 + len(packed.floor.penalty), packed.floor.heads.shape[1]), 3.0)
    none = np.zeros((len(packed.instance.agents), packed.instance.end_counters))
    _, tours = Node(packed, Pricer(packed), allowed).evaluate(price, none)
    programme = Programme(packed, allowed)
    assert programme.add(tours) == len(packed.instance.agents)
    assert programme.add(tours) == 0
    solution = programme.solve(lambda: False)
    assert solution is not None
    solution = programme.weighed(solution)
    assert_same(programme.whole(solution), tours)
    assert_same(programme.nearest(solution), tours)


def assert_same(one: Tours | None, two: Tours) -> None:
    assert one is not None
    assert (one.shift_types == two.shift_types).all()
    assert (one.chosen == two.chosen).all()


def test_stops_within_a_second() -> None:
    problem = a_desk(0, people=30, days=28)
    instance = translate(problem, OptionTable(problem)).instance
    packed, stop = pack(instance), threading.Event()
    timer = threading.Timer(1.5, stop.set)
    timer.start()
    began = time.monotonic()
    first = solve_tours(instance, packed=packed, time_limit_s=0.5)
    found = solve_tours(instance, packed=packed, time_limit_s=60, grow_from=first, stop=stop)
    assert found.searched or time.monotonic() - began < 3.5
    assert found.bound <= found.objective
