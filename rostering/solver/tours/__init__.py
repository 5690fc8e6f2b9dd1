"""Rosters by tours: column generation with proven bounds."""
