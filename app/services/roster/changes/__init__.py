"""Rosters changed: by hand, by swaps, around disruptions."""
