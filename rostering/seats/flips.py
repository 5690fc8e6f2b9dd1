"""Annealing of a seat plan: two seats exchange the people of a stretch of time.

Shifts of two seats that overlap one another hang together; between two such knots both seats are
free, and whoever sits there from one free moment to another may change places without anybody
sharing (Kempe chains: de Werra 1985, doi:10.1016/0377-2217(85)90167-5, here of intervals). How
long the stretch is, is drawn with the odds of its cost at a temperature (heat bath), by Gumbel
noise.
"""

from typing import NamedTuple

import numpy as np

from data.model.grid import FloatArray, IntArray
from rostering.compiled import INT, REAL, array, called_with, compiled, compiled_in_place, table

NEVER = 1e6
"""Points of a seat that will not do."""
_LONGEST = 12  # knots that one exchange takes along
_REPAIRS = 0.85  # of exchanges: those that mend a change of seat; the others are of any shift
_TRIES = 30


class Board(NamedTuple):
    """Shifts, seats, and who sits where; compiled code knows no other types.

    `row[seat]` holds the first `filled[seat]` shifts of a seat in time order, `place` where each
    shift stands there. `before` and `after` are a person's seated shifts beside each; -1: none.
    """

    start: IntArray
    end: IntArray
    agent: IntArray
    before: IntArray
    after: IntArray
    seat: IntArray
    row: IntArray
    filled: IntArray
    place: IntArray
    base: FloatArray  # points of each agent on each seat, shape (agents, seats + 1)
    flipped: IntArray  # number of the exchange that looked at a shift last
    spare: IntArray
    best: IntArray
    cost: FloatArray  # now, and of the best plan so far


BOARD = table(
    Board,
    *[array(INT)] * 6,
    array(INT, 2),
    *[array(INT)] * 2,
    array(REAL, 2),
    *[array(INT)] * 3,
    array(REAL),
)
_Stretch = tuple[int, int, int, int]  # places on one seat, first and behind; the same on the other


@compiled_in_place
def _knot(board: Board, a: int, b: int, stretch: _Stretch) -> _Stretch:
    """The stretch with all that overlaps it on either seat, directly or not."""
    start, end = board.start, board.end
    a0, a1, b0, b1 = stretch
    on_a, on_b = board.row[a], board.row[b]
    more = True
    while more:
        more = False
        while b1 > b0 and a1 < board.filled[a] and start[on_a[a1]] < end[on_b[b1 - 1]]:
            a1, more = a1 + 1, True
        while a1 > a0 and b1 < board.filled[b] and start[on_b[b1]] < end[on_a[a1 - 1]]:
            b1, more = b1 + 1, True
        while b1 > b0 and a0 > 0 and end[on_a[a0 - 1]] > start[on_b[b0]]:
            a0, more = a0 - 1, True
        while a1 > a0 and b0 > 0 and end[on_b[b0 - 1]] > start[on_a[a0]]:
            b0, more = b0 - 1, True
    return a0, a1, b0, b1


@compiled_in_place
def _longer(board: Board, a: int, b: int, stretch: _Stretch, later: bool) -> _Stretch:
    """The stretch and the shift that follows it (or runs before it); the same if there is none."""
    a0, a1, b0, b1 = stretch
    on_a, on_b = board.row[a], board.row[b]
    if later:
        left_a, left_b = a1 < board.filled[a], b1 < board.filled[b]
        if left_a and (not left_b or board.start[on_a[a1]] <= board.start[on_b[b1]]):
            a1 += 1
        elif left_b:
            b1 += 1
    elif a0 > 0 and (b0 == 0 or board.end[on_a[a0 - 1]] >= board.end[on_b[b0 - 1]]):
        a0 -= 1
    elif b0 > 0:
        b0 -= 1
    return a0, a1, b0, b1


@compiled_in_place
def _crossing(
    board: Board, first: int, behind: int, old: int, new: int, move: float, number: int
) -> float:
    """Points that more shifts of one seat add to an exchange that is being looked at."""
    more = 0.0
    for place in range(first, behind):
        shift = board.row[old, place]
        board.flipped[shift] = number
        who = board.agent[shift]
        more += board.base[who, new] - board.base[who, old]
        for side in range(2):
            other = board.before[shift] if side == 0 else board.after[shift]
            if other < 0:
                continue
            there = board.seat[other]
            if board.flipped[other] != number:
                more += move * ((there != new) - (there != old))
            else:  # it goes along: what parting from this shift would have cost is undone
                goes = new if there == old else old
                more -= move * ((goes != old) - (there != old))
    return more


