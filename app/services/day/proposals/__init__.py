"""What to do about the rest of the day: proposed, taken, undone, scored, noted."""
