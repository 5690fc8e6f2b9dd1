"""Rest between shifts, nights, and starts that move."""
