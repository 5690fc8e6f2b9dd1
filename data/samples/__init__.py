"""A seeded sample utility centre with known truth."""

from data.samples.calendar import years_by_law
from data.samples.canonical import write_canonical
from data.samples.centre import LAST_DAY, SampleCentre, sample_centre
from data.samples.staff import sample_staff
from data.samples.truth import QueueTruth, SampleTruth

__all__ = [
    "LAST_DAY",
    "QueueTruth",
    "SampleCentre",
    "SampleTruth",
    "sample_centre",
    "sample_staff",
    "write_canonical",
    "years_by_law",
]
