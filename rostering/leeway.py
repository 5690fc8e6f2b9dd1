"""How much a repair around hand edits may change, and what a change costs."""

from dataclasses import dataclass
from datetime import date

from data.model.errors import InvalidValue

CHANGE_PRICE = 100
"""Points for a changed agent-day unless said otherwise: five missing hours. A day moves because a
hard rule asks for it, seldom for less."""
MOST_CHANGE_PRICE = 1_000
"""Above it a change would weigh against a broken hard rule [points]."""


@dataclass(frozen=True)
class Leeway:
    """How much a repair may change.

    Parameters
    ----------
    first, last
        First and last day that may change; None: as far as the repair needs.
    change_price
        Points for each agent-day that differs from the edited roster [points].
    max_touched
        Most agents whose days change.
    """

    first: date | None = None
    last: date | None = None
    change_price: int = CHANGE_PRICE
    max_touched: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.change_price <= MOST_CHANGE_PRICE:
            raise InvalidValue(
                f"the price of a change lies between 0 and {MOST_CHANGE_PRICE} points: "
                f"{self.change_price} does not"
            )
        if self.max_touched is not None and self.max_touched < 0:
            raise InvalidValue("the people touched cannot be fewer than none")


USUAL = Leeway()
"""Days as needed, any number of people, the usual price."""
