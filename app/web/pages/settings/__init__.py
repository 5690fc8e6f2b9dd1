"""Page: the settings of the centre."""
