"""What answers of people say: shares with their uncertainty, features that matter, raters."""
