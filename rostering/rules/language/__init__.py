"""What rules are written in: duties, statements, checks, scopes."""
