"""How good a roster is: cost, service, fairness, and what is proven of it."""
