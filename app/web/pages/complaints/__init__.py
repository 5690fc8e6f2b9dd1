"""Page: complaints by step, one complaint, the week, handling hours."""
