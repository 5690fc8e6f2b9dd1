"""Rows of `docs/benchmarks.md` about the service loops: planted and found again, bad files."""

WORDS = "bench service-quality --json"

ROWS = (
    (
        "A planted lead found; anything claimed of shuffled weeks",
        "{foretelling[leads_found_share]:.0%}; {foretelling[claimed_in_shuffled_share]:.1%} of "
        "{foretelling[tries]}",
        "at most 5% by design",
    ),
    (
        "{chains[needs]:,} needs chained again whole; contacts of two customers joined",
        "{chains[rebuilt_share]:.2%}; {chains[false_joins]}",
        "",
    ),
    (
        "{late_orders[late_orders]:,} late work orders: named before they were late",
        "{late_orders[named_before_share]:.0%}; of those named "
        "{late_orders[named_that_were_late_share]:.0%} were late",
        "",
    ),
    (
        "An agent's repeated error found; anybody named in clean data",
        "{orders_and_complaints[habits_found_share]:.1%}; "
        "{orders_and_complaints[somebody_named_wrongly_share]:.1%}",
        "at most 5% by design",
    ),
    (
        "95% intervals that hold the truth: risk, time of a step",
        "{orders_and_complaints[risk_intervals_hold_share]:.1%}, "
        "{orders_and_complaints[step_intervals_hold_share]:.1%}",
        "",
    ),
    (
        "{bad_files[files]:,} mutated files: unclear error, or half written",
        "{bad_files[faults]}; {bad_files[refused]:,} refused, {bad_files[read in part]:,} read in "
        "part",
        "",
    ),
)
"""Templates, filled from the answer."""
