"""The unit of prices."""

SCALE = 1024
"""Prices are whole multiples of 1/1024 point."""
