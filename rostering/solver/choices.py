"""What a build or a change of a roster may be asked for, known before any solver is loaded."""

ENGINE_WORDS = {
    "auto": "small or tour, by size",
    "small": "the tour engine while it gains (a quarter of the time at most), then one whole model "
    "under its bound",
    "tour": "the tour engine (roster, and a bound by prices), then neighbourhoods",
    "cpsat": "one whole CP-SAT model, for comparison",
    "lns": "tours placed one by one, then neighbourhoods; a weaker bound, states any problem",
}
"""Engines that may be asked for, and what each does."""

CHANGE_PRICE = 20
"""Points for a changed agent-day unless said otherwise: two missing half hours."""
