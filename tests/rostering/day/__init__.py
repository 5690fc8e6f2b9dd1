"""Actions on a running day."""
