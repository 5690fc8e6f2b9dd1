"""Who sits where: a seat plan of a roster, with a bound that no plan can undercut."""
