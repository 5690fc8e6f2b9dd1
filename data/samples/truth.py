"""The truth behind the sample centre, for tests and judges, never for a forecaster."""

from collections.abc import Mapping
from dataclasses import dataclass

from data.model.errors import InvalidValue
from data.model.forecast import Demand
from data.model.grid import FloatArray, Grid
from data.model.language import tr
from data.samples.data_faults import DataFault
from data.samples.happenings import BillDrop, PlannedOutage, Storm


@dataclass(frozen=True, eq=False)
class QueueTruth:
    """Truth of one queue on the truth's grid.

    offered ~ Poisson(rate x day factor x gamma noise of mean one and coefficient `slot_cv`).

    Parameters
    ----------
    rate
        Expected contacts, storms included [contacts/slot], shape (slots,).
    calm_rate
        Expected contacts without storms: the best that could be known ahead
        [contacts/slot], shape (slots,).
    special_effect
        Level of each day against the same weekday without its special day [-], shape (days,).
    day_factor
        Factor of each day that nobody could know, mean one [-], shape (days,).
    offered
        What came, before records were lost [contacts/slot], shape (slots,); goes on beyond the
        history.
    handle_s
        Expected handle time of a contact [s], shape (slots,).
    abandon_share
        Expected share of abandons given the load that came [-], shape (slots,).
    slot_cv, handle_sigma
        Coefficient of variation of slot noise [-]; standard deviation of log handle time [-].
    """

    rate: FloatArray
    calm_rate: FloatArray
    special_effect: FloatArray
    day_factor: FloatArray
    offered: FloatArray
    handle_s: FloatArray
    abandon_share: FloatArray
    slot_cv: float
    handle_sigma: float


@dataclass(frozen=True, eq=False)
class SampleTruth:
    """Everything that a forecaster would have to guess.

    Parameters
    ----------
    grid
        The history's grid and eight weeks more.
    history_slots
        Slots that belong to the history; what follows is the future [-].
    queues
        Queue id -> truth.
    temperature_c
        Outdoor temperature [degC], shape (slots,).
    storms, planned_outages, bill_drops
        Past and future events, in time order.
    data_faults
        Wrong or lost records in the history.
    """

    grid: Grid
    history_slots: int
    queues: Mapping[str, QueueTruth]
    temperature_c: FloatArray
    storms: tuple[Storm, ...]
    planned_outages: tuple[PlannedOutage, ...]
    bill_drops: tuple[BillDrop, ...]
    data_faults: tuple[DataFault, ...]

    def demand(
        self, queue_id: str, grid: Grid | None = None, *, with_storms: bool = True
    ) -> Demand:
        """True demand of a queue on a part of the truth's grid, by default the future.

        Raises
        ------
        InvalidValue
            If the part reaches beyond the truth.
        """
        grid = self.future if grid is None else grid
        first = self.grid.index_of(grid.start)
        part = slice(first, first + grid.slots)
        if first < 0 or part.stop > self.grid.slots or grid.slot_min != self.grid.slot_min:
            raise InvalidValue(
                tr(
                    "the truth holds {days} .. {days2} in slots of {slot_min} min; ask "
                    "for a part of it",
                    days=self.grid.days[0],
                    days2=self.grid.days[-1],
                    slot_min=self.grid.slot_min,
                )
            )
        truth = self.queues[queue_id]
        rate = truth.rate if with_storms else truth.calm_rate
        return Demand(queue_id, grid, rate[part], truth.handle_s[part])

    @property
    def future(self) -> Grid:
        """Grid of the days after the history."""
        return self.grid.part(self.history_slots, self.grid.slots - self.history_slots)
