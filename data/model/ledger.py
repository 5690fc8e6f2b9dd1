"""Who bore what: unpopular shifts by agent and day, carried from roster to roster."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

NIGHT, WEEKEND, HOLIDAY, UNPOPULAR = "night", "weekend", "holiday", "unpopular"
KINDS = (NIGHT, WEEKEND, HOLIDAY, UNPOPULAR)
"""Night shifts, shifts on Saturdays and Sundays, on public holidays, and at unpopular starts."""


@dataclass(frozen=True)
class Ledger:
    """What one published roster asked of everybody in it.

    Parameters
    ----------
    version
        The published version.
    borne
        Day numbers (0 = `first`) of each kind, by agent and kind; agents who bore nothing are
        there with nothing, for they were there.
    """

    version: int
    first: date
    days: int
    borne: Mapping[str, Mapping[str, tuple[int, ...]]] = field(default_factory=dict)


@dataclass(frozen=True)
class LedgerLine:
    """What one agent bore so far.

    Parameters
    ----------
    since
        First day on which a ledger knows of the agent.
    borne
        Dates of each kind, ascending.
    """

    agent_id: str
    since: date
    borne: Mapping[str, tuple[date, ...]] = field(default_factory=dict)

    def of(self, kind: str, first: date, end: date) -> tuple[date, ...]:
        """Dates of a kind within first <= day < end."""
        return tuple(day for day in self.borne.get(kind, ()) if first <= day < end)


def carried(ledgers: Iterable[Ledger], since: date, until: date) -> tuple[LedgerLine, ...]:
    """One line for each agent: the days since <= day < until, each as last published."""
    by_day: dict[date, Ledger] = {}
    for ledger in sorted(ledgers, key=lambda found: found.version):
        for number in range(ledger.days):
            by_day[ledger.first + timedelta(days=number)] = ledger
    first: dict[str, date] = {}
    borne: dict[str, dict[str, list[date]]] = {}
    for day in sorted(day for day in by_day if since <= day < until):
        ledger = by_day[day]
        number = (day - ledger.first).days
        for agent_id, kinds in ledger.borne.items():
            first.setdefault(agent_id, day)
            for kind, numbers in kinds.items():
                if number in numbers:
                    borne.setdefault(agent_id, {}).setdefault(kind, []).append(day)
    return tuple(
        LedgerLine(agent, begun, {k: tuple(days) for k, days in borne.get(agent, {}).items()})
        for agent, begun in first.items()
    )
