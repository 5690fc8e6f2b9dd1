"""What comes in: contacts drawn from forecasts and their uncertainty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import log_ndtr, ndtri

from data.model.errors import InvalidValue
from data.model.forecast import Forecast
from data.model.grid import FloatArray, Grid, IntArray
from data.model.language import tr
from data.model.queue import Queue
from rostering.simulation.counting import arrival_times
from rostering.simulation.tables import NOBODY, Contacts
from rostering.staffing.load import Handling

# Streams of randomness: one per cause, so that a change of roster leaves the callers alone.
_RATES, _ARRIVALS, _HANDLING, _PATIENCE, _PERIOD = 0, 1, 2, 3, 9


@dataclass(frozen=True)
class Behaviour:
    """How contacts of a queue vary around their means.

    Parameters
    ----------
    handle_cv
        Standard deviation of log-normal handle times over their mean [-]; see
        `fitted_handle_cv`.
    handle_law
        `lognormal`, which real handle times follow (Brown et al. 2005), or `exponential`, which
        Erlang's formulas assume.
    retry_after_s
        Mean time until somebody who hung up calls again [s]; exponential.
    handling
        IVR containment, chat slowdown and share that calls again.
    """

    handle_cv: float = 1.0
    handle_law: Literal["lognormal", "exponential"] = "lognormal"
    retry_after_s: float = 600.0
    handling: Handling = field(default_factory=Handling)

    def __post_init__(self) -> None:
        if self.handle_cv < 0 or self.retry_after_s <= 0:
            raise InvalidValue(tr("handle_cv must be >= 0 and retry_after_s > 0"))


@dataclass(frozen=True, eq=False)
class Traffic:
    """Expected contacts of all queues on one grid, and how they vary.

    Parameters
    ----------
    contacts
        Expected contacts [contacts/slot], shape (queues, slots).
    handle_s
        Mean handle time [s], shape (queues, slots).
    forecasts
        Whose dispersion the rates follow, in queue order; None: rates are as expected.
    offset
        Slot of the forecasts' grid with which `grid` begins.
    links
        Correlation of the queues' deviations of a day [-], shape (queues, queues); None: each
        queue's rate is off by itself.
    horizons
        Horizons that will be played [-]. The level of a period moves as one, so a few horizons
        would show it by luck: their levels are spread evenly over its law instead.
    came
        Contacts that really came in each slot [contacts/slot], shape (queues, slots): a past day
        is played again, and nothing is drawn but moments, handle times and patience.
    waiting
        Contacts that wait as the grid begins [contacts], shape (queues,).
    """

    grid: Grid
    queues: tuple[Queue, ...]
    behaviours: tuple[Behaviour, ...]
    contacts: FloatArray
    handle_s: FloatArray
    forecasts: tuple[Forecast, ...] | None = None
    offset: tuple[int, ...] = ()
    links: FloatArray | None = None
    horizons: int = 1
    came: IntArray | None = None
    waiting: IntArray | None = None

    @property
    def patience_s(self) -> FloatArray:
        """Mean patience by queue [s]; infinite where nobody hangs up."""
        patient = [q.deferrable_due_min is not None or q.patience_s is None for q in self.queues]
        means = [q.patience_s or np.inf for q in self.queues]
        return np.where(patient, np.inf, means)

    @property
    def retry_share(self) -> FloatArray:
        """Share of those who hang up who call again, by queue [-]."""
        return np.array([way.handling.retry_share for way in self.behaviours], dtype=np.float64)

    @property
    def retry_after_s(self) -> FloatArray:
        """Mean time until they do, by queue [s]."""
        return np.array([way.retry_after_s for way in self.behaviours], dtype=np.float64)

    def rates(self, seed: int, replication: int) -> FloatArray:
        """The true rates of one horizon [contacts/slot], shape (queues, slots)."""
        if self.came is not None:
            return self.came.astype(np.float64)
        if self.forecasts is None:
            return self.contacts
        rng = stream(seed, replication, _RATES)
        shocks = _day_shocks(self.forecasts, self.links, rng)
        level = self._period_shocks(seed, replication)
        drawn = np.empty_like(self.contacts)
        for row, (forecast, first) in enumerate(zip(self.forecasts, self.offset, strict=True)):
            own = rng.standard_normal((1, forecast.grid.slots))
            spread = forecast.dispersion
            factors = spread.factors_of(forecast.grid, shocks[row], own, level[[row]])[0]
            drawn[row] = self.contacts[row] * factors[first : first + self.grid.slots]
        return drawn

    def _period_shocks(self, seed: int, replication: int) -> FloatArray:
        """Standard normal shocks of the queues' levels, linked as their days are, (queues,)."""
        count = max(1, self.horizons)
        turn, at = divmod(replication, count)
        rng = stream(seed, turn, _PERIOD)
        if count == 1:
            z = rng.standard_normal(len(self.queues))
        else:
            spread = ndtri((np.arange(count) + 0.5) / count)
            spread /= np.sqrt((spread**2).mean())
            z = np.array([spread[rng.permutation(count)[at]] for _ in self.queues])
        return z if self.links is None else np.asarray(_root(self.links) @ z)


