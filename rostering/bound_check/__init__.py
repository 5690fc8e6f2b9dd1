"""Recompute a bound from its prices; it imports nothing of any search (see README.md)."""

from rostering.bound_check.bound import bound_of
from rostering.bound_check.scale import SCALE

__all__ = ["SCALE", "bound_of"]
