"""A built or read roster as people read it."""

from typing import Any

from app.cli.parts.output import answers, least, share


def print_summary(summary: dict[str, Any]) -> None:
    """A built roster as people read it."""
    if summary["unknown_history"]:
        answers.print(f"Note: {summary['unknown_history']}", markup=False)
    for sentence in summary["nobody_can_serve"]:
        answers.print(f"Note: {sentence}", markup=False)
    if summary["objective"] is None or summary["status"] == "infeasible":
        _print_no_roster(summary)
        return
    answers.print(
        f"{summary['id']}: {summary['state']['word']}, {summary['objective']} points "
        f"(lower bound {least(summary['bound'])}; optimality gap {share(summary['gap'])}), "
        f"{summary['hard_violations']} hard violations, short {summary['shortfall_hours']} h, "
        f"idle {summary['surplus_hours']} h, {summary['seconds']} s, "
        f"engine {summary['engine'] or 'none'}, bound by {summary['bound_by'] or 'nobody'}",
        markup=False,
    )
    if summary["engine_why"]:
        answers.print(f"  By {summary['engine']}, for {summary['engine_why']}", markup=False)
    if summary["state"]["tone"] != "good":
        answers.print(f"  {summary['state']['sentence']}", markup=False)
    if summary["status"] == "stopped":
        answers.print("It was stopped early: more time may find better, and prove more.")
    for sentence in summary["gave_way"]:
        answers.print(f"  {sentence}", markup=False)


def _print_no_roster(summary: dict[str, Any]) -> None:
    """Why there is no roster, and what to do."""
    if summary["status"] == "infeasible":
        answers.print("No roster keeps every hard rule. These conflict:")
        for conflict in summary["clashes"]:
            answers.print(f"  - {conflict}", markup=False)
        answers.print(
            "Change one of them, or build with --relax: the rule with the highest precedence "
            "number (`peakshift rules list`) is relaxed as little as it must be."
        )
        return
    if summary["status"] == "stopped":
        answers.print("Stopped before a roster that keeps every hard rule was found.")
        return
    answers.print(
        f"No roster that keeps every hard rule was found in {summary['seconds']} s, and none "
        "was proven impossible. Give it more time (--time-limit), build with --relax, or "
        "give one of the hard rules a price (`peakshift rules set`)."
    )
    for conflict in summary["clashes"]:
        answers.print(f"  - {conflict}", markup=False)
