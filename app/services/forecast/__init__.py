"""Forecasts made, adjusted, read and scored."""
