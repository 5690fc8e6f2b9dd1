"""What the master of a column generation keeps: tours of every agent, weights, heads and prices."""

from typing import NamedTuple

import numpy as np

from rostering.compiled import INT, INT32, REAL, array, table
from rostering.solver.tours.instance import SCALE
from rostering.solver.tours.packed import Packed

LEAST_WEIGHT = 1e-9


class MasterState(NamedTuple):
    """Tours of every agent with their weights, and the prices that follow; in points.

    Parameters
    ----------
    known
        Tours known of each agent, shape (agents,).
    weight, cost
        Of each tour; costs without end-of-tour counters, shape (agents, tours).
    units
        Of each tour's end-of-tour counters, shape (agents, tours, end counters).
    shift_types, starts, chosen
        The tours, shape (agents, tours, days[, breaks]).
    heads
        Mean heads of each skill group, history included, shape (groups, slots).
    meeting, wanted
        Heads whose skills meet a set of queues, and heads the set wants, shape (slots, sets).
    tied
        Sum of a set's price centres, and stiffness times what it wants, shape (slots, sets).
    size, limit
        Queues of each set, and the least of their shortfall prices, shape (sets,).
    mean
        Mean units of each agent's end-of-tour counters, shape (agents, end counters).
    price, worth, multiplier
        Prices of queues (then presences) and slots, of groups and slots, and of end-of-tour
        counters.
    price_centre, multiplier_centre
        What prices and multipliers are tied to.
    rises, low, high
        Points of one unit more of each counter on the convex hull, and limits of its multiplier.
    """

    known: np.ndarray
    weight: np.ndarray
    cost: np.ndarray
    units: np.ndarray
    shift_types: np.ndarray
    starts: np.ndarray
    chosen: np.ndarray
    heads: np.ndarray
    meeting: np.ndarray
    wanted: np.ndarray
    tied: np.ndarray
    size: np.ndarray
    limit: np.ndarray
    mean: np.ndarray
    price: np.ndarray
    worth: np.ndarray
    multiplier: np.ndarray
    price_centre: np.ndarray
    multiplier_centre: np.ndarray
    rises: np.ndarray
    low: np.ndarray
    high: np.ndarray


class Stiffness(NamedTuple):
    """Points by which a missing head raises a price, and a unit each counter's multiplier."""

    head: float
    unit: np.ndarray


_PLANE = array(REAL, 2)
MASTER_STATE = table(
    MasterState, array(INT), *[_PLANE] * 2, array(INT, 3), *[array(INT32, 3)] * 2, array(INT32, 4),
    *[_PLANE] * 4, *[array(REAL)] * 2, *[_PLANE] * 6, array(REAL, 3), *[_PLANE] * 2,
)  # fmt: skip
STIFFNESS = table(Stiffness, REAL, array(REAL))
"""Types of the tables, for the kernels that are called with them."""


def empty_master(
    packed: Packed, most: np.ndarray, limits: tuple[np.ndarray, np.ndarray], tours: int
) -> MasterState:
    """No tours yet; room for so many of each agent.

    Parameters
    ----------
    most
        Most units of each end-of-tour counter.
    limits
        Least and greatest multipliers, shape (agents, end counters) each.
    """
    floor, people = packed.floor, packed.people
    queues, slots = floor.heads.shape
    agents, days = people.cost.shape[:2]
    end_counters = packed.instance.end_counters
    member = (np.arange(1 << queues)[:, None] >> np.arange(queues)) & 1
    limit = np.where(member, floor.price, 1 << 30).min(axis=1).astype(np.float64)
    shape = (agents, tours)
    return MasterState(
        known=np.zeros(agents, dtype=np.int64),
        weight=np.zeros(shape),
        cost=np.zeros(shape),
        units=np.zeros((*shape, end_counters), dtype=np.int64),
        shift_types=np.full((*shape, days), -1, dtype=np.int32),
        starts=np.zeros((*shape, days), dtype=np.int32),
        chosen=np.zeros((*shape, days, packed.breaks), dtype=np.int32),
        heads=floor.fixed.astype(np.float64),
        meeting=np.zeros((slots, 1 << queues)),
        wanted=np.ascontiguousarray((member @ floor.heads).T.astype(np.float64)),
        tied=np.zeros((slots, 1 << queues)),
        size=member.sum(axis=1).astype(np.float64),
        limit=limit,
        mean=np.zeros((agents, end_counters)),
        price=np.zeros((queues + len(floor.penalty), slots)),
        worth=np.zeros((len(floor.mask), slots)),
        multiplier=np.zeros((agents, end_counters)),
        price_centre=np.zeros((queues + len(floor.penalty), slots)),
        multiplier_centre=np.zeros((agents, end_counters)),
        rises=hull_rises(people.end_counter_points, most),
        low=limits[0].copy(),
        high=limits[1].copy(),
    )


def hull_rises(points: np.ndarray, most: np.ndarray) -> np.ndarray:
    """Rises of the lower convex hull of each agent's points, infinite beyond the most units."""
    agents, end_counters, numbers = points.shape
    rises = np.full((agents, end_counters, max([1, *most.tolist()])), np.inf)
    for r in range(end_counters):
        reach = np.minimum(np.arange(most[r] + 1), numbers - 1)
        rows, row_of = np.unique(points[:, r, reach], axis=0, return_inverse=True)
        hulls = np.array([_hull(row.astype(np.float64)) for row in rows])
        rises[:, r, : most[r]] = hulls[row_of.ravel()]
    return rises


def _hull(points: np.ndarray) -> np.ndarray:
    corners = [0]
    for n in range(1, len(points)):
        while len(corners) > 1 and _bends_down(points, corners[-2], corners[-1], n):
            corners.pop()
        corners.append(n)
    return np.diff(np.interp(np.arange(len(points)), corners, points[corners]))


def _bends_down(points: np.ndarray, one: int, two: int, three: int) -> bool:
    first, then = points[two] - points[one], points[three] - points[two]
    return bool(first * (three - two) >= then * (two - one))


def as_whole(points: np.ndarray) -> np.ndarray:
    """Points as whole multiples of 1/1024."""
    return np.asarray(np.rint(points * SCALE), dtype=np.int32)
