"""Rosters as files that planners use."""

from pathlib import Path

from app.services.context import Context
from data.model.publication import SavedRoster
from data.model.result import Result
from data.model.roster import ExportForm


def export_roster(context: Context, roster_id: str, form: ExportForm = "csv") -> bytes:
    """A kept roster in one of the forms; text forms are UTF-8 with a byte order mark."""
    from app.services.roster.check import roster_of
    from data import export

    saved = context.store.load_roster(roster_id)
    roster, problem = roster_of(saved), saved.problem
    grid = problem.requirement.grid
    match form:
        case "csv":
            return export.roster_long(roster, version=roster_id, zone=grid.zone)
        case "matrix":
            return export.roster_matrix(roster, problem.agents)
        case "xlsx":
            return export.roster_xlsx(
                roster,
                problem.agents,
                version=roster_id,
                zone=grid.zone,
                holidays=problem.holidays,
            )
        case "ics":
            return export.roster_ics(roster, problem.agents, zone=grid.zone)
        case "payroll":
            return export.payroll(roster, problem.agents, problem.holidays)


def import_roster(context: Context, path: Path, why: str = "") -> SavedRoster:
    """Score a roster file against what is stored now and keep it; it carries no bound."""
    from app.services.roster.build import save_result
    from app.services.roster.check import check_file

    problem, roster, card = check_file(context, path)
    result = Result("feasible", roster, card.objective, None, card.charges, engine="imported")
    return save_result(
        context, problem, result, verb="import_roster", why=why, card=card, file=path.name
    )
