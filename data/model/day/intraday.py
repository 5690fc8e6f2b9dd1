"""The rest of a running day, forecast again."""

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from data.model.codec import LATER
from data.model.errors import InvalidValue
from data.model.grid import FloatArray, Grid
from data.model.language import tr


@dataclass(frozen=True)
class SurgeState:
    """Whether a queue is in a surge, as its last whole hours tell.

    Parameters
    ----------
    probability
        That a surge is on [-].
    on
        Whether it is sure and large enough to be called one.
    per_hour
        Contacts that it adds to a usual hour now [contacts/hour]; 0 in calm.
    low, high
        Ends of the 80 % range of what it adds in the next hour, if it goes on [contacts/hour].
    known_until
        End of the last hour that was looked at.
    ends_at
        When it is expected to add less than half of a usual hour; None in calm.
    seen
        Past surges of the queue that this was learnt from [-].
    """

    probability: float
    on: bool
    per_hour: float
    low: float
    high: float
    known_until: datetime
    ends_at: datetime | None = None
    seen: int = 0


@dataclass(frozen=True, eq=False)
class IntradayForecast:
    """One version of what the rest of a day will bring one queue; versions are never overwritten.

    Parameters
    ----------
    forecast_id
        Version of the forecast made before the day, which is updated here.
    grid
        Slots of the day that had not ended when this was issued.
    issued_at
        When it was made; aware.
    seen_until
        End of the last slot of the day that it had seen (midnight if none).
    contacts
        Expected contacts of each slot of the rest [contacts/slot], shape (slots,).
    handle_s
        Mean handle time [s], shape (slots,).
    before
        Contacts that the forecast before the day expects there [contacts/slot], shape (slots,).
    low, high
        Ends of the band of the rest's total [contacts].
    band_share
        Share of days whose rest lies in the band [-].
    strength
        How far the update was believed [-]: 0, the forecast before the day stands.
    notes
        Sentences about what was known and what was not.
    surge
        Whether the queue is in a surge; None where no whole hour of the day is known.
    """

    version_id: str
    queue_id: str
    forecast_id: str
    grid: Grid
    issued_at: datetime
    seen_until: datetime
    contacts: FloatArray
    handle_s: FloatArray
    before: FloatArray
    low: float
    high: float
    band_share: float = 0.8
    strength: float = 1.0
    notes: tuple[str, ...] = ()
    surge: SurgeState | None = field(default=None, metadata=LATER)

    def __post_init__(self) -> None:
        if self.issued_at.tzinfo is None or self.seen_until.tzinfo is None:
            raise InvalidValue(
                tr("{queue_id}: issue time and last slot need a time zone", queue_id=self.queue_id)
            )
        for name in ("contacts", "handle_s", "before"):
            array = np.asarray(getattr(self, name), dtype=np.float64)
            if array.shape != (self.grid.slots,) or not np.all(array >= 0):
                raise InvalidValue(
                    tr(
                        "{queue_id}: {name} must be >= 0 on every slot left",
                        queue_id=self.queue_id,
                        name=name,
                    )
                )
            object.__setattr__(self, name, array)

    @property
    def total(self) -> float:
        """Contacts expected in the rest of the day [contacts]."""
        return float(self.contacts.sum())
