"""Who bears how much: the ledger before a roster, what the roster adds, and what is fair."""

from dataclasses import dataclass
from datetime import timedelta

from app.services.access.asking import asked
from app.services.context import Context
from app.services.roster.build import ledger_before
from app.services.roster.check import roster_of
from data.model.problem import RosterProblem
from data.model.roster import LedgerLine, Roster
from rostering.evaluation.fairness import fairness_rules, unpopular_days, unpopular_kinds
from rostering.rules.language.fair_share import shares


@dataclass(frozen=True)
class Burden:
    """One agent and one kind of shift.

    Parameters
    ----------
    before
        Borne before the roster, as far back as the rule looks [shifts].
    now
        Asked by the roster [shifts].
    share
        Fair in the roster's horizon [shifts]; None where the agent cannot work the kind.
    known_days
        Days before the roster of which a ledger tells [days].
    """

    agent_id: str
    name: str
    kind: str
    before: int
    now: int
    share: int | None
    known_days: int

    @property
    def after(self) -> int:
        """Borne with the roster [shifts]."""
        return self.before + self.now


@asked
def fairness_of(context: Context, roster_id: str) -> tuple[Burden, ...]:
    """Everybody's burdens of a saved roster, by the ledger that it was built with."""
    saved = context.store.load_roster(roster_id)
    return burdens(saved.problem, roster_of(saved))


def burdens(problem: RosterProblem, roster: Roster) -> tuple[Burden, ...]:
    """Everybody's burdens, kind by kind, agents in their order."""
    asked, rules = unpopular_days(problem, roster), fairness_rules(problem)
    found = []
    for kind in unpopular_kinds(problem):
        back = rules[kind.name].ledger_days if kind.name in rules else _LEDGER_DAYS
        fair = shares(problem, kind, back)
        for agent in problem.agents:
            before, known = _before(problem, agent.agent_id, kind.name, back)
            found.append(
                Burden(
                    agent.agent_id,
                    agent.name,
                    kind.name,
                    before,
                    len(asked[agent.agent_id][kind.name]),
                    fair.get(agent.agent_id),
                    known,
                )
            )
    return tuple(found)


@asked
def ledger_today(context: Context) -> tuple[LedgerLine, ...]:
    """What everybody bore up to the end of what is published; empty before the first version."""
    published = context.store.load_publications(in_force=True)
    if not published:
        return ()
    return ledger_before(context, max(p.first + timedelta(days=p.days) for p in published))


_LEDGER_DAYS = 92
"""A quarter, where no rule says how far to look back."""


def _before(problem: RosterProblem, agent_id: str, kind: str, back: int) -> tuple[int, int]:
    since = problem.first - timedelta(days=back)
    line = problem.ledger_of.get(agent_id)
    if line is None:
        return 0, 0
    return len(line.of(kind, since, problem.first)), min(back, (problem.first - line.since).days)


def spread(found: tuple[Burden, ...], kind: str) -> dict[str, float]:
    """Least, mean and most of a kind before and after, over those who can work it [shifts]."""
    mine = [b for b in found if b.kind == kind and b.share is not None]
    if not mine:
        return {}
    before, after = [b.before for b in mine], [b.after for b in mine]
    return {
        "agents": len(mine),
        "before_least": min(before),
        "before_most": max(before),
        "after_least": min(after),
        "after_mean": sum(after) / len(after),
        "after_most": max(after),
        "over_share": sum(b.now > (b.share or 0) for b in mine),
    }
