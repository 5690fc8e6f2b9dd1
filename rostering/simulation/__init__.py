"""The judge of every promise: contacts one by one, under the forecast's uncertainty."""

from rostering.simulation.report import ServiceReport
from rostering.simulation.routing import Policy
from rostering.simulation.simulate import simulate_heads, simulate_roster
from rostering.simulation.traffic import Behaviour

__all__ = ["Behaviour", "Policy", "ServiceReport", "simulate_heads", "simulate_roster"]
