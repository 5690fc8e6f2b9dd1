"""Benchmarks of the service loops: seats, trace."""
