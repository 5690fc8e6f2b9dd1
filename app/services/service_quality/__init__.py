"""A utility's service loops: orders, complaints, trends, satisfaction, trace, quality, seats."""
