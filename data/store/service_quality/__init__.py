"""Records of the service loops in the database: tables, writing, reading."""
