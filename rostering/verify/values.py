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


def worth_of_shifts(plain: Mapping[str, Any], worth: np.ndarray) -> np.ndarray:
    """Worth of each shift with its best breaks, shape (days, kinds, starts)."""
    first = np.array(plain["first_slot"], dtype=np.int64)
    found = np.zeros((plain["days"], len(plain["kinds"]), plain["starts"]), dtype=np.int64)
    for k, kind in enumerate(plain["kinds"]):
        found[:, k] = _worked(plain, worth, first, 0, kind["slots"])
        for variants in kind["breaks"]:
            lost = [
                np.sum([_worked(plain, worth, first, *gap) for gap in gaps], axis=0)
                for gaps in variants
            ]
            found[:, k] -= np.min(np.array(lost), axis=0)
    return found


def _worked(
    plain: Mapping[str, Any], worth: np.ndarray, first: np.ndarray, offset: int, length: int
) -> np.ndarray:
    total = np.zeros(first.shape, dtype=np.int64)
    for slot in range(offset, offset + length):
        at = first + slot
        inside = at < plain["slots"]
        total += np.where(inside | bool(plain["wrap"]), worth[at % plain["slots"]], 0)
    return total