def traffic_of(
    forecasts: Mapping[str, Forecast],
    queues: Sequence[Queue],
    grid: Grid,
    behaviours: Mapping[str, Behaviour] | None = None,
    links: npt.ArrayLike | None = None,
) -> Traffic:
    """Traffic on a grid that every forecast covers.

    Raises
    ------
    InvalidValue
        If a queue has no forecast, a forecast does not cover the grid, or `links` is no
        correlation of the queues.
    """
    rows = [_row(forecasts, queue, grid) for queue in queues]
    ways = tuple((behaviours or {}).get(queue.queue_id, Behaviour()) for queue in queues)
    cut = [slice(first, first + grid.slots) for first, _ in rows]
    contacts = [
        way.handling.reaching(forecast.demand.contacts[part])
        for way, part, (_, forecast) in zip(ways, cut, rows, strict=True)
    ]
    handle_s = [
        forecast.demand.handle_s[part] for part, (_, forecast) in zip(cut, rows, strict=True)
    ]
    return Traffic(
        grid,
        tuple(queues),
        ways,
        np.array(contacts),
        np.array(handle_s),
        tuple(forecast for _, forecast in rows),
        tuple(first for first, _ in rows),
        None if links is None else _checked_links(links, len(queues)),
    )


def _checked_links(links: npt.ArrayLike, queues: int) -> FloatArray:
    found = np.asarray(links, dtype=np.float64)
    fits = found.shape == (queues, queues) and (np.diag(found) == 1).all()
    if not fits or not np.allclose(found, found.T) or (np.abs(found) > 1).any():
        raise InvalidValue(
            tr("links must be a correlation matrix of {queues} queues", queues=queues)
        )
    return found


def _day_shocks(
    forecasts: Sequence[Forecast], links: FloatArray | None, rng: np.random.Generator
) -> list[FloatArray]:
    """Standard normal shocks of each queue's days, shapes (1, days), linked on the same date."""
    dates = sorted({day for forecast in forecasts for day in forecast.grid.days})
    z = rng.standard_normal((len(forecasts), len(dates)))
    if links is not None:
        z = _root(links) @ z
    place = {day: k for k, day in enumerate(dates)}
    return [z[i, [place[d] for d in f.grid.days]][None, :] for i, f in enumerate(forecasts)]


def _root(links: FloatArray) -> FloatArray:
    """A matrix whose rows make shocks of unit variance and these correlations.

    Pairwise correlations may contradict each other a little: what is negative of the matrix is
    cut off and the rest scaled back to unit variance.
    """
    values, vectors = np.linalg.eigh(links)
    root = vectors * np.sqrt(np.maximum(0.0, values))
    return np.asarray(root / np.sqrt((root**2).sum(axis=1, keepdims=True)))


def _row(forecasts: Mapping[str, Forecast], queue: Queue, grid: Grid) -> tuple[int, Forecast]:
    if queue.queue_id not in forecasts:
        raise InvalidValue(
            tr("no forecast for queue {queue_id}; forecast it first", queue_id=queue.queue_id)
        )
    forecast = forecasts[queue.queue_id]
    first = forecast.grid.index_of(grid.start)
    fits = first >= 0 and first + grid.slots <= forecast.grid.slots
    if forecast.grid.slot_min != grid.slot_min or not fits:
        raise InvalidValue(
            tr(
                "the forecast of {queue_id} ({start} .. {end}, {slot_min} min) does "
                "not cover {start2} .. {end2}",
                queue_id=queue.queue_id,
                start=forecast.grid.start,
                end=forecast.grid.end,
                slot_min=forecast.grid.slot_min,
                start2=grid.start,
                end2=grid.end,
            )
        )
    return first, forecast


def stream(seed: int, replication: int, cause: int) -> np.random.Generator:
    """Randomness of one cause in one replication, the same whatever else is asked."""
    sequence = np.random.SeedSequence(seed, spawn_key=(replication, cause))
    return np.random.Generator(np.random.PCG64DXSM(sequence))


