"""Changes of a roster by hand: a draft, what it does, and what else would do."""
