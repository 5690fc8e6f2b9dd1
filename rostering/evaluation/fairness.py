"""What a roster asks of everybody, kind by kind, for the ledger that the next one reads."""

from collections.abc import Mapping

from data.model.problem import RosterProblem
from data.model.roster import KINDS, Roster
from rostering.rules.fairness.fair_starts import FairStarts
from rostering.rules.language.duty import tours
from rostering.rules.language.fair_share import FairShare
from rostering.rules.language.unpopular import HOLIDAYS, NIGHTS, WEEKENDS, Kind
from rostering.rules.rule_set import rule_set


def unpopular_days(problem: RosterProblem, roster: Roster) -> dict[str, dict[str, tuple[int, ...]]]:
    """Day numbers of each kind by agent; everybody is there, with nothing where nothing was."""
    found: dict[str, dict[str, tuple[int, ...]]] = {}
    asked = unpopular_kinds(problem)
    for agent_id, tour in tours(problem, roster).items():
        found[agent_id] = {
            kind.name: tuple(
                day
                for day in range(problem.days)
                if any(kind(problem, day, duty) for duty in tour.get(day, ()))
            )
            for kind in asked
        }
    return found


def unpopular_kinds(problem: RosterProblem) -> tuple[Kind, ...]:
    """The kinds of a ledger, unpopular starts as the rule set has them."""
    starts = [a.rule for a in rule_set(problem) if isinstance(a.rule, FairStarts)]
    return (NIGHTS, WEEKENDS, HOLIDAYS, (starts[0] if starts else FairStarts()).kind)


def fairness_rules(problem: RosterProblem) -> Mapping[str, FairShare]:
    """The rule of fairness in force for each kind that has one."""
    found = {a.rule.kind.name: a.rule for a in rule_set(problem) if isinstance(a.rule, FairShare)}
    return {name: found[name] for name in KINDS if name in found}
