"""Make a small database of this version, for later versions to open.

`python -m tests.data.store.make_fixture` writes `fixtures/<version>.sqlite.gz` beside this file and
`<version>.json` with what was told of it then; run it before a version ends, and commit both.
"""

import gzip
import json
import sqlite3
import sys
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from app.services.activity_orders import add_activity_order
from app.services.centre import add_special_days
from app.services.context import Context
from app.services.forecast.adjustments import add_adjustment
from app.services.forecast.make import forecast_all
from app.services.people.leave import add_leave
from app.services.people.wishes import add_wish
from app.services.roster.activities import place_in_roster, save_activities
from app.services.roster.build import build_roster
from app.services.roster.changes.edit import CellEdit, save_edit
from app.services.roster.check import check_roster, roster_of
from app.services.roster.evaluation.proof import rebuild_proof, verify_bound
from app.services.roster.locks import LockSpan, lock_in_roster
from app.services.roster.publishing.publish import publish_roster
from app.services.rules.saved import add_setting, set_rules
from app.services.shift_design.design import adopt_design, templates_for
from app.services.staffing.requirement import set_requirement
from app.services.staffing.shrinkage import set_shrinkage
from data.model.activity import ActivityOrder
from data.model.adjustment import Adjustment
from data.model.publication import SavedRoster
from data.model.requirement import Shrinkage
from data.model.staff import Leave, Wish
from data.store import documents
from data.store.trail.seals import SEAL_FOUND
from rostering.rules import default_settings
from rostering.shift_design import DesignRequest
from tests.app.small_centre import SmallCentre, a_small_centre

FOLDER = Path(__file__).parent / "fixtures"
MEMBERS = ("mean_8w", "seasonal_naive")


def make(folder: Path) -> tuple[Path, dict[str, Any]]:
    """Write the database into a folder; what this version tells of it."""
    centre = a_small_centre(folder, weeks=9)
    context = centre.context
    _plan_inputs(centre)
    built = build_roster(context, _first_day(context), 1, time_limit_s=20, engine="tour")
    lock_in_roster(context, built.roster_id, (LockSpan("A005"),), "promised to her")
    free = next(s for s in roster_of(built).shifts if s.agent_id not in ("A001", "A002", "A005"))
    off = (CellEdit(free.agent_id, free.day, None),)
    edited = save_edit(context, built.roster_id, off, "asked for the day")
    placed = save_activities(
        context, place_in_roster(context, built.roster_id, time_limit_s=10), "tariff"
    )
    publish_roster(context, built.roster_id, "first week", replications=2)
    publish_roster(context, edited.roster_id, "a day off", replications=2, accept_violations=True)
    _adopt_menu(context)
    rosters = {"built": built, "edited": edited, "sessions": placed}
    published = [
        p for p in context.store.load_publications() if rebuild_proof(context, p.version).same
    ]
    told = {
        "program": version("peakshift"),
        "rosters": {name: _told(context, saved) for name, saved in rosters.items()},
        "documents": documents_of(context),
        "publications": [{"version": p.version, "roster_id": p.roster_id} for p in published],
    }
    context.store.close()
    return Path(centre.url), told


def _plan_inputs(centre: SmallCentre) -> None:
    """Whatever a planner sets before a roster is built."""
    context = centre.context
    forecast_all(context, weeks=2, members=MEMBERS)
    day = _first_day(context)
    add_special_days(context, day, day, "Tariff letter", kind="event", why="letters go out")
    start = context.store.latest_forecast("fault").grid.start
    end = start + timedelta(hours=6)
    adjustment = Adjustment("new", "fault", "change_by_percent", 20.0, start, end, why="storm")
    add_adjustment(context, adjustment)
    set_shrinkage(context, Shrinkage("sickness", 0.05, source="last year"), "measured")
    rules = tuple(
        replace(one, price=3) if one.rule == "fair_weekends" else one for one in default_settings()
    )
    set_rules(context, rules, "fairer weekends")
    wish = next(one for one in rules if one.rule == "wishes")
    add_setting(context, replace(wish, price=7, agents=("A001",)), "she comes first")
    add_leave(context, Leave("A003", day, day + timedelta(days=1)), "holiday")
    add_wish(context, Wish("A001", day + timedelta(days=3), "off", weight=4), "birthday")
    add_activity_order(context, ActivityOrder("training", 45, 1, earliest_min=480, latest_min=1200))
    set_requirement(context)


def _adopt_menu(context: Context) -> None:
    wanted = DesignRequest(codes=(6,), time_limit_s=3.0, lengths="today")
    problem, design = templates_for(context, _first_day(context), 1, wanted)
    adopt_design(context, problem, design.options[0].templates, "fewer codes")


def _first_day(context: Context) -> date:
    return context.store.latest_forecast("fault").grid.days[0]


def _told(context: Context, saved: SavedRoster) -> dict[str, Any]:
    card = check_roster(context, saved.roster_id)
    return {
        "roster_id": saved.roster_id,
        "objective": card.objective,
        "hard_violations": card.hard_violations,
        "bill": card.by_rule(),
        "bound": saved.result.bound,
        "proven": verify_bound(context, saved.roster_id).proven,
        "problem_digest": saved.detail["problem_digest"],
        "roster_digest": saved.detail["roster_digest"],
    }


def documents_of(context: Context) -> dict[str, int]:
    """Sizes of what is kept as a whole [-]."""
    store = context.store
    staff = store.load(documents.STAFF)
    return {
        "agents": len(staff.agents),
        "templates": len(staff.templates),
        "leave": len(staff.leave),
        "wishes": len(staff.wishes),
        "queues": len(store.load(documents.QUEUES)),
        "rules": len(store.load(documents.RULES)),
        "special_days": len(store.load(documents.SPECIAL_DAYS)),
        "shrinkages": len(store.load(documents.SHRINKAGES) or ()),
        "session_orders": len(store.load(documents.ACTIVITY_ORDERS)),
        "layers": len(store.load(documents.ADJUSTMENTS)),
        "forecasts": len(store.list_forecasts()),
        "requirements": len(store.list_requirements()),
        "audit": len([one for one in store.audit() if one.verb != SEAL_FOUND]),
    }


def main() -> None:
    """Write both files."""
    name = sys.argv[1] if len(sys.argv) > 1 else version("peakshift")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        path, told = make(Path(folder))
        with sqlite3.connect(path) as connection:  # one file: nothing left in the write-ahead log
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode = DELETE")
        connection.close()
        packed = gzip.compress(path.read_bytes(), 9, mtime=0)
    (FOLDER / f"{name}.sqlite.gz").write_bytes(packed)
    text = json.dumps(told, indent=2, ensure_ascii=False, sort_keys=True)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    print(f"{name}: {len(packed):,} bytes")


if __name__ == "__main__":
    main()
