"""Training and other off-phone activities."""
