"""A roster judged without a solver: scorecard, cover, fairness, wishes."""
