"""What comes into the centre's store and goes out of it: files, their layouts, notices."""
