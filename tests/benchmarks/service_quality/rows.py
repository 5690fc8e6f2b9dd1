"""Rows of `docs/benchmarks.md` about the service loops."""

from typing import Any

Found = dict[str, Any]
Row = tuple[str, str, str]

WORDS = "bench service-quality --json"


def rows(found: Found, _: Found) -> list[Row]:
    """What was planted and found again, and what became of bad files."""
    late, loops, bad = (
        found[name] for name in ("late_orders", "orders_and_complaints", "bad_files")
    )
    leads, chains = found["foretelling"], found["chains"]
    return [
        (
            "A planted lead found; anything claimed of shuffled weeks",
            f"{leads['leads_found_share']:.0%}; {leads['claimed_in_shuffled_share']:.1%} "
            f"of {leads['tries']}",
            "at most 5% by design",
        ),
        (
            f"{chains['needs']:,} needs chained again whole; contacts of two customers joined",
            f"{chains['rebuilt_share']:.2%}; {chains['false_joins']}",
            "",
        ),
        (
            f"{late['late_orders']:,} late work orders: named before they were late",
            f"{late['named_before_share']:.0%}; of those named {_pct(late)} were late",
            "",
        ),
        (
            "An agent's repeated error found; anybody named in clean data",
            f"{loops['habits_found_share']:.1%}; {loops['somebody_named_wrongly_share']:.1%}",
            "at most 5% by design",
        ),
        (
            "95% intervals that hold the truth: risk, time of a step",
            f"{loops['risk_intervals_hold_share']:.1%}, {loops['step_intervals_hold_share']:.1%}",
            "",
        ),
        (
            f"{bad['files']:,} mutated files: unclear error, or half written",
            f"{len(bad['odd'])}; {bad.get('refused', 0):,} refused, "
            f"{bad.get('read in part', 0):,} read in part",
            "",
        ),
    ]


def _pct(late: Found) -> str:
    return f"{late['named_that_were_late_share']:.0%}"
