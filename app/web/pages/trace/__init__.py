"""Trace: contacts followed, minutes restored."""
