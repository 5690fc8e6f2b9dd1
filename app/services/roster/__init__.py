"""Rosters built, checked, changed, proven, published."""
