"""Prices that prove a bound: whoever has them and the problem can add the bound up again."""

from dataclasses import dataclass

Prices = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Certificate:
    """A bound with the prices that it follows from.

    Parameters
    ----------
    bound
        Points that no roster can undercut [points].
    prices
        Price of a head by queue and slot [1/1024 point].
    slopes
        Price of a unit of each agent's tallies [1/1024 point].
    """

    bound: int
    prices: Prices
    slopes: Prices
