"""The command line: one noun a file, loaded when it is called."""
