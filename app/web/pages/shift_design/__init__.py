"""Which few shift templates serve best."""
