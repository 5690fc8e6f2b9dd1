"""Parts of a saved roster that several pages show."""
