"""Publish a roster with its proof; every published version."""
