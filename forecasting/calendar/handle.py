"""Handle time by slot of the day: shrunk means of what can be believed, and a word on the rest.

Seconds of 0 beside answered contacts are unknown, not fast; seconds that no mean of so many calls
can reach are a counting error. Neither makes a forecast that needs nobody, or a hall full.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from data.model.grid import BoolArray, FloatArray, Grid, IntArray
from data.model.language import tr
from data.model.series import ContactSeries
from forecasting.calendar.panel import PARTS, part_of_day
from forecasting.cleaning.screen import wrong_counts

DEFAULT_HANDLE_S = 300.0
_PRIOR_CALLS = 200.0  # calls after which a slot's own mean handle time counts half
_HANDLE_DAYS = 91
# The mean of n calls of the usual mean m scatters by about m / root n (exponential talk); slots
# may differ twofold on top. Ten standard deviations beyond that are no talk but an error.
_SLOT_FACTOR = 2.0
_LIMIT_SDS = 10.0
_LOW_FACTOR, _LOW_CALLS = 20.0, 5.0  # five calls of a twentieth each: once in a hundred thousand
_ROUNDS = 3
_LEAST_S = 1.0  # a mean handle time below a second is none at all
_TOLD_SHARE = 0.05  # of the contacts whose handle time is unknown


@dataclass(frozen=True, eq=False)
class HandleTimes:
    """Handle times of a queue's last quarter year, or of its whole history if that has none.

    Parameters
    ----------
    series
        History of the queue.
    contacts
        Contacts beside which a handle time should stand [contacts/slot], shape (slots,).
    seconds
        Their total handle time as counted [s/slot], NaN = unknown, shape (slots,).
    """

    series: ContactSeries
    contacts: FloatArray
    seconds: FloatArray

    @classmethod
    def of(cls, series: ContactSeries) -> "HandleTimes":
        """The newest handle times that a history holds."""
        contacts = series.handled if series.handled.size else series.offered
        wrong = wrong_counts(contacts, series.grid.slots_per_day)
        contacts = np.where(wrong | ~np.isfinite(contacts), 0.0, contacts)
        seconds = series.handle_s_total
        seconds = seconds if seconds.size else np.full(len(contacts), np.nan)
        keep = slice(-_HANDLE_DAYS * series.grid.slots_per_day, None)
        recent = cls(series, contacts[keep], seconds[keep])
        return recent if recent._known.any() else cls(series, contacts, seconds)

    def by_slot(self, grid: Grid) -> FloatArray:
        """Mean handle time [s] of the slots of a grid, shape (slots,).

        A slot's call-weighted mean is shrunk towards that of its part of the day, and this one
        towards the queue's. `DEFAULT_HANDLE_S` where nothing is known.
        """
        good = self._known & ~self._wrong
        if not good.any():
            return np.full(grid.slots, DEFAULT_HANDLE_S)
        calls, seconds = (np.where(good, a, 0.0) for a in (self.contacts, self.seconds))
        per_day = self.series.grid.slots_per_day
        slot = self.series.grid.slot_of_day[-len(calls) :]
        part = part_of_day(np.arange(per_day), per_day)
        of_part = _shrunk(part[slot], calls, seconds, np.full(PARTS, self._usual_s))
        of_slot = _shrunk(slot, calls, seconds, of_part[part])
        return np.asarray(of_slot[grid.slot_of_day])

    def warnings(self) -> tuple[str, ...]:
        """What was assumed where handle times are unknown or wrong."""
        queue_id, wanted = self.series.queue_id, self.contacts > 0
        good = self._known & ~self._wrong
        if not wanted.any():
            return ()
        if not good.any():
            why = tr("is 0") if (wanted & (self.seconds < _LEAST_S)).any() else tr("is unknown")
            return (
                tr(
                    "{queue_id}: handle time {why} throughout the history; "
                    "{default_handle_s:.0f} s are assumed and the agents required rest "
                    "on that: import handle times",
                    queue_id=queue_id,
                    why=why,
                    default_handle_s=DEFAULT_HANDLE_S,
                ),
            )
        lines = []
        if self._wrong.any():
            lines.append(f"{queue_id}: {self._worst()}")
        unknown = float(self.contacts[wanted & ~self._known].sum() / self.contacts[wanted].sum())
        if unknown > _TOLD_SHARE:
            lines.append(
                tr(
                    "{queue_id}: handle time is 0 or unknown for {unknown:.0%} of its "
                    "contacts; the mean of the others, {usual_s:.0f} s, stands for them",
                    queue_id=queue_id,
                    unknown=unknown,
                    usual_s=self._usual_s,
                )
            )
        return tuple(lines)

    @cached_property
    def _known(self) -> BoolArray:
        with np.errstate(invalid="ignore"):
            some = self.seconds >= _LEAST_S * np.maximum(self.contacts, 1e-9)
        return np.asarray((self.contacts > 0) & some)

    @cached_property
    def _wrong(self) -> BoolArray:
        """Slots whose mean no such number of calls can have, shape (slots,)."""
        if not self._known.any():
            return np.zeros(len(self.contacts), dtype=bool)
        calls = np.where(self._known, self.contacts, 1.0)
        mean = np.where(self._known, self.seconds / calls, np.nan)
        spread = _SLOT_FACTOR * (1.0 + _LIMIT_SDS / np.sqrt(calls))
        usual = _weighted_median(mean[self._known], calls[self._known])
        wrong = np.zeros(len(calls), dtype=bool)
        for _ in range(_ROUNDS):
            with np.errstate(invalid="ignore"):
                wrong = mean > spread * usual
                wrong |= (calls >= _LOW_CALLS) & (mean * _LOW_FACTOR < usual)
            good = self._known & ~wrong
            if not good.any():
                break
            usual = float(self.seconds[good].sum() / calls[good].sum())
        return wrong & self._known

    @cached_property
    def _usual_s(self) -> float:
        good = self._known & ~self._wrong
        return float(self.seconds[good].sum() / self.contacts[good].sum())

    def _worst(self) -> str:
        calls = np.where(self._wrong, self.contacts, 1.0)
        far = np.abs(np.log(np.where(self._wrong, self.seconds / calls, 1.0) / self._usual_s))
        worst = int(np.argmax(np.where(self._wrong, far, -1.0)))
        grid = self.series.grid
        clock = f"{grid.local[grid.slots - len(self.contacts) + worst]}".replace("T", " ")
        count = int(self._wrong.sum())
        slots = tr("1 slot was") if count == 1 else tr("{count} slots were", count=count)
        return tr(
            "handle time of {slots} taken for a counting error and left out, at "
            "worst {seconds:.0f} s for {contacts:.0f} contacts at {clock}; "
            "correct the file and import it again",
            slots=slots,
            seconds=self.seconds[worst],
            contacts=self.contacts[worst],
            clock=clock,
        )


def _weighted_median(values: FloatArray, weights: FloatArray) -> float:
    order = np.argsort(values)
    mass = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(mass, mass[-1] / 2)])


def _shrunk(
    group: IntArray, calls: FloatArray, seconds: FloatArray, prior_s: FloatArray
) -> FloatArray:
    n = np.bincount(group, weights=calls, minlength=len(prior_s))
    total = np.bincount(group, weights=seconds, minlength=len(prior_s))
    return np.asarray((total + _PRIOR_CALLS * prior_s) / (n + _PRIOR_CALLS))
