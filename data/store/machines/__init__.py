"""What the store holds for machines: answers kept for repeated requests, uses of tokens."""
