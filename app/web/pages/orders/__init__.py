"""Page: work orders, what is late or will be, errors, deadlines, files."""