def drawn_contacts(traffic: Traffic, seed: int, replication: int) -> tuple[Contacts, int]:
    """Contacts of one replication in order of arrival, and their number without retries.

    Notes
    -----
    Poisson counts by slot for all queues together, ordered uniform times within the slot, and
    queues drawn in proportion to their rates: independent Poisson streams without sorting.
    """
    rates = traffic.rates(seed, replication)
    rng = stream(seed, replication, _ARRIVALS)
    total = rates.sum(axis=0)
    counts = rng.poisson(total) if traffic.came is None else total.astype(np.int64)
    waiting = np.zeros(len(rates), dtype=np.int64) if traffic.waiting is None else traffic.waiting
    first = int(waiting.sum())
    counts[:1] += first
    arrivals = int(counts.sum())
    rows = arrivals + _spare_rows(traffic, arrivals)
    at_s = np.full(rows, np.inf)
    gaps = rng.standard_exponential(arrivals + len(counts))
    arrival_times(counts.astype(np.int64), gaps, 60.0 * traffic.grid.slot_min, at_s)
    slot = np.repeat(np.arange(len(counts)), counts)
    queue = np.zeros(rows, dtype=np.int64)
    queue[:arrivals] = _drawn_queues(rates, total, slot, rng)
    at_s[:first], queue[:first] = 0.0, np.repeat(np.arange(len(rates)), waiting)
    left_s = np.zeros(rows)
    left_s[:arrivals] = _handle_times(traffic, queue[:arrivals], slot, seed, replication)
    contacts = Contacts(
        at_s,
        queue,
        left_s,
        np.empty(rows),
        np.empty(rows),
        np.full(rows, np.nan),
        np.full(rows, np.nan),
        np.full(rows, NOBODY, dtype=np.int64),
        np.zeros(rows, dtype=np.int8),
        np.full(rows, NOBODY, dtype=np.int64),
    )
    _fill_patience(traffic, contacts, arrivals, seed, replication)
    return contacts, arrivals


def _spare_rows(traffic: Traffic, arrivals: int) -> int:
    share = float(traffic.retry_share.max())
    # Everybody may hang up: a geometric number of further calls, thrice at most.
    return int(np.ceil(arrivals * min(3.0, share / max(1 - share, 1e-9)))) if share else 0


def _drawn_queues(
    rates: FloatArray, total: FloatArray, slot: IntArray, rng: np.random.Generator
) -> IntArray:
    if len(rates) == 1:
        return np.zeros(len(slot), dtype=np.int64)
    edges = np.cumsum(rates, axis=0)[:-1] / np.where(total > 0, total, 1.0)
    uniform = rng.random(len(slot))
    chosen = np.zeros(len(slot), dtype=np.int64)
    for edge in edges:
        chosen += uniform >= edge[slot]
    return chosen


def _handle_times(
    traffic: Traffic, queue: IntArray, slot: IntArray, seed: int, replication: int
) -> FloatArray:
    """Handle times with the slot's mean and the queue's law [s]."""
    normal = stream(seed, replication, _HANDLING).standard_normal(len(queue))
    sigma = np.sqrt(np.log1p(np.array([way.handle_cv for way in traffic.behaviours]) ** 2))[queue]
    relative = np.exp(sigma * (normal - 0.5 * sigma))
    plain = np.array([way.handle_law == "exponential" for way in traffic.behaviours])
    if plain.any():
        # The same normal deviate read as an exponential one: -ln of its upper tail.
        relative = np.where(plain[queue], -log_ndtr(-normal), relative)
    return np.asarray(traffic.handle_s[queue, slot] * relative)


def _fill_patience(
    traffic: Traffic, contacts: Contacts, arrivals: int, seed: int, replication: int
) -> None:
    """Exponential patience and, for those who would, time until they call again [s].

    Rows kept for retries stay of mean one: see `Contacts`.
    """
    rng = stream(seed, replication, _PATIENCE)
    rows, queue = len(contacts.queue), contacts.queue[:arrivals]
    contacts.patience_s[:] = rng.standard_exponential(rows)
    contacts.patience_s[:arrivals] *= traffic.patience_s[queue]
    contacts.retry_s[:] = np.inf
    if traffic.retry_share.any():
        contacts.retry_s[:] = rng.standard_exponential(rows)
        again = rng.random(rows)
        contacts.done_s[arrivals:] = again[arrivals:]
        wait = contacts.retry_s[:arrivals] * traffic.retry_after_s[queue]
        calls = again[:arrivals] < traffic.retry_share[queue]
        contacts.retry_s[:arrivals] = np.where(calls, wait, np.inf)
