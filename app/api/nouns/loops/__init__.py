"""Addresses of the service loops."""
