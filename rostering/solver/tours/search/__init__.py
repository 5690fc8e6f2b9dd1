"""Good rosters from good prices: master, dives, fix-and-optimise."""
