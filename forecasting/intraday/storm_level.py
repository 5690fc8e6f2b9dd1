"""The level of a storm from the figures: up at once, down after it has been low for a while."""

from collections.abc import Sequence

import numpy as np

from data.model.grid import FloatArray, IntArray


def levels_through(
    shares: FloatArray,
    enter: Sequence[float],
    leave_part: float = 0.6,
    hold_h: int = 2,
    begin: int = 0,
) -> IntArray:
    """Level after each hour [-], shape (hours,).

    Parameters
    ----------
    shares
        More contacts than usual in each hour [-], NaN where unknown: the level stays, shape
        (hours,).
    enter
        Share from which each level holds, level 0 first, ascending [-].
    leave_part
        A level is left below this part of the share it is entered at [-].
    hold_h
        Hours in a row below it until it is left [h]; it then falls to the level of the largest
        of these hours.
    begin
        Level before the first hour.
    """
    limits = np.asarray(enter, dtype=np.float64)
    found = np.empty(len(shares), dtype=np.int64)
    level = begin
    low: list[float] = []
    for hour, share in enumerate(np.asarray(shares, dtype=np.float64).tolist()):
        if np.isfinite(share):
            reached = int(np.searchsorted(limits, share, side="right")) - 1
            if reached >= level:
                level, low = reached, []
            elif level and share < leave_part * limits[level]:
                low.append(share)
                if len(low) >= hold_h:
                    level, low = _fallen(max(low), limits, leave_part, level), []
            else:
                low = []
        found[hour] = level
    return found


def added_shares(counts: FloatArray, usual: FloatArray) -> FloatArray:
    """More contacts than usual in each hour [-], NaN where unknown, shape (hours,).

    Measured by the larger of the usual hour and the mean usual hour: seventy contacts at three in
    the morning, where two are usual, are seven of a day's hours and no catastrophe of 3,500 %.

    Parameters
    ----------
    counts, usual
        What came and what is usual [contacts/hour], shape (hours,).
    """
    known = np.isfinite(usual)
    mean = float(usual[known].mean()) if known.any() else 0.0
    base = np.maximum(np.where(known, usual, np.nan), mean)
    share = (np.asarray(counts, dtype=np.float64) - usual) / np.maximum(base, 1e-9)
    return np.asarray(np.where(known & np.isfinite(counts), share, np.nan))


def _fallen(share: float, limits: FloatArray, leave_part: float, level: int) -> int:
    """The highest level below, one or more, that a share still holds [-]."""
    return max((k for k in range(level) if share >= leave_part * limits[k]), default=0)
