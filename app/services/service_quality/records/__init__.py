"""Records of the service loops: read from files, joined to each other, customers as hashes."""
