"""Commands of the service loops."""
