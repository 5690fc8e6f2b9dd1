"""Paid time, working days and shifts of a week or period."""
