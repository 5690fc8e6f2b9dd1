"""Counts a day by category and region: what is expected, what moves, what a measure did."""
