"""Two years of a sample centre's work orders, complaints, touches and scores, with known truth."""
