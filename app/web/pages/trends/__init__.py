"""Trends: what moves, and what foretells what."""
