"""What no seat plan can undercut: shifts without a seat, shifts away from home, moves."""

import heapq
from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from data.model.grid import BoolArray, IntArray
from rostering.seats.homes import Homes
from rostering.seats.times import Spans

_WINDOWS = (1, 2, 3, 4, 6, 8, 11, 14)  # days; longer ones rarely hold a larger clique


def fewest_left_out(start: IntArray, end: IntArray, seats: int) -> int:
    """Fewest intervals to leave out so that never more than `seats` overlap.

    Whenever one too many has begun, the one that ends last goes: optimal for intervals (Carlisle
    and Lloyd 1995, doi:10.1016/0166-218X(95)80003-M).
    """
    there: list[tuple[int, int]] = []  # (-end, number), the one that ends last on top
    gone = 0
    for k in np.argsort(start, kind="stable").tolist():
        heapq.heappush(there, (-int(end[k]), k))
        if len(there) > seats:
            there = [one for one in there if -one[0] > start[k]]
            heapq.heapify(there)
        if len(there) > seats:
            heapq.heappop(there)
            gone += 1
    return gone


def least_unseated(spans: Spans) -> int:
    """Shifts that no plan can seat: by each class of people who may use the same seats."""
    classes, row = np.unique(spans.allowed, axis=0, return_inverse=True)
    return sum(
        fewest_left_out(spans.start[mine], spans.end[mine], int(seats.sum()))
        for k, seats in enumerate(classes)
        for mine in [row.ravel()[spans.agent] == k]
    )


def least_apart(spans: Spans, team_of: Mapping[str, str], homes: Homes) -> int:
    """Shifts that must sit away from home, given the homes.

    Teams that share a home zone, directly or by another team, are looked at together.
    """
    groups: list[tuple[set[int], set[str]]] = []
    for team, zones in homes.items():
        touching = [one for one in groups if one[0] & set(zones)]
        merged = (set(zones), {team})
        for one in touching:
            groups.remove(one)
            merged = (merged[0] | one[0], merged[1] | one[1])
        groups.append(merged)
    teams = np.array([team_of.get(name, "") for name in spans.names])
    found = 0
    for shared, named in groups:
        mine = np.isin(teams, sorted(named))[spans.agent]
        seats = int(np.isin(spans.zone_of, sorted(shared)).sum())
        found += fewest_left_out(spans.start[mine], spans.end[mine], seats)
    return found


def least_moves(spans: Spans, first: date) -> tuple[int, tuple[tuple[date, date, int], ...]]:
    """Changes of seat that no plan can avoid, and the windows that prove it.

    Parameters
    ----------
    first
        First day of the roster.

    Returns
    -------
    tuple
        Moves, and for each window its first and last day and how many people all meet in it.

    Notes
    -----
    People of whom each two are in at one time, some day of a window, sit on different seats
    unless one of them moves within it. So of k such people on s seats k - s move. Windows share
    no shift, so their moves add up; which windows prove most is found day by day.
    """
    seats = spans.allowed.shape[1]
    if not len(spans.shifts) or len(spans.names) <= seats:
        return 0, ()
    day = np.array([(shift.day - first).days for shift in spans.shifts])
    days = int(day.max()) + 1
    meet = _meetings(spans, day, days)
    best: list[tuple[int, tuple[tuple[int, int, int], ...]]] = [(0, ())]
    for until in range(days):
        options = [best[until]]
        together = np.zeros((len(spans.names),) * 2, dtype=bool)
        for since in range(until, max(-1, until - _WINDOWS[-1]), -1):
            together |= meet[since][0]
            if since < until:
                together |= meet[since][1]
            size = _clique(together) if until - since + 1 in _WINDOWS else 0
            if size > seats:
                proven, windows = best[since]
                options.append((proven + size - seats, (*windows, (since, until, size))))
        best.append(max(options, key=lambda one: one[0]))
    moves, windows = best[-1]
    return moves, tuple(
        (first + timedelta(days=a), first + timedelta(days=b), size) for a, b, size in windows
    )


def _meetings(spans: Spans, day: IntArray, days: int) -> list[tuple[BoolArray, BoolArray]]:
    """Who meets whom by shifts of one day, and of a day and the next; shapes (agents, agents).

    A seat's time between two people belongs to the earlier shift, so who needs two seats meets.
    """
    people = len(spans.names)
    numbers = [np.flatnonzero(day == d) for d in range(days + 1)]
    found = []
    for d in range(days):
        pair = []
        for other in (numbers[d], numbers[d + 1]):
            mine = numbers[d]
            both = (spans.start[mine][:, None] < spans.end[other]) & (
                spans.start[other] < spans.end[mine][:, None]
            )
            met = np.zeros((people, people), dtype=bool)
            a, b = np.nonzero(both)
            met[spans.agent[mine[a]], spans.agent[other[b]]] = True
            pair.append(met | met.T)
        found.append((pair[0], pair[1]))
    return found


def _clique(together: BoolArray) -> int:
    """Size of a large set of people of whom each two meet: greedy, those who meet most first."""
    met = together.copy()
    np.fill_diagonal(met, False)
    open_ = met.any(axis=1)
    size = 0
    while open_.any():
        degree = np.where(open_, met[:, open_].sum(axis=1), -1)
        chosen = int(np.argmax(degree))
        open_ &= met[chosen]
        size += 1
    return size
