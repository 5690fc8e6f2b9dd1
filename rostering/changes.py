"""Agent-days that a repair changed: whose they are, and what they cost."""

from datetime import date


class Changes:
    """What every repair tells of its changes.

    Parameters
    ----------
    changed
        Agent-days that differ from what was there.
    change_price
        Points for each of them [points].
    """

    changed: tuple[tuple[str, date], ...]
    change_price: int

    @property
    def touched(self) -> tuple[str, ...]:
        """Agents with any changed day."""
        return tuple(dict.fromkeys(agent for agent, _ in self.changed))

    @property
    def change_points(self) -> int:
        """What the changes cost [points]."""
        return self.change_price * len(self.changed)
