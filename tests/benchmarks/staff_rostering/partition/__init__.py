"""Branch and price for cover by day and shift type."""
