"""The small centre on a busy morning: a roster in force, a third of the day's people sick."""

from dataclasses import replace
from pathlib import Path

from app.services.context import Context
from app.services.day.proposals.propose import propose_actions
from app.services.day.proposals.take import save_proposal
from app.services.history import import_history
from app.services.people.leave import record_absences
from app.services.roster.check import roster_of
from app.services.roster.publishing.publish import publish_roster
from data.model.publication import SavedRoster
from data.model.staff import Leave
from data.store import Store
from tests.app.small_centre import NOW, history_csv

DAY = NOW.date()
BUSY = 16.0
"""Level of the contacts that come; see `small_centre.rates`."""


def make_running(folder: Path) -> None:
    """Publish the roster of a folder's centre, let the morning come, and save a proposal."""
    context = Context(Store.open(str(folder / "centre.sqlite")), "tester", lambda: NOW)
    (listed,) = context.store.list_rosters()
    wide = _of_longer_weeks(context.store.load_roster(listed.roster_id))
    context.store.save_roster(wide, context.entry("edit_roster", f"roster:{wide.roster_id}"))
    publish_roster(context, wide.roster_id, "first", accept_violations=True, replications=2)
    lines = history_csv(DAY, 1, seed=5, level=BUSY).splitlines()
    morning = [line for line in lines[1:] if line[11:13] < "10"]
    file = folder / "today.csv"
    file.write_text("\n".join([lines[0], *morning]) + "\n", encoding="utf-8")
    import_history(context, file, gaps="missing")
    away = sorted(s.agent_id for s in roster_of(wide).shifts if s.day == DAY)[::3]
    record_absences(context, tuple(Leave(who, DAY, DAY, "sick") for who in away), "sick")
    save_proposal(context, propose_actions(context, replications=30))
    context.store.close()


def _of_longer_weeks(saved: SavedRoster) -> SavedRoster:
    """The roster under contracts that leave everybody room for overtime."""
    contracts = tuple(replace(c, weekly_max_min=3600) for c in saved.problem.contracts)
    problem = replace(saved.problem, contracts=contracts)
    return replace(saved, roster_id="R-wide", problem=problem, parent_id=saved.roster_id)
