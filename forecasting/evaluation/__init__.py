"""How good forecasts of the past were."""
