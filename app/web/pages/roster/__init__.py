"""Who works when: build, look, change, repair."""
