"""What a roster must and should keep, and planning defaults."""
