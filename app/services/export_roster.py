"""Rosters as files that planners use."""

from typing import Literal

from app.services.desk import Desk

Form = Literal["csv", "matrix", "xlsx", "ics", "payroll"]


def export_roster(desk: Desk, roster_id: str, form: Form = "csv") -> bytes:
    """A kept roster in one of the forms; text forms are UTF-8 with a byte order mark."""
    from app.services.check_roster import roster_of
    from data import export

    saved = desk.store.load_roster(roster_id)
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
