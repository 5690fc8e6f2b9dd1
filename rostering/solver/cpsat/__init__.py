"""Rosters by CP-SAT: whole models and large neighbourhood search."""
