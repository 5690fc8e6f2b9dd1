"""Agents by slot without shifts: service of any number, the cheapest, moves within a budget."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from data.model.errors import InvalidValue
from data.model.grid import FloatArray, IntArray
from data.model.queue import ServiceTarget
from rostering.staffing.service import service

_NODES = 15
_LOADS = 320
_LEAST_LOAD = 0.05
_LARGEST_FACTOR = 2.5  # loads so many times the largest expected one are told apart
_ROUNDS = 40


@dataclass(frozen=True, eq=False)
class LevelTable:
    """Service level of any agents at any load, for one handle time, patience and target.

    Parameters
    ----------
    loads
        Offered loads, ascending in equal ratios [Erlang], shape (loads,).
    level
        Service level of 0, 1, 2.. agents [-], shape (agents, loads).
    """

    loads: FloatArray
    level: FloatArray

    @classmethod
    def of(
        cls, target: ServiceTarget, handle_s: float, patience_s: float | None, largest: float
    ) -> "LevelTable":
        """Table up to loads well beyond `largest` [Erlang]."""
        most = max(1.0, largest) * _LARGEST_FACTOR
        loads = np.geomspace(_LEAST_LOAD, most, _LOADS)
        agents = np.arange(int(most + 4 * np.sqrt(most) + 10))
        found = service(
            np.maximum(agents, 1)[:, None], loads[None, :], handle_s, target.threshold_s, patience_s
        ).level(target.definition)
        found = np.where(agents[:, None] > 0, found, 0.0)
        return cls(loads, np.maximum.accumulate(found, axis=0))

    def expected(self, load: FloatArray, sd_share: FloatArray) -> FloatArray:
        """Call-weighted level of each number of agents over uncertain rates [-].

        Parameters
        ----------
        load
            Expected loads [Erlang], shape (slots,).
        sd_share
            Relative standard deviation of their rates [-], shape (slots,).

        Returns
        -------
        Shape (slots, agents).
        """
        z = ndtri((np.arange(_NODES) + 0.5) / _NODES)
        z /= np.sqrt((z**2).mean())
        factor = np.maximum(0.0, 1.0 + sd_share[:, None] * z)
        weight = factor / np.maximum(factor.sum(axis=1, keepdims=True), 1e-12)
        below, part = self._place(load[:, None] * factor)
        low, high = self.level[:, below], self.level[:, below + 1]
        return np.asarray(((low + part * (high - low)) * weight).sum(axis=2).T)

    def _place(self, load: FloatArray) -> tuple[IntArray, FloatArray]:
        step = np.log(self.loads[1] / self.loads[0])
        place = np.log(np.maximum(load, self.loads[0]) / self.loads[0]) / step
        place = np.clip(place, 0.0, len(self.loads) - 1.000001)
        below = place.astype(np.int64)
        return below, place - below


def cheapest_agents(
    level: FloatArray, contacts: FloatArray, aim: float, floor_share: float = 0.5
) -> IntArray:
    """Fewest agents whose call-weighted level is the aim, none below the floor, shape (slots,).

    Parameters
    ----------
    level
        Level of each slot with 0, 1, 2.. agents [-], shape (slots, agents).
    contacts
        Expected contacts [contacts/slot], shape (slots,).

    Notes
    -----
    Agents are bought where the next ones win most contacts: for a price of an agent each slot
    takes its best number, and the price is lowered until the aim is met. Only steps on the
    concave envelope are taken, so the last one may overshoot by part of a slot.
    """
    if not 0 < aim < 1:
        raise InvalidValue(f"an aim of {aim} must lie between 0 and 1")
    wanted = contacts > 0
    agents = np.arange(level.shape[1])
    least = np.where(wanted, (level >= min(floor_share, aim) - 1e-12).argmax(axis=1), 0)
    gain = np.where(agents[None, :] >= least[:, None], contacts[:, None] * level, -np.inf)
    whole = float(contacts.sum())
    slots = np.arange(len(contacts))

    def bought(price: float) -> IntArray:
        return np.asarray(np.argmax(gain - price * agents[None, :], axis=1), dtype=np.int64)

    low, high = 1e-9, float(contacts.max(initial=0.0)) + 1.0
    if not whole or float((level[slots, least] * contacts).sum()) >= aim * whole:
        return np.asarray(least, dtype=np.int64)
    for _ in range(_ROUNDS):
        middle = float(np.sqrt(low * high))
        reached = float((level[slots, bought(middle)] * contacts).sum())
        low, high = (middle, high) if reached >= aim * whole else (low, middle)
    return np.where(wanted, bought(low), 0)


def moved_within(now: IntArray, wanted: IntArray, budget: float) -> IntArray:
    """Agents as near to the wanted ones as a budget of moved agent-slots allows, shape (slots,).

    All slots go the same part of their way; whole agents are given to those that are left
    farthest from theirs.
    """
    way = (wanted - now).astype(np.int64)
    size = np.abs(way)
    total, most = int(size.sum()), int(budget)
    if total <= most:
        return np.asarray(wanted, dtype=np.int64)
    part = most / total
    step = np.floor(part * size).astype(np.int64)
    short = most - int(step.sum())
    order = np.argsort(-(part * size - step), kind="stable")[:short]
    step[order] += 1
    return np.asarray(now + np.sign(way) * np.minimum(step, size), dtype=np.int64)
