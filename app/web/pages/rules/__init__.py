"""Which rules must and should hold, and planning defaults."""
