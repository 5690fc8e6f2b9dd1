"""What an agent missing costs, by queue."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from data.model.language import tr
from data.model.problem import CoverPrices
from data.model.rule import UNDERSTAFFING, RuleSetting
from data.model.words import counted
from rostering.rules.language.rule import Rule, Scope, Usual, param


@dataclass(frozen=True)
class Understaffing(Rule):
    """Agents missing, slot by slot; `evaluation.cover` counts them, dearest queue first."""

    name: ClassVar[str] = UNDERSTAFFING
    title: ClassVar[str] = "Understaffing"
    unit: ClassVar[str] = "missing agent and slot"
    always_priced: ClassVar[bool] = True
    scope: ClassVar[Scope] = "queues"
    usual: ClassVar[Usual] = Usual(price=CoverPrices.shortfall, precedence=106)

    can_wait: int = param(4, "Price where the queue's work can wait", "points", 0, 100_000)

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr(
            "No queue misses an agent; queues without a price of their own cost {points} "
            "where their work can wait.",
            points=counted(self.can_wait, "point"),
        )


def priced_by_queue(
    settings: Iterable[RuleSetting], can_wait: Iterable[str]
) -> tuple[RuleSetting, ...]:
    """A rule set in which queues whose work can wait have their price by name.

    Parameters
    ----------
    can_wait
        Ids of these queues. Those that a setting of understaffing names keep its price.
    """
    settings = tuple(settings)
    named = {queue for s in settings if s.rule == UNDERSTAFFING for queue in s.queues}
    others = tuple(queue for queue in can_wait if queue not in named)
    found: list[RuleSetting] = []
    for setting in settings:
        found.append(setting)
        if setting.rule == UNDERSTAFFING and not setting.queues and others:
            price = Understaffing(**setting.params).can_wait
            found.append(replace(setting, price=price, queues=others))
    return tuple(found)
