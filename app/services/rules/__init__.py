"""What a roster must keep: the saved rules, and whom a setting binds."""
