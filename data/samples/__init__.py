"""A seeded sample utility centre with known truth."""

from data.samples.staff import sample_staff

__all__ = ["sample_staff"]
