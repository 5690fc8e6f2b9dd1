"""What may be an id, and what makes staff contradict itself."""
