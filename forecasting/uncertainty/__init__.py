"""How far forecasts were off in the past, and so may be: errors, bands, dispersion, periods."""
