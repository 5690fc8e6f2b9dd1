"""How many agents are required, why, and what if."""
