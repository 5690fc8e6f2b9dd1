"""Service loops on planted truth."""
