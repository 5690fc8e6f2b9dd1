"""Days and what is special about them: panels, holidays, events, day profiles."""
