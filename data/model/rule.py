"""How a rule is set, and what a check or a solve says about it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from data.model.codec import LATER, stored_as
from data.model.errors import InvalidValue

UNDERSTAFFING, OVERSTAFFING = "understaffing", "overstaffing"
"""Rules that price agents missing and agents idle."""

EARLIER_NAMES = {"shortfall": UNDERSTAFFING, "surplus": OVERSTAFFING}
"""What earlier versions called them in the cost breakdowns that they kept."""


@dataclass(frozen=True)
class RuleSetting:
    """One rule as a manager set it.

    Parameters
    ----------
    rule
        Registered name of the rule, e.g. `minimum_rest`.
    price
        None: hard. Else what one unit of violation costs [points].
    params
        The rule's own fields, by name.
    contracts
        Contract ids it applies to; empty = everybody.
    agents
        Agent ids it applies to; empty = all of those contracts. Settings of one rule for agents
        stand in for those for contracts, and these for those for everybody.
    active
        Switched off rules are kept, with their settings.
    precedence
        Which gives way first when rules collide: higher numbers first.
    gave_way
        Hard in the rule book, but priced in this problem because it collided with others.
    queues
        Queue ids it applies to, for rules about queues; empty = every queue that no other setting
        of the rule names.
    """

    rule: str
    price: int | None = None
    params: dict[str, Any] = field(default_factory=dict)
    contracts: tuple[str, ...] = ()
    active: bool = True
    precedence: int = 100
    agents: tuple[str, ...] = ()
    relaxed: bool = field(default=False, metadata=stored_as("gave_way"))
    queues: tuple[str, ...] = field(default=(), metadata=LATER)

    def __post_init__(self) -> None:
        if self.price is not None and self.price < 0:
            raise InvalidValue(f"rule {self.rule}: a price cannot be negative")

    @property
    def closeness(self) -> int:
        """How closely it is aimed: 2 at agents, 1 at contracts, 0 at everybody."""
        return 2 if self.agents else 1 if self.contracts else 0

    @property
    def scoped(self) -> bool:
        """Whether it is narrowed to some agents, contracts or queues."""
        return bool(self.closeness or self.queues)

    @property
    def hard(self) -> bool:
        """Whether the rule must hold."""
        return self.price is None


@dataclass(frozen=True)
class Violation:
    """What a check finds: where a finished roster breaks a rule, and by how much.

    Parameters
    ----------
    amount
        Units by which it is broken (the rule says which unit), at least 1.
    sentence
        In plain words, with names, dates and numbers.
    """

    rule: str
    amount: int
    sentence: str
    agent_id: str | None = None
    day: date | None = None
    hard: bool = True


@dataclass(frozen=True, order=True)
class Charge:
    """What a roster pays for: rule, units and points, of one agent or one queue where it has any.

    Cost breakdowns kept by earlier versions read in today's words.
    """

    rule: str
    amount: int
    points: int
    agent_id: str | None = None
    queue_id: str | None = field(default=None, metadata=LATER)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rule", EARLIER_NAMES.get(self.rule, self.rule))
