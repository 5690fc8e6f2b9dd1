"""Agents required: Erlang, shrinkage, whole agents."""
