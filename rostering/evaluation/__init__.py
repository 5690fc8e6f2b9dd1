"""What a roster breaks and costs, without a solver: scorecard, cover, fairness, wishes."""
