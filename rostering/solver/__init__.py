"""The engines, and what they tell while they run."""
