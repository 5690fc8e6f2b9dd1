"""Page: the people, their contracts, leave and wishes."""
