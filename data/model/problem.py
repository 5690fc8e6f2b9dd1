"""Everything a roster is built from and judged against."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from data.model.codec import LATER, digest, from_json, to_json
from data.model.errors import InvalidValue
from data.model.grid import Grid
from data.model.language import tr
from data.model.requirement import Requirement
from data.model.roster import LedgerLine, Lock
from data.model.rule import OVERSTAFFING, UNDERSTAFFING, RuleSetting
from data.model.shift import Shift, ShiftTemplate
from data.model.staff import Agent, Availability, Contract, Leave, Wish

SICK = "sick"
"""Kind of leave that nobody plans."""


@dataclass(frozen=True)
class CoverPrices:
    """What missing and idle agents cost.

    Parameters
    ----------
    shortfall
        Cost of each missing agent and slot [points]; `by_queue` overrides it per queue.
    surplus
        Cost of each agent and slot that no queue needs [points].
    """

    shortfall: int = 10
    surplus: int = 1
    by_queue: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.surplus < 0 or min([self.shortfall, *self.by_queue.values()]) < 0:
            raise InvalidValue(tr("cover prices cannot be negative"))

    def of(self, queue_id: str) -> int:
        """Shortfall price of a queue [points/agent/slot]."""
        return self.by_queue.get(queue_id, self.shortfall)

    def set_by(self, rules: Iterable[RuleSetting]) -> "CoverPrices":
        """These prices with those of a rule set in their place, where it has any.

        Notes
        -----
        A setting without queues is the price of every queue that no other one names. One that is
        switched off makes its queues free of charge.
        """
        set_ = tuple(rules)
        under = [s for s in set_ if s.rule == UNDERSTAFFING]
        over = [_points(s) for s in set_ if s.rule == OVERSTAFFING]
        general = [_points(s) for s in under if not s.queues]
        return CoverPrices(
            shortfall=general[-1] if general else self.shortfall,
            surplus=over[-1] if over else self.surplus,
            by_queue={q: _points(s) for s in under for q in s.queues} if under else self.by_queue,
        )


def _points(setting: RuleSetting) -> int:
    return (setting.price or 0) if setting.active else 0


@dataclass(frozen=True, eq=False)
class RosterProblem:
    """Agents, shift templates, requirement and rules of one horizon of whole local days.

    Parameters
    ----------
    first, days
        The horizon; `requirement` is given on exactly these local days, and `tail_min` more.
    history
        Shifts already worked or published before `first`; rules look back into them.
    locks
        Cells that the solve may not change.
    prices
        Cost of missing and idle agents in problems saved before under- and overstaffing were
        rules; use `cover_prices`.
    wrap
        Night parts of the last day cover the first day's slots (cyclic benchmarks only).
    tail_min
        Part of the morning after the last day for which agents are required and which only the
        night shifts of the last day can cover [min].
    holidays
        Public holidays in the horizon.
    ledger
        Unpopular shifts of each agent before `first`, from the published rosters.
    """

    first: date
    days: int
    requirement: Requirement
    agents: tuple[Agent, ...]
    contracts: tuple[Contract, ...]
    templates: tuple[ShiftTemplate, ...]
    rules: tuple[RuleSetting, ...]
    leave: tuple[Leave, ...] = ()
    availability: tuple[Availability, ...] = ()
    wishes: tuple[Wish, ...] = ()
    history: tuple[Shift, ...] = ()
    locks: tuple[Lock, ...] = ()
    holidays: frozenset[date] = frozenset()
    ledger: tuple[LedgerLine, ...] = ()
    prices: CoverPrices | None = field(default=None, metadata=LATER)
    wrap: bool = False
    tail_min: int = 0

    def __post_init__(self) -> None:
        known = {contract.contract_id for contract in self.contracts}
        for agent in self.agents:
            if agent.contract_id not in known:
                raise InvalidValue(
                    tr(
                        "agent {agent_id} has contract {contract_id!r}, which is not among {known}",
                        agent_id=agent.agent_id,
                        contract_id=agent.contract_id,
                        known=sorted(known),
                    )
                )
        if len({agent.agent_id for agent in self.agents}) != len(self.agents):
            raise InvalidValue(tr("two agents share one id"))
        own, given = self.grid, self.requirement.grid
        if given != own.part(0, own.slots + self.tail_min // own.slot_min):
            more = tr(" and {tail_min} min", tail_min=self.tail_min) if self.tail_min else ""
            raise InvalidValue(
                tr(
                    "the requirement covers {days} .. {days2}, the roster {dates} .. "
                    "{dates2}{more}",
                    days=given.days[0],
                    days2=given.days[-1],
                    dates=self.dates[0],
                    dates2=self.dates[-1],
                    more=more,
                )
            )

    @classmethod
    def from_stored(cls, data: Mapping[str, Any], requirement: Requirement) -> "RosterProblem":
        """The problem of a stored form, completed by its requirement.

        Parameters
        ----------
        data
            What `stored` gave, in this program version or an earlier one.
        requirement
            The requirement that it names, cut to the horizon here.

        Notes
        -----
        The digest is that of the data as stored: fields that came later do not change it.
        """
        first, days = date.fromisoformat(data["first"]), int(data["days"])
        cut = requirement.of_days(first, days, int(data.get("tail_min", 0)))
        problem = from_json(cls, {**data, "requirement": cut})
        problem.__dict__["digest"] = digest(dict(data))
        return problem

    def stored(self) -> dict[str, Any]:
        """JSON values of everything but the requirement, which is saved under its own id."""
        data: dict[str, Any] = to_json(self, lambda array: None)  # arrays: the requirement's only
        del data["requirement"]
        return data

    @cached_property
    def digest(self) -> str:
        """Digest of the stored form: equal for two rosters with the same inputs."""
        return digest(self.stored())

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """Every day of the horizon."""
        return tuple(self.first + timedelta(days=i) for i in range(self.days))

    def hour_of(self, at: datetime) -> tuple[int, int] | None:
        """Day number and minute of a moment on the roster's clock; None on none of its days."""
        local = at.astimezone(ZoneInfo(self.requirement.grid.zone))
        day = (local.date() - self.first).days
        return (day, 60 * local.hour + local.minute) if 0 <= day < self.days else None

    def minute_of(self, day: date, at: datetime) -> int | None:
        """Minute of a day that it is at a moment; None unless the moment lies in that day [min]."""
        now = self.hour_of(at)
        return now[1] if now and self.dates[now[0]] == day else None

    @cached_property
    def cover_prices(self) -> CoverPrices:
        """What missing and idle agents cost: by the rules, else by `prices`, else by default."""
        return (self.prices or CoverPrices()).set_by(self.rules)

    @cached_property
    def grid(self) -> Grid:
        """Slots of the horizon's own days, without the tail."""
        given = self.requirement.grid
        return Grid.for_days(self.first, self.days, given.slot_min, given.zone)

    @cached_property
    def contract_of(self) -> Mapping[str, Contract]:
        """Contract of each agent, by agent id."""
        contracts = {contract.contract_id: contract for contract in self.contracts}
        return {agent.agent_id: contracts[agent.contract_id] for agent in self.agents}

    @cached_property
    def template(self) -> Mapping[str, ShiftTemplate]:
        """Templates by code."""
        return {template.code: template for template in self.templates}

    @cached_property
    def leave_days(self) -> Mapping[str, frozenset[int]]:
        """Leave days of each agent who has any, as day numbers (0 = `first`)."""
        return _numbered(self.first, self.leave)

    @cached_property
    def sick_days(self) -> Mapping[str, frozenset[int]]:
        """Leave days of each agent that are sickness, as day numbers (0 = `first`)."""
        return _numbered(self.first, tuple(row for row in self.leave if row.kind == SICK))

    @cached_property
    def availability_of(self) -> Mapping[str, tuple[Availability, ...]]:
        """Availability rows of each agent who has any."""
        return _by_agent(self.availability)

    @cached_property
    def wishes_of(self) -> Mapping[str, tuple[Wish, ...]]:
        """Wishes of each agent who has any."""
        return _by_agent(self.wishes)

    @cached_property
    def history_of(self) -> Mapping[str, tuple[Shift, ...]]:
        """Shifts before the horizon of each agent who has any."""
        return _by_agent(tuple(shift for shift in self.history if shift.day < self.first))

    @cached_property
    def ledger_of(self) -> Mapping[str, LedgerLine]:
        """Ledger line of each agent who has one."""
        return {line.agent_id: line for line in self.ledger}

    @cached_property
    def locks_of(self) -> Mapping[str, tuple[Lock, ...]]:
        """Locks of each agent who has any."""
        return _by_agent(self.locks)

    @cached_property
    def history_first(self) -> date:
        """First day of the history; `first` where there is none."""
        return min((shift.day for shift in self.history), default=self.first)


def _numbered(start: date, rows: tuple[Leave, ...]) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for row in rows:
        first, last = (row.first - start).days, (row.last - start).days
        found.setdefault(row.agent_id, set()).update(range(first, last + 1))
    return {agent: frozenset(days) for agent, days in found.items()}


class _OfAgent(Protocol):
    @property
    def agent_id(self) -> str: ...


_Row = TypeVar("_Row", bound=_OfAgent)


def _by_agent(rows: tuple[_Row, ...]) -> dict[str, tuple[_Row, ...]]:
    found: dict[str, list[_Row]] = {}
    for row in rows:
        found.setdefault(row.agent_id, []).append(row)
    return {agent: tuple(mine) for agent, mine in found.items()}
