"""One folder a page, with its own parts."""
