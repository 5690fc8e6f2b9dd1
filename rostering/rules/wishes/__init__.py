"""What people can, may and would like to work."""
