"""Why there is no roster, and which rules to relax."""
