"""Satisfaction: by channel, and what waiting costs."""
