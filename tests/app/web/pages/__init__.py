"""One page a file: what it says, what its forms do."""
