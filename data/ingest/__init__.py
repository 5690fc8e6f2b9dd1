"""Files to model values: all complaints at once; bad rows are set aside, never lost."""
