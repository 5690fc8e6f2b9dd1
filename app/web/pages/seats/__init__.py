"""Seats: who sits where."""
