"""Rosters that must change: disruptions, hand edits, replacements."""
