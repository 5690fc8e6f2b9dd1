"""Rosters repaired: disruptions, hand edits, replacements."""
