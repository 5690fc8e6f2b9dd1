"""What to do about the rest of a running day: actions, the cheapest set of them, its effect."""
