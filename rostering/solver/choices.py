"""What a build or a change of a roster may be asked for, known before any solver is loaded."""

from data.model.language import phrase

ENGINE_WORDS = {
    "auto": phrase("small or tour, by size"),
    "small": phrase(
        "the tour engine while it gains (a quarter of the time at most), then one whole model "
        "under its bound"
    ),
    "tour": phrase("the tour engine (roster, and a bound by prices), then neighbourhoods"),
    "cpsat": phrase("one whole CP-SAT model, for comparison"),
    "lns": phrase(
        "tours placed one by one, then neighbourhoods; proves nothing, states any problem"
    ),
}
"""Engines that may be asked for, and what each does."""

CHANGE_PRICE = 20
"""Points for a changed agent-day unless said otherwise: two missing half hours."""
