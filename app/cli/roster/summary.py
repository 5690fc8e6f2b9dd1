"""A built or read roster as people read it."""

from typing import TYPE_CHECKING, Any

from app.cli.parts.output import answers, errors, hours_better, least, share
from data.model.language import tr

if TYPE_CHECKING:
    from app.services.context import Context
    from data.model.problem import RosterProblem
    from data.model.roster import Roster


def print_summary(summary: dict[str, Any]) -> None:
    """A built roster as people read it."""
    if summary["unknown_history"]:
        answers.print(tr("Note: {unknown_history}", unknown_history=summary["unknown_history"]))
    for sentence in summary["nobody_can_serve"]:
        answers.print(tr("Note: {sentence}", sentence=sentence))
    if summary["objective"] is None or summary["status"] == "infeasible":
        _print_no_roster(summary)
        return
    answers.print(
        tr(
            "{id}: {word}, {objective} points (lower bound {least}; optimality "
            "gap {share}{hours}), {hard_violations} hard violations, short "
            "{shortfall_hours} h, idle {surplus_hours} h, {seconds} s, engine "
            "{engine}, bound by {bound_by}",
            id=summary["id"],
            word=summary["state"]["word"],
            objective=summary["objective"],
            least=least(summary["bound"]),
            share=share(summary["gap"]),
            hours=hours_better(summary["distance"]),
            hard_violations=summary["hard_violations"],
            shortfall_hours=summary["shortfall_hours"],
            surplus_hours=summary["surplus_hours"],
            seconds=summary["seconds"],
            engine=summary["engine"] or tr("none"),
            bound_by=summary["bound_by"] or tr("nobody"),
        )
    )
    if summary["engine_why"]:
        answers.print(
            tr(
                "  By {engine}, for {engine_why}",
                engine=summary["engine"],
                engine_why=summary["engine_why"],
            )
        )
    if summary["state"]["tone"] != "good":
        answers.print(f"  {summary['state']['sentence']}")
    if summary["status"] == "stopped":
        answers.print(tr("It was stopped early: more time may find better, and prove more."))
    for sentence in summary["gave_way"]:
        answers.print(f"  {sentence}")


def _print_no_roster(summary: dict[str, Any]) -> None:
    """Why there is no roster, and what to do."""
    if summary["status"] == "infeasible":
        answers.print(tr("No roster keeps every hard rule. These conflict:"))
        for conflict in summary["clashes"]:
            answers.print(f"  - {conflict}")
        answers.print(
            tr(
                "Change one of them, or build with --relax: the rule with the "
                "highest precedence number (`peakshift rules list`) is relaxed as "
                "little as it must be."
            )
        )
        return
    if summary["status"] == "stopped":
        answers.print(tr("Stopped before a roster that keeps every hard rule was found."))
        return
    answers.print(
        tr(
            "No roster that keeps every hard rule was found in {seconds} s, and "
            "none was proven impossible. Give it more time (--time-limit), build "
            "with --relax, or give one of the hard rules a price (`peakshift "
            "rules set`).",
            seconds=summary["seconds"],
        )
    )
    for conflict in summary["clashes"]:
        answers.print(f"  - {conflict}")


def warn_of_seats(
    context: "Context", problem: "RosterProblem", roster: "Roster", before: "Roster | None" = None
) -> None:
    """Say on the error stream when a roster brings more people than seats, before it is saved."""
    from app.services.service_quality.seats import seats_lacking

    for sentence in seats_lacking(context, problem, roster, before):
        errors.print(tr("More people than seats: {lines}", lines=sentence))
