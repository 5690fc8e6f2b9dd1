"""Page: history files in, layouts of one's own, imports, gaps, nights."""
