"""How wrong forecasts were and so may be: past errors, intervals, dispersion."""
