"""Model values to files: bytes to hand on, or whole files written at once."""
