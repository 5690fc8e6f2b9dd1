"""The running day: its rest forecast again, and surges told from noise."""
