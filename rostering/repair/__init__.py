"""A roster repaired: disruptions, hand edits, replacements."""
