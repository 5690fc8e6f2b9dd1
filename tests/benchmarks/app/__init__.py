"""The pages under many sessions at once."""
