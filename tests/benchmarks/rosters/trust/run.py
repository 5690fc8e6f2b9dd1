"""Is an "impossible" ever false, and does an explanation name the rules that collide, all of them?

Nothing here asks a solver what is true: a feasible problem is drawn around a roster that keeps
every hard rule, and for each rule of a planted conflict there is a roster that breaks it alone.
"""

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from rostering.rules import RULES
from rostering.solver.explain.conflicts import stuck_agents
from rostering.solver.solve import solve_roster
from tests.benchmarks.rosters.trust.cases import Case, feasible_case
from tests.benchmarks.rosters.trust.conflicts import CONFLICTS, conflict_case

SMALLEST, LARGEST = 5, 60
"""Agents of a generated problem [-]."""
_SHOWN = 20
_EXPLAINED_S = 40.0

Tell = Callable[[str, int, int], None]


def run(
    problems: int = 1_000,
    conflicts: int = 300,
    *,
    time_limit_s: float = 2.0,
    largest: int = LARGEST,
    seed: int = 0,
    progress: Tell = lambda what, done, total: None,
    stop: threading.Event | None = None,
) -> dict[str, Any]:
    """Solve feasible problems, and have planted conflicts explained.

    Parameters
    ----------
    problems, conflicts
        So many of each [-].
    time_limit_s
        Search on each problem [s].
    largest
        Most agents of a problem [-].

    Returns
    -------
    dict
        Of the problems: `called_impossible` (a bar: 0), `rostered` and `open`. Of the conflicts:
        `smallest_set_named` and its share (a bar: 0.95), `found_impossible`. The seeds of what
        went wrong, and what was said.
    """
    began = time.monotonic()
    stop = stop or threading.Event()

    def each(what: str, number: int) -> Iterator[int]:
        for nth in range(number):
            if stop.is_set():
                return
            progress(what, nth, number)
            yield nth

    return {
        **_feasible(each("feasible problems", problems), time_limit_s, largest, seed, stop),
        **_planted(each("planted conflicts", conflicts), largest, seed, stop),
        "seed": seed,
        "stopped": stop.is_set(),
        "seconds": round(time.monotonic() - began, 1),
    }


def _feasible(
    numbers: Iterable[int], time_limit_s: float, largest: int, seed: int, stop: threading.Event
) -> dict[str, Any]:
    ended: Counter[str] = Counter()
    wrong = []
    for nth in numbers:
        rng = np.random.default_rng((seed, nth))
        agents, days = int(rng.integers(SMALLEST, largest + 1)), int(rng.choice((7, 14)))
        case = feasible_case(agents, days, seed * 100_000 + nth)
        said = _claims(case, time_limit_s, nth, stop)
        ended["impossible" if said else "rostered" if said == () else "open"] += 1
        if said:
            wrong.append({"problem": nth, "agents": agents, "days": days, "said": list(said[:3])})
    return {
        "problems": sum(ended.values()),
        "called_impossible": ended["impossible"],
        "rostered": ended["rostered"],
        "open": ended["open"],
        "wrong_problems": wrong[:_SHOWN],
    }


def _claims(
    case: Case, time_limit_s: float, seed: int, stop: threading.Event
) -> tuple[str, ...] | None:
    """What is claimed to be impossible; nothing of a roster, None where it is left open."""
    found = solve_roster(case.problem, time_limit_s=time_limit_s, seed=seed, stop=stop)
    if found.status == "infeasible":
        return found.conflicts or ("infeasible",)
    if found.bound is not None and found.objective is not None and found.bound > found.objective:
        return (f"bound {found.bound} above {found.objective}",)
    if stuck := [agent.agent_id for agent in stuck_agents(case.problem, stop)]:
        return (f"no tour for {', '.join(stuck)}",)
    return () if found.roster is not None else None


def _planted(
    numbers: Iterable[int], largest: int, seed: int, stop: threading.Event
) -> dict[str, Any]:
    kinds = list(CONFLICTS)
    met: Counter[str] = Counter()
    right: Counter[str] = Counter()
    found, wrong = 0, []
    for nth in numbers:
        kind = kinds[nth % len(kinds)]
        rng = np.random.default_rng((seed, 1, nth))
        agents = int(rng.integers(SMALLEST, largest + 1))
        case = conflict_case(kind, agents, seed * 100_000 + nth)
        said = solve_roster(case.problem, time_limit_s=_EXPLAINED_S, seed=nth, stop=stop)
        named = named_rules(said.conflicts)
        met[kind] += 1
        found += said.status == "infeasible"
        if said.status == "infeasible" and named == [case.conflict]:
            right[kind] += 1
        else:
            wrong.append(
                {
                    "conflict": nth,
                    "kind": kind,
                    "agents": agents,
                    "status": said.status,
                    "planted": sorted(case.conflict),
                    "named": [sorted(rules) for rules in named],
                }
            )
    asked = sum(met.values())
    return {
        "conflicts": asked,
        "found_impossible": found,
        "smallest_set_named": sum(right.values()),
        "smallest_set_named_share": round(sum(right.values()) / asked, 4) if asked else None,
        "by_kind": {kind: f"{right[kind]} of {met[kind]}" for kind in kinds if met[kind]},
        "wrong_conflicts": wrong[:_SHOWN],
    }


def named_rules(sentences: tuple[str, ...]) -> list[frozenset[str]]:
    """Names of the rules of each conflict that sentences describe; ways out are none."""
    names = {rule.title: name for name, rule in RULES.items()}
    found = []
    for sentence in sentences:
        if not sentence.startswith("Way out"):
            titles = re.findall("«([^»]+)»", sentence)
            if titles:
                found.append(frozenset(names[title] for title in titles if title in names))
    return found
