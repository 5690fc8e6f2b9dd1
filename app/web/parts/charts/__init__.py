"""What charts and tables are drawn with: colours, the day, cover, the need."""
