"""A seeded sample utility centre with known truth."""

from typing import TYPE_CHECKING

from data.on_demand import on_demand
from data.samples.calendar import years_by_law

if TYPE_CHECKING:
    from data.samples.canonical import write_canonical
    from data.samples.centre import LAST_DAY, SampleCentre, sample_centre
    from data.samples.staff import sample_staff
else:
    __getattr__ = on_demand(
        __name__,
        {
            "write_canonical": "canonical",
            "LAST_DAY": "centre",
            "SampleCentre": "centre",
            "sample_centre": "centre",
            "sample_staff": "staff",
        },
    )

__all__ = [
    "LAST_DAY",
    "SampleCentre",
    "sample_centre",
    "sample_staff",
    "write_canonical",
    "years_by_law",
]
