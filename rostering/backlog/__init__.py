"""Deferrable work placed into the idle capacity of a finished roster."""
