"""Use cases and the doors to them: command line and pages."""
