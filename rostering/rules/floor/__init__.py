"""Who must be on the floor, and what too few or too many cost."""
