"""Rule settings, the violations that a check finds, and the charges that a roster pays."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from data.model.codec import LATER, stored_as
from data.model.errors import InvalidValue
from data.model.language import tr

UNDERSTAFFING, OVERSTAFFING = "understaffing", "overstaffing"
"""Rules that price agents missing and agents idle."""

EARLIER_NAMES = {"shortfall": UNDERSTAFFING, "surplus": OVERSTAFFING}
"""What earlier versions called them in the cost breakdowns that they saved."""


@dataclass(frozen=True)
class RuleSetting:
    """One rule as a manager has set it.

    Parameters
    ----------
    rule
        Registered name of the rule, e.g. `minimum_rest`.
    price
        What one unit of violation costs [points]; None: the rule is hard.
    params
        The rule's own fields, by name.
    contracts
        Contract ids it applies to; empty = everybody.
    agents
        Agent ids it applies to; empty = all of those contracts. A setting for agents replaces
        those of the same rule for contracts, and these replace those for everybody.
    active
        A rule that is switched off stays in the rule set with its settings.
    precedence
        Which rule is relaxed first where rules are in conflict: higher numbers first.
    relaxed
        Hard in the rule set, but priced in this problem because it was in conflict with others.
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
            raise InvalidValue(tr("rule {rule}: a price cannot be negative", rule=self.rule))

    @property
    def closeness(self) -> int:
        """How narrow its scope is: 2 agents, 1 contracts, 0 everybody."""
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
    """Where a finished roster breaks a rule, and by how much.

    Parameters
    ----------
    amount
        Excess over what the rule allows, in the rule's own unit, at least 1.
    sentence
        One sentence for a shift manager, with names, dates and numbers.
    """

    rule: str
    amount: int
    sentence: str
    agent_id: str | None = None
    day: date | None = None
    hard: bool = True


@dataclass(frozen=True, order=True)
class Charge:
    """One line of a cost breakdown: what a roster pays for a rule.

    Parameters
    ----------
    rule
        Name of the rule; names of earlier versions are translated.
    amount
        What is paid for [the rule's unit].
    points
        Cost of it [points].
    agent_id, queue_id
        Whose cost it is; None where it is not of one agent or queue.
    """

    rule: str
    amount: int
    points: int
    agent_id: str | None = None
    queue_id: str | None = field(default=None, metadata=LATER)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rule", EARLIER_NAMES.get(self.rule, self.rule))
