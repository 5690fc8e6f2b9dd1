"""Answering to what comes, across days: the month so far, and rerosters prepared at night."""
