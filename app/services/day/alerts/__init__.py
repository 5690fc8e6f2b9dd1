"""Alerts of the running day."""
