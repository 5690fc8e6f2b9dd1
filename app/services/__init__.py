"""Use cases, one verb each, shared by the doors."""
