"""Shift design: which few codes serve demand and contracts best, and what restrictions cost."""
