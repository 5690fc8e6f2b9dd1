"""Publishing, what it undoes, and second persons."""
