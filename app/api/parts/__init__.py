"""What every noun of the interface is made of."""