@compiled_in_place
def _exchange(board: Board, a: int, b: int, stretch: _Stretch) -> bool:
    """Two seats exchange a stretch; False where a row has no room."""
    a0, a1, b0, b1 = stretch
    from_a, from_b, wide = a1 - a0, b1 - b0, board.row.shape[1]
    if board.filled[a] - from_a + from_b > wide or board.filled[b] - from_b + from_a > wide:
        return False
    for k in range(from_a):
        board.spare[k] = board.row[a, a0 + k]
    _replace(board, a, a0, a1, board.row[b], b0, b1)
    _replace(board, b, b0, b1, board.spare, 0, from_a)
    return True


@compiled_in_place
def _replace(
    board: Board, seat: int, first: int, behind: int, by: IntArray, by_first: int, by_behind: int
) -> None:
    row, count = board.row[seat], board.filled[seat]
    shift_by = (by_behind - by_first) - (behind - first)
    if shift_by > 0:
        for place in range(count - 1, behind - 1, -1):
            row[place + shift_by] = row[place]
    elif shift_by < 0:
        for place in range(behind, count):
            row[place + shift_by] = row[place]
    for k in range(by_first, by_behind):
        row[first + k - by_first] = by[k]
    board.filled[seat] = count + shift_by
    for place in range(first, board.filled[seat]):
        board.place[row[place]] = place
        board.seat[row[place]] = seat


@compiled_in_place
def _wish(board: Board) -> tuple[int, int, bool]:
    """A shift, the seat that it should go to, and whether what comes later goes along.

    Mostly one where somebody changes seats, to the seat beside it in time; -1: none was found.
    """
    shifts, seats = len(board.seat), len(board.filled)
    if np.random.random() < _REPAIRS:  # noqa: NPY002  (numba knows only this generator)
        for _ in range(_TRIES):
            shift = np.random.randint(shifts)  # noqa: NPY002
            here, then = board.seat[shift], board.after[shift]
            if then >= 0 and board.seat[then] != here:
                if np.random.random() < 0.5:  # noqa: NPY002
                    return then, here, True
                return shift, board.seat[then], False
            if board.base[board.agent[shift], here] > 0 and np.random.random() < 0.3:  # noqa: NPY002
                return shift, np.random.randint(seats), np.random.random() < 0.5  # noqa: NPY002
        return -1, 0, True
    return np.random.randint(shifts), np.random.randint(seats), np.random.random() < 0.5  # noqa: NPY002


@compiled_in_place
def _gumbel() -> float:
    return float(-np.log(-np.log(np.random.random() + 1e-300) + 1e-300))  # noqa: NPY002


@compiled_in_place
def _step(board: Board, move: float, heat: float, number: int) -> None:
    """One exchange, of a length drawn by its cost; none is one of the lengths."""
    shift, a, later = _wish(board)
    if shift < 0:
        return
    b, who = board.seat[shift], board.agent[shift]
    seats = len(board.filled)
    if a == b or max(a, b) >= seats or board.base[who, a] >= NEVER:
        return
    low, high = 0, board.filled[a]
    while low < high:  # the first shift there that ends after this one begins
        middle = (low + high) // 2
        if board.end[board.row[a, middle]] > board.start[shift]:
            high = middle
        else:
            low = middle + 1
    old = (low, low, board.place[shift], board.place[shift])
    stretch = (low, low, board.place[shift], board.place[shift] + 1)
    cost, chosen, chosen_cost, drawn = 0.0, old, 0.0, -heat * _gumbel()
    for _ in range(_LONGEST):
        stretch = _knot(board, a, b, stretch)
        a0, a1, b0, b1 = stretch
        cost += _crossing(board, a0, old[0], a, b, move, number)
        cost += _crossing(board, old[1], a1, a, b, move, number)
        cost += _crossing(board, b0, old[2], b, a, move, number)
        cost += _crossing(board, old[3], b1, b, a, move, number)
        odds = cost - heat * _gumbel()
        if odds < drawn and cost < NEVER / 2:
            chosen, chosen_cost, drawn = stretch, cost, odds
        old, stretch = stretch, _longer(board, a, b, stretch, later)
        if stretch == old:
            break
    if chosen[3] > chosen[2] and _exchange(board, a, b, chosen):
        board.cost[0] += chosen_cost


@called_with(BOARD, REAL, REAL, INT, INT)
@compiled
def anneal(board: Board, move: float, heat: float, steps: int, seed: int) -> None:
    """Try exchanges at one temperature; `board.best` holds the best plan so far.

    Parameters
    ----------
    move
        Points of a change of seat.
    heat
        Temperature [points].
    seed
        Of the random numbers; numbers of exchanges follow from it, so each call takes another.
    """
    np.random.seed(seed)  # noqa: NPY002
    first = (seed + 1) * steps
    for number in range(first, first + steps):
        _step(board, move, heat, number)
        if board.cost[0] < board.cost[1] - 1e-9:
            board.cost[1] = board.cost[0]
            board.best[:] = board.seat
