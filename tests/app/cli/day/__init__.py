"""Commands of the running day."""
