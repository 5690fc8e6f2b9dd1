"""Branch and price for cover by day and kind of shift."""
