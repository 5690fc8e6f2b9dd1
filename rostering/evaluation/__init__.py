"""A roster scored without a solver: scorecard, cover, fairness, wishes."""
