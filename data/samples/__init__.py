"""A seeded sample utility centre with known truth."""
