"""What pages of service quality share."""
