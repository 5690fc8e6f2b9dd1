"""Swaps that agents ask for, and the shift manager's answer."""
