"""Where things stand, and what to do next."""
