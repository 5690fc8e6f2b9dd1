"""A roster file as a kept roster: checked, comparable, publishable."""

from pathlib import Path

from app.services.build_roster import keep
from app.services.check_roster import check_file
from app.services.desk import Desk
from data.model.result import Result
from data.model.saved_roster import SavedRoster


def import_roster(desk: Desk, path: Path, why: str = "") -> SavedRoster:
    """Score a roster file against what is stored now and keep it; it carries no bound."""
    problem, roster, card = check_file(desk, path)
    result = Result("feasible", roster, card.objective, None, card.charges, engine="imported")
    return keep(desk, problem, result, verb="import_roster", why=why, card=card, file=path.name)
