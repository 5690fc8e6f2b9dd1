"""Quality: whom to listen to, and what to brief."""
