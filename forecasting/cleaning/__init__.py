"""History made fit to learn from: screened slots, retrials, feeds, handle times."""
