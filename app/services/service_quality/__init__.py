"""A utility's service loops: files in, work orders, complaints, and what they ask of the roster."""
