"""What will come, how sure that is, and what stands behind it."""
