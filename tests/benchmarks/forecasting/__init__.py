"""Benchmarks of forecasts that anyone can rerun: the published US bank, a night, the bars.

To add one: a module with `run(...) -> dict`, called by a command of `app/cli/bench.py`.
"""
