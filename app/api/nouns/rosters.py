"""Rosters: listed, read, checked, compared, judged for fairness and wishes; files in and out."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.api.parts.answers import File
from app.api.parts.route import Route
from app.services.context import Context
from app.services.people.wishes_met import wishes_json, wishes_of_roster
from app.services.roster.backlog import backlog_json, place_backlog_of
from app.services.roster.check import CheckedFile, check_file, check_saved, scored
from app.services.roster.evaluation.compare import Comparison, compare_rosters, judged_now
from app.services.roster.evaluation.fairness import fairness_of, ledger_today
from app.services.roster.evaluation.proof import roster_certificate, verify_bound
from app.services.roster.evaluation.service import certificate_of
from app.services.roster.files import export_roster, import_roster
from app.services.roster.label import listed_rosters
from app.services.roster.publishing.approval import approvals_of, approve_roster, withdraw_approval
from app.services.roster.state import distances_of, states_of
from data.files.workbook import XLSX
from data.model.result import Distance
from data.model.roster import ExportForm
from data.model.rule import Violation
from data.model.shift import Shift
from data.store.versions import RosterSummary
from rostering.evaluation.scorecard import Scorecard

TAG = "Rosters"
CSV = "text/csv; charset=utf-8"
_FORMS: dict[str, tuple[str, str]] = {
    "csv": (CSV, "csv"),
    "matrix": (CSV, "csv"),
    "payroll": (CSV, "csv"),
    "xlsx": (XLSX, "xlsx"),
    "ics": ("text/calendar; charset=utf-8", "ics"),
    "calendars": ("application/zip", "zip"),
}


@dataclass(frozen=True)
class RosterListed:
    """A saved roster in a list.

    Parameters
    ----------
    state
        `bad`, `weak` or `good`, and why, in a sentence.
    distance
        The optimality gap in hours of people; None where it is not known.
    """

    roster: RosterSummary
    state: str
    sentence: str
    distance: Distance | None = None


@dataclass(frozen=True)
class Checked:
    """A roster judged by every rule, without a solver.

    Parameters
    ----------
    costs
        Points by rule.
    shortfall_hours
        Missing agent-hours, by queue [h].
    """

    objective: int
    hard_violations: int
    violations: tuple[Violation, ...]
    costs: dict[str, int]
    shortfall_hours: dict[str, float]
    surplus_hours: float
    notes: tuple[str, ...] = ()
    saved_as: str = ""


def rosters_of(context: Context, archived: bool = False) -> tuple[RosterListed, ...]:
    """Saved rosters, newest first, and what is true of each.

    Parameters
    ----------
    archived
        Whether those in the archive are listed too.
    """
    listed = listed_rosters(context, archived=archived)
    states, far = states_of(context, listed), distances_of(context, listed)
    return tuple(
        RosterListed(
            one, states[one.roster_id].tone, states[one.roster_id].sentence, far[one.roster_id]
        )
        for one in listed
    )


def roster_shown(context: Context, roster_id: str) -> dict[str, Any]:
    """The certificate of a saved roster: costs, bound, gap, check, inputs, how it stands today."""
    saved = context.store.load_roster(roster_id)
    roster = saved.result.roster
    card = scored(context, saved) if roster else None
    now = judged_now(context, saved, card) if roster else None
    today = now and {"id": now.requirement_id, "newer": now.newer, "says": now.sentence}
    return {**roster_certificate(context, saved, card), "newest_requirement": today}


def shifts_of_roster(
    context: Context, roster_id: str, agent_id: str = "", day: date | None = None
) -> tuple[Shift, ...]:
    """Shifts of a saved roster; of one agent or day if they are named."""
    roster = context.store.load_roster(roster_id).result.roster
    return tuple(
        shift
        for shift in (roster.shifts if roster else ())
        if agent_id in ("", shift.agent_id) and day in (None, shift.day)
    )


def checked(context: Context, roster_id: str) -> Checked:
    """Every rule of a saved roster checked, without a solver."""
    return told_card(check_saved(context, roster_id)[2])


def told_card(card: Scorecard, notes: tuple[str, ...] = (), saved_as: str = "") -> Checked:
    """A scorecard as it is answered: everything but the agents of every slot."""
    return Checked(
        card.objective,
        card.hard_violations,
        tuple(card.violations),
        dict(card.by_rule()),
        dict(card.shortfall_hours),
        card.surplus_hours,
        notes,
        saved_as,
    )


def checked_file(context: Context, path: Path, base_id: str = "") -> Checked:
    """Check a roster file without saving it.

    Parameters
    ----------
    base_id
        The saved roster that it was exported from; empty: the one that the file names.
    """
    found: CheckedFile = check_file(context, path, base_id)
    return told_card(found.card, found.notes)


def taken_in(context: Context, path: Path, why: str = "", base_id: str = "") -> Checked:
    """Save a roster file as a new roster, judged against what is stored now.

    Parameters
    ----------
    base_id
        The saved roster that it was exported from; empty: the one that the file names.
    """
    saved, found = import_roster(context, path, why, base_id)
    return told_card(found.card, found.notes, saved.roster_id)


def exported(
    context: Context,
    roster_id: str,
    form: ExportForm = "csv",
    titles: bool | None = None,
    agent_id: str = "",
) -> File:
    """A saved roster as a file.

    Parameters
    ----------
    form
        `csv` a row a shift; `matrix` a row an agent; `xlsx` a workbook with payroll; `payroll`;
        `ics` one calendar; `calendars` a zip archive with one an agent.
    titles
        Columns called `Agent id` or `agent_id`.
    agent_id
        Of a calendar the only agent in it.
    """
    content = export_roster(context, roster_id, form, titles=titles, agent_id=agent_id)
    media, end = _FORMS[form]
    name = f"{roster_id}-{form}.{end}" if form in ("matrix", "payroll") else f"{roster_id}.{end}"
    return File(content, name, media)


def compared(context: Context, roster_id: str, other_id: str) -> Comparison:
    """What is otherwise in another roster: cells, hours, costs, rules broken and kept.

    Parameters
    ----------
    other_id
        The roster that it is compared with.
    """
    return compare_rosters(context, roster_id, other_id)


def wishes_seen(
    context: Context, roster_id: str, agent_id: str = "", refused: bool = False
) -> dict[str, Any]:
    """What became of the wishes that a roster was built with.

    Parameters
    ----------
    refused
        Whether only those refused are told.
    """
    return wishes_json(wishes_of_roster(context, roster_id).only(agent_id, refused))


def backlog_placed(
    context: Context,
    roster_id: str,
    between_share: float | None = None,
    time_limit_s: float | None = None,
) -> dict[str, Any]:
    """Where deferrable work would be done in the idle time of a roster; nothing is saved.

    Parameters
    ----------
    between_share
        Share of the idle time between contacts that can be worked in [-].
    """
    placed = place_backlog_of(
        context, roster_id, between_share=between_share, time_limit_s=time_limit_s
    )
    return backlog_json(placed)


MEDIA = (CSV.partition(";")[0], XLSX, "text/calendar", "application/zip")

ROUTES = (
    Route("GET", "/rosters", rosters_of, listed=True),
    Route("POST", "/rosters/files", taken_in, status=201),
    Route("POST", "/rosters/checks", checked_file),
    Route("GET", "/rosters/{roster_id}", roster_shown),
    Route("GET", "/rosters/{roster_id}/shifts", shifts_of_roster, listed=True),
    Route("GET", "/rosters/{roster_id}/check", checked),
    Route("GET", "/rosters/{roster_id}/file", exported, media=MEDIA),
    Route("GET", "/rosters/{roster_id}/comparison", compared),
    Route("GET", "/rosters/{roster_id}/fairness", fairness_of, listed=True),
    Route("GET", "/rosters/{roster_id}/wishes", wishes_seen),
    Route("GET", "/rosters/{roster_id}/certificate", certificate_of),
    Route("GET", "/rosters/{roster_id}/bound", verify_bound),
    Route(
        "POST", "/rosters/{roster_id}/backlog", backlog_placed, limits={"time_limit_s": (1, 600)}
    ),
    Route("GET", "/rosters/{roster_id}/approvals", approvals_of, listed=True),
    Route("POST", "/rosters/{roster_id}/approvals", approve_roster, status=201),
    Route("DELETE", "/rosters/{roster_id}/approvals", withdraw_approval),
    Route("GET", "/fairness", ledger_today, listed=True),
)
