"""Parts of the ridge forecaster: regressors, fits that forget, levels, day totals, shares."""
