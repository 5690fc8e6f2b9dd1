"""Contacts to come: make them, read them."""
