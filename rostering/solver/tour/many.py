"""Several queues: a stream of prices, then two dives side by side, then low noise on the best.

Where agents serve several queues a head jumps from one to the other at the least change of price:
volume steps then stall, and sweeps alone end 20-30 % above the bound.
"""

import time

import numpy as np

from rostering.solver.tour.annealing import Chain, Cooling, Guide, begin
from rostering.solver.tour.bound import BoundSearch
from rostering.solver.tour.dive import Dive, stages
from rostering.solver.tour.packed import Packed
from rostering.solver.tour.pricing import Pricer, group_worth
from rostering.solver.tour.search import Search
from rostering.solver.tour.stream import Stream, cooling_paces

_SHARE_OF_STREAM, _SHARE_OF_DIVE = 0.25, 0.45
"""Shares of the time left that the stream and then a dive may take."""

_MOST_FLOW, _MOST_STAGE = 6000, 600
"""Most steps of the stream, and of a stage of a dive."""

_PARTS = 20
"""How often the stream's prices are evaluated on the way."""

_SWEEPS = 300
_GENTLE = (0.03, 0.06, 0.1)
"""Noise of the polishing rounds, in turn [points]. From a dive's roster 60 sweeps at .03 took 7 %
off; the noise of a whole round (.3) loses what the dive found."""


def flow_and_dive(search: Search, bounds: BoundSearch, rng: np.random.Generator) -> None:
    """Raise the bound by a stream, hand its prices to the other thread, dive, polish."""
    stream = Stream(search.packed, search.pricer, bounds)
    began = time.monotonic()
    stream.run(np.full(4, 1.0), rng)
    each_s = (time.monotonic() - began) / 4
    steps = int(_SHARE_OF_STREAM * (search.deadline - time.monotonic()) / max(each_s, 1e-6))
    paces = cooling_paces(min(steps, _MOST_FLOW), 1.0, 0.002)
    for part in np.array_split(paces, _PARTS):
        if search.done:
            return
        stream.run(part, rng)
        bounds.adopt(stream.flow.price, stream.flow.slopes)
        search.proved(bounds.best)
    search.stream = stream
    _dive(search, stream.copy(), rng, each_s)


def dive_and_polish(search: Search, rng: np.random.Generator) -> None:
    """Dive from the stream's prices, then polish the best roster until the time is up."""
    if search.stream is None:
        return
    stream = search.stream.copy()
    began = time.monotonic()
    stream.copy().run(np.full(4, 0.01), rng)
    _dive(search, stream, rng, (time.monotonic() - began) / 4)
    _polish(search, rng)


def _dive(search: Search, stream: Stream, rng: np.random.Generator, each_s: float) -> None:
    """One dive, a round with its days and kinds held, and one with everything free."""
    dive = Dive(stream, rng)
    agents = len(stream.flow.kinds)
    left = _SHARE_OF_DIVE * (search.deadline - time.monotonic())
    steps = int(left / max(each_s, 1e-6) / (stages(agents) + 1))
    steps = min(max(steps, 24), _MOST_STAGE)
    if not dive.run(steps, lambda: not search.done):
        return
    dive.settle(steps)
    held = dive.held
    prices, slopes = stream.whole()
    guide = _guide(held, prices, slopes)
    chain = Chain(held, search.pricer.extended, rng)
    chain.load(begin(held, Pricer(held).evaluate(prices, slopes), None))
    over = lambda: search.done  # noqa: E731
    chain.round(_SWEEPS, guide, Cooling(), search.found, over)
    search.found(chain.objective(), chain.tours)
    freed = Chain(search.packed, search.pricer.extended, rng)
    freed.load(chain.tours)
    freed.round(_SWEEPS, guide, _gentle(_GENTLE[0]), search.found, over)


def _polish(search: Search, rng: np.random.Generator) -> None:
    """Rounds of low noise from the best roster, on the best prices."""
    chain = Chain(search.packed, search.pricer.extended, rng)
    number = 0
    while not search.done and search.tours is not None:
        chain.load(search.tours.copy())
        best = search.best
        guide = _guide(search.packed, best.price, best.slopes)
        noise = _GENTLE[number % len(_GENTLE)]
        chain.round(_SWEEPS, guide, _gentle(noise), search.found, lambda: search.done)
        number += 1


def _gentle(noise: float) -> Cooling:
    return Cooling(noise, noise / 3, 0.6, 0.1)


def _guide(packed: Packed, prices: np.ndarray, slopes: np.ndarray) -> Guide:
    worth = np.empty(packed.floor.fixed.shape, dtype=np.int32)
    group_worth(prices, packed.floor, worth, np.empty_like(worth))
    return Guide(worth, slopes)
