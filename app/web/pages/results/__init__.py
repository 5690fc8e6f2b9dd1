"""Results: how the days that are over went."""
