"""The ridge forecaster's machinery: design, levels, days, slots."""
