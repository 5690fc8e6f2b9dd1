"""Queues that belong together: shares of a group, sums of forecasts, days that move together."""
