"""What service a roster gives its callers."""
