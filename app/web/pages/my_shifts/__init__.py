"""One agent's own shifts, leave and wishes."""
