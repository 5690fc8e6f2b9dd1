"""Teams with few shifts: a linear programme over whole tours, dives, and a search tree."""
