"""Branch and price: depth first over single choices, until nothing better is left."""

import numpy as np

from rostering.solver.partition.dive import mixed_rows
from rostering.solver.partition.generate import generate
from rostering.solver.partition.incumbent import Incumbent
from rostering.solver.partition.master import Master, Mix
from rostering.solver.partition.part import Part
from rostering.solver.partition.tours import TourFinder

Allowed = np.ndarray


def branch(master: Master, finder: TourFinder, incumbent: Incumbent, most_nodes: int) -> bool:
    """Search the master's part for rosters better than the incumbent.

    Returns
    -------
    bool
        Whether the whole tree was searched: then the incumbent is optimal for the part.
    """
    whole_part = master.part
    stack: list[tuple[Allowed, np.ndarray]] = [(whole_part.allowed, incumbent.prices)]
    nodes = 0
    while stack and not incumbent.done and nodes < most_nodes:
        nodes += 1
        allowed, prices = stack.pop()
        master.restrict(whole_part.with_allowed(allowed))
        found = generate(master, finder, prices, incumbent=incumbent)
        if not found.finished:
            stack.append((allowed, prices))
            break
        if found.hopeless or found.mix is None or found.mix.absent > 1e-6:
            continue
        rows = mixed_rows(master, found.mix)
        if rows is not None:
            incumbent.offer_rows(master.part.agents, rows)
            continue
        children = _children(master.part, master, found.mix)
        stack += [(child, found.prices.cell_price) for child in children]
    master.restrict(whole_part)
    return not stack


def _children(part: Part, master: Master, mix: Mix) -> list[Allowed]:
    """Without and with one choice; the last is searched first.

    Work or off is decided before which kind, and the clearest open question first: it costs the
    other side most.
    """
    share = master.shares(mix)
    off = share[:, :, -1]
    split_off = (off > 1e-6) & (off < 1 - 1e-6)
    if split_off.any():
        clear = np.where(split_off, np.abs(off - 0.5), -1.0)
        place, day = np.unravel_index(int(clear.argmax()), clear.shape)
        choices = np.zeros(share.shape[2], dtype=np.bool_)
        choices[-1] = True
        return _two(part.allowed, place, day, choices, bool(off[place, day] > 0.5))
    split = (share > 1e-6) & (share < 1 - 1e-6)
    top = np.where(split, share, 0.0)
    place, day, kind = np.unravel_index(int(top.argmax()), top.shape)
    choices = np.zeros(share.shape[2], dtype=np.bool_)
    choices[kind] = True
    return _two(part.allowed, place, day, choices, True)


def _two(
    allowed: Allowed, place: np.intp, day: np.intp, choices: np.ndarray, first: bool
) -> list[Allowed]:
    inside, outside = allowed.copy(), allowed.copy()
    inside[place, day] &= choices
    outside[place, day] &= ~choices
    return [outside, inside] if first else [inside, outside]
