"""What a roster is worth: cost, service, fairness, and what is proven of it."""
