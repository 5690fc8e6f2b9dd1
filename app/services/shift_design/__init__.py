"""Which few shift templates would do, under restrictions in a planner's words."""
