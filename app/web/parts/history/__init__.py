"""Parts about the history: what the screen excludes, gaps, special days."""
