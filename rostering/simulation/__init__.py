"""Contacts one by one, under the forecast's uncertainty."""

from typing import TYPE_CHECKING

from data.on_demand import on_demand

if TYPE_CHECKING:
    from rostering.simulation.report import ServiceReport
    from rostering.simulation.routing import Policy
    from rostering.simulation.simulate import simulate_heads, simulate_roster
    from rostering.simulation.traffic import Behaviour
else:
    __getattr__ = on_demand(
        __name__,
        {
            "ServiceReport": "report",
            "Policy": "routing",
            "simulate_heads": "simulate",
            "simulate_roster": "simulate",
            "Behaviour": "traffic",
        },
    )

__all__ = ["Behaviour", "Policy", "ServiceReport", "simulate_heads", "simulate_roster"]
