"""Staffing, simulation, rules and rosters with their proof."""
