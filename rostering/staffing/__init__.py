"""Agents required: Erlang, shrinkage, whole agents."""

from typing import TYPE_CHECKING

from data.on_demand import on_demand

if TYPE_CHECKING:
    from rostering.staffing.agents import fewest_agents
    from rostering.staffing.compare import compare_bases
    from rostering.staffing.erlang import erlang_b, erlang_c
    from rostering.staffing.requirement import build_requirement
    from rostering.staffing.sizing import Sizing
else:
    __getattr__ = on_demand(
        __name__,
        {
            "fewest_agents": "agents",
            "compare_bases": "compare",
            "erlang_b": "erlang",
            "erlang_c": "erlang",
            "build_requirement": "requirement",
            "Sizing": "sizing",
        },
    )

__all__ = ["Sizing", "build_requirement", "compare_bases", "erlang_b", "erlang_c", "fewest_agents"]
