"""Who may do what: duties and the roles that have them, users, tokens of machines."""
