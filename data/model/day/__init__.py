"""The running day."""
