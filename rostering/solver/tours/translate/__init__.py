"""A roster problem as an instance of the tour engine, and back."""
