"""Days and weekends in a row, on and off."""
