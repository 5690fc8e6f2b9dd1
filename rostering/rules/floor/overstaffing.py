"""What an agent costs whom no queue needs."""

from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import CoverPrices
from data.model.rule import OVERSTAFFING
from rostering.rules.language.rule import Rule, Scope, Usual


@dataclass(frozen=True)
class Overstaffing(Rule):
    """Agents on the floor whom no queue needs, slot by slot; `evaluation.cover` counts them."""

    name: ClassVar[str] = OVERSTAFFING
    title: ClassVar[str] = "Overstaffing"
    unit: ClassVar[str] = "spare agent and slot"
    always_priced: ClassVar[bool] = True
    scope: ClassVar[Scope] = "centre"
    usual: ClassVar[Usual] = Usual(price=CoverPrices.surplus, precedence=108)

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr("Nobody is on the floor whom no queue needs.")
