"""Trace: contacts chained into cases, the scene of any minute, and both as a signed bundle."""
