"""What nobody likes, shared fairly."""
