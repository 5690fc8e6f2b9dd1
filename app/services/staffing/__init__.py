"""Requirements: built, explained, tried out, and what they assume."""
