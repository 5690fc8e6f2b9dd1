"""Recompute a bound from its prices; it imports nothing of any search (see README.md)."""

from rostering.verify.bound import bound_of
from rostering.verify.values import SCALE

__all__ = ["SCALE", "bound_of"]
