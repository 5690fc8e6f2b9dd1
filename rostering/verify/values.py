"""What heads and shifts are worth at given prices [1/1024 point]."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

SCALE = 1024
"""Prices are whole multiples of 1/1024 point."""


def worth_of_heads(price: np.ndarray, queues: Sequence[int], idle: int) -> np.ndarray:
    """What a head that serves these queues is worth in each slot."""
    floor = np.full(price.shape[1], -idle, dtype=np.int64)
    return np.maximum(floor, price[list(queues)].max(axis=0)) if queues else floor


def worth_of_presence(presence: Mapping[str, Any], row: np.ndarray) -> tuple[np.ndarray, int]:
    """A presence's prices within their limits, and what they ask for: least above 0, most below.

    Points beyond its limits are at least price * (least - heads), and price * (heads - most).
    """
    price = np.clip(row, -presence["price"] * SCALE, presence["price"] * SCALE)
    held = np.where(price > 0, presence["least"], np.where(price < 0, presence["most"], 0))
    return price, int((price * held).sum())


def worth_of_shifts(plain: Mapping[str, Any], worth: np.ndarray, lost: np.ndarray) -> np.ndarray:
    """Worth of each shift with its best breaks, shape (days, kinds, starts).

    Parameters
    ----------
    worth, lost
        What a head on the floor is worth in each slot, and what it loses there on a break.
    """
    first = np.array(plain["first_slot"], dtype=np.int64)
    found = np.zeros((plain["days"], len(plain["kinds"]), plain["starts"]), dtype=np.int64)
    size = first.max() + max(kind["slots"] for kind in plain["kinds"])
    along, off = _along_the_clock(plain, worth, size), _along_the_clock(plain, lost, size)
    for k, kind in enumerate(plain["kinds"]):
        found[:, k] = _worked(along, first, 0, kind["slots"])
        for variants in kind["breaks"]:
            away = [
                np.sum([_worked(off, first, *gap) for gap in gaps], axis=0) for gaps in variants
            ]
            found[:, k] -= np.min(np.array(away), axis=0)
    return found


def _along_the_clock(plain: Mapping[str, Any], worth: np.ndarray, size: int) -> np.ndarray:
    """What a head is worth in each slot of the clock: in all slots of the floor that it holds."""
    begins = plain.get("slot_at", range(size + 1))
    slots = [np.arange(begins[at], begins[at + 1]) for at in range(size)]
    inside = [some if plain["wrap"] else some[some < plain["slots"]] for some in slots]
    return np.array([worth[some % plain["slots"]].sum() for some in inside], dtype=np.int64)


def _worked(along: np.ndarray, first: np.ndarray, offset: int, length: int) -> np.ndarray:
    total = np.zeros(first.shape, dtype=np.int64)
    for at in range(offset, offset + length):
        total += along[first + at]
    return total
