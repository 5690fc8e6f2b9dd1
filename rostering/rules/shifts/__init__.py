"""What a single shift must be like."""
