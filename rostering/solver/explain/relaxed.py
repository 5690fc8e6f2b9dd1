"""What relaxed rules give in a roster, without any solver."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from data.model.codec import to_json
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.words import counted
from rostering.rules.rule_set import rule_set

_NAMED = 7  # agents or days in a sentence


@dataclass(frozen=True)
class RelaxedRules:
    """What a rule gave in a roster.

    Parameters
    ----------
    agents
        For whom, by id; none where it is about heads on the floor.
    amount, points
        By how many units in all [unit of the rule], and what that costs [points].
    found
        Each violation as a sentence.
    """

    rule: str
    title: str
    unit: str
    precedence: int
    agents: tuple[str, ...]
    amount: int
    points: int
    days: tuple[date, ...]
    found: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """`«Days off a week» (precedence 50) gave way: 2 agents (A1, A7), 3 days, on ...`."""
        if not self.unit.isascii():  # a language that counts without plurals
            much = f"{self.amount} {self.unit}"
        elif self.unit.isalpha():
            much = counted(self.amount, self.unit)
        else:
            much = tr("{amount} times one {unit}", amount=self.amount, unit=self.unit)
        whom = (
            f"{counted(len(self.agents), 'agent')} ({_few(self.agents)}), " if self.agents else ""
        )
        when = tr(", on {few}", few=_few(self.days)) if self.days else ""
        return tr(
            "«{title}» (precedence {precedence}) gave way: {whom}{much}{when}",
            title=self.title,
            precedence=self.precedence,
            whom=whom,
            much=much,
            when=when,
        )

    def as_json(self) -> dict[str, Any]:
        """JSON values, the sentence among them."""
        return {**to_json(self), "sentence": self.sentence}


def _few(things: Sequence[object]) -> str:
    """The first few, and how many more."""
    more = tr(" and {things} more", things=len(things) - _NAMED) if len(things) > _NAMED else ""
    return ", ".join(map(str, things[:_NAMED])) + more


def relaxed_rules(problem: RosterProblem, roster: Roster) -> tuple[RelaxedRules, ...]:
    """What every relaxed rule gives in a roster, the first to relax first."""
    given = [a for a in rule_set(problem) if a.setting.relaxed]
    found = []
    for applied in sorted(given, key=lambda a: -a.setting.precedence):
        rule = applied.rule
        if broken := list(rule.check(problem, roster, applied.agents)):
            found.append(
                RelaxedRules(
                    rule.name,
                    rule.title,
                    rule.unit,
                    applied.setting.precedence,
                    tuple(dict.fromkeys(v.agent_id for v in broken if v.agent_id)),
                    sum(v.amount for v in broken),
                    sum(v.amount for v in broken) * (applied.setting.price or 0),
                    tuple(sorted({v.day for v in broken if v.day})),
                    tuple(v.sentence for v in broken),
                )
            )
    return tuple(found)


def gap_beside(objective: int, bound: float | None, given_points: int) -> float | None:
    """Gap against the cost without the price of relaxed rules [-], at most 1: nothing is proven.

    A few units at thousands of points would make any gap look small.
    """
    if bound is None:
        return None
    gap = max(0.0, (objective - bound) / max(1.0, abs(objective - given_points)))
    return min(gap, 1.0) if given_points else gap
