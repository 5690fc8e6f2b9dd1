"""`peakshift roster list` and `roster show`: what is kept, and what is proven of it."""

from typing import Any

import typer

from app.cli.output import answers, print_json, print_table, share
from app.cli.session import desk_of
from app.services.certificate_of_roster import certificate_of_roster
from data.model.codec import to_json
from data.store.summaries import RosterSummary


def list_(context: typer.Context, json: bool = False) -> None:
    """List kept rosters, newest first."""
    with desk_of(context) as desk:
        listed = desk.store.list_rosters()
    if json:
        print_json([to_json(roster) for roster in listed])
        return
    columns = ["roster", "from", "days", "status", "points", "least possible", "gap", "made (UTC)",
               "by", "edited from", "note"]  # fmt: skip
    print_table("Rosters", columns, [_row(roster) for roster in listed])


def show(context: typer.Context, roster_id: str, json: bool = False) -> None:
    """Show what is proven of a roster, by whom, and from what."""
    with desk_of(context) as desk:
        found = certificate_of_roster(desk, roster_id)
    if json:
        print_json(found)
    else:
        _print(found)


def _row(roster: RosterSummary) -> list[object]:
    gap = None
    if roster.objective is not None and roster.bound is not None:
        gap = max(0.0, roster.objective - roster.bound) / max(1, abs(roster.objective))
    return [
        roster.roster_id,
        roster.first or "-",
        roster.days or "-",
        roster.status,
        "-" if roster.objective is None else roster.objective,
        "-" if roster.bound is None else round(roster.bound),
        share(gap),
        str(roster.made_at)[:16],
        roster.made_by,
        roster.parent_id or "-",
        roster.note or "-",
    ]


def _print(found: dict[str, Any]) -> None:
    published = ", ".join(f"version {version}" for version in found["published_as"])
    bound = "unknown" if found["bound"] is None else f"{found['bound']:,.0f}"
    bill = ", ".join(f"{rule} {points:,}" for rule, points in found["bill"].items()) or "nothing"
    limit = "" if found["time_limit_s"] is None else f" of {found['time_limit_s']:g} s"
    rows = [
        ("Roster", f"{found['id']}, {published or 'not published'}"),
        ("Span", f"{found['first']}, {found['days']} days, {found['agents']} agents"),
        ("Status", f"{found['status']}, {found['seconds']:g} s{limit}"),
        ("Points", "none" if found["objective"] is None else f"{found['objective']:,}"),
        ("Least possible", f"{bound}, proven by {found['bound_by'] or 'nobody'}"),
        ("Gap", share(found["gap"])),
        ("Hard rules broken", str(found["hard_violations"])),
        ("Bill", bill),
        ("Short, idle", f"{found['shortfall_hours']:,} h, {found['surplus_hours']:,} h"),
        ("Engine, seed", f"{found['engine'] or '-'}, {found['seed']}"),
        ("Requirement", found["requirement_id"]),
        ("Digests", f"problem {found['problem_digest']}, roster {found['roster_digest']}"),
        ("Made", f"{found['made_at'][:16]} by {found['made_by']}, peakshift {found['program']}"),
        ("Edited from", found["parent_id"] or "-"),
        ("Note", found["note"] or "-"),
        *(("Gave way", sentence) for sentence in found["gave_way"]),
        *(("Clash", sentence) for sentence in found["clashes"]),
    ]
    for name, value in rows:
        answers.print(f"{name:<18} {value}", markup=False, highlight=False)
