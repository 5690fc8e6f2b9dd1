"""From a moment on: the rest of a running day, and the days after it, with who waits already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from data.model.forecast import Dispersion, Forecast
from data.model.grid import FloatArray, Grid
from data.model.queue import Queue
from data.model.requirement import Shrinkage
from data.model.shift import Shift
from rostering.simulation.presence import presence_of_roster
from rostering.simulation.replicate import LEVEL
from rostering.simulation.report import ServiceReport, eight_of_ten
from rostering.simulation.routing import Policy
from rostering.simulation.simulate import played
from rostering.simulation.traffic import Behaviour, traffic_of

_TAIL_SDS = 1.2816  # half the width of a band that holds eight of ten normal draws


def simulate_onward(
    grid: Grid,
    queues: Sequence[Queue],
    forecasts: Mapping[str, Forecast],
    shifts: Sequence[Shift],
    skills: Sequence[tuple[str, tuple[str, ...]]],
    *,
    waiting: npt.ArrayLike | None = None,
    shrinkages: tuple[Shrinkage, ...] = (),
    behaviours: Mapping[str, Behaviour] | None = None,
    links: npt.ArrayLike | None = None,
    replications: int = 30,
    seed: int = 0,
) -> ServiceReport:
    """Service from the beginning of a grid to its end.

    Parameters
    ----------
    grid
        Slots still to come; every forecast covers them.
    shifts, skills
        Who is rostered, and what each agent serves; shifts that began before count from there on.
    waiting
        Contacts that wait as the grid begins, by queue in the order given [contacts]. They are
        counted with its first slot, and as if they began to wait then.
    shrinkages
        Losses outside the roster, drawn shift by shift.

    Raises
    ------
    InvalidValue
        If a forecast is missing or does not cover the grid.
    """
    traffic = traffic_of(forecasts, queues, grid, behaviours, links)
    if waiting is not None:
        traffic = replace(traffic, waiting=np.asarray(waiting, dtype=np.int64))
    plan = presence_of_roster(shifts, skills, [queue.queue_id for queue in queues], grid)
    return played(
        traffic, plan, Policy(), shrinkages, replications, seed, 1, None, {}, behind=False
    )


def with_band(
    forecast: Forecast, rest: Grid, contacts: FloatArray, low: float, high: float
) -> Forecast:
    """A forecast whose day at hand was forecast again, with the band of what is left of it.

    Parameters
    ----------
    rest
        Slots that are left of the day.
    contacts
        Expected there [contacts/slot], shape (slots of the rest,).
    low, high
        Ends of the band of their total [contacts], which eight of ten days stay within.
    """
    first = forecast.grid.index_of(rest.start)
    here = slice(first, first + rest.slots)
    mean = forecast.demand.contacts.copy()
    mean[here] = contacts
    total = max(float(contacts.sum()), 1e-9)
    relative = (high - low) / (2 * _TAIL_SDS * total)
    spread = forecast.dispersion
    of_day = spread.day_sd_share.copy()
    of_slot = spread.slot_sd_share.copy()
    # Poisson noise comes on top in the simulation, and a slot's own deviation is in the band.
    of_day[forecast.grid.day_index[here]] = np.sqrt(max(0.0, relative**2 - 1.0 / total))
    of_slot[here] = 0.0
    return replace(
        forecast,
        demand=replace(forecast.demand, contacts=mean),
        dispersion=Dispersion(
            of_day, of_slot, spread.day_correlation, spread.slot_correlation, spread.period_share
        ),
    )


@dataclass(frozen=True)
class Reached:
    """A share answered in time, from what was counted and what was simulated.

    Parameters
    ----------
    mean, low, high
        Over the simulated horizons; eight of ten of them lie between the ends [-].
    below_share
        Share of horizons that end below the target [-].
    """

    mean: float
    low: float
    high: float
    below_share: float


def reached(
    report: ServiceReport,
    queue_id: str,
    before: tuple[float, float] = (0.0, 0.0),
    slots: slice | None = None,
) -> Reached:
    """Service of a queue over some slots of a report, counted together with what was before.

    Parameters
    ----------
    before
        Contacts answered in time and contacts counted before the report begins [contacts].
    """
    row = [queue.queue_id for queue in report.queues].index(queue_id)
    target = report.queues[row].target
    met, whole = LEVEL[target.definition]
    sums = report.sums[:, row, slots or slice(None)].sum(axis=1)
    of, answered = sums[:, whole] + before[1], sums[:, met] + before[0]
    known = of > 0
    if not known.any():
        return Reached(float("nan"), float("nan"), float("nan"), float("nan"))
    levels = answered[known] / of[known]
    low, high = eight_of_ten(levels) if len(levels) > 1 else (float(levels[0]),) * 2
    below = float((answered[known] < target.service_share * of[known]).mean())
    return Reached(float(answered[known].sum() / of[known].sum()), low, high, below)
