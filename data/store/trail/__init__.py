"""Who did what and why, and whether all that is saved is as it was."""
