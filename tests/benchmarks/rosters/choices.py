"""What the roster benchmark may be asked for; light, since help reads it."""

ENGINES = {
    "tour": "a bound by prices that anyone can add up, rosters by annealing and columns",
    "cpsat": "one plain CP-SAT model of everything, for comparison; its bound cannot be added up",
}
"""What solves, and what it does."""

RULES = {
    "core": "weekly hours, leave, wishes, 12 h of rest, at most six days running",
    "full": "11 h of rest, runs of nights with a day off after them, free weekends besides",
}
"""Sets of rules of a generated centre."""
