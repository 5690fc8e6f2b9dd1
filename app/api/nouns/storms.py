"""Storms: entered, planned for, lived through, reported."""

from typing import Literal

from app.api.parts.answers import File
from app.api.parts.route import Route
from app.services.context import Context
from app.services.day.storms.documents import (
    PlanDocument,
    ReportDocument,
    plan_document,
    report_document,
)
from app.services.day.storms.entered import (
    call_standby,
    change_storm,
    end_storm,
    enter_storm,
    playbook_of,
    save_storm_plan,
    set_playbook,
    set_storm_level,
    storm_named,
    storms_of,
    tick_step,
)
from app.services.day.storms.figures import level_now, storm_in_figures, surges_now
from app.services.day.storms.people import storm_people
from app.services.day.storms.plan import plan_storm
from app.services.day.storms.replay import replay_storm
from app.services.day.storms.report import report_file, storm_report
from data.files.workbook import XLSX

TAG = "Storms"
MEDIA = {
    "xlsx": XLSX,
    "csv": "text/csv",
}


def planned(context: Context, storm_id: str, limit_s: float = 20.0) -> PlanDocument:
    """The range of a storm, agents required more, standby, whom to ask and what to call off.

    Parameters
    ----------
    limit_s
        Time limit of the standby plan [s].
    """
    plan = plan_storm(context, storm_id, limit_s)
    return plan_document(plan, storm_people(context, plan))


def reported(context: Context, storm_id: str) -> ReportDocument:
    """What came of a storm against its range, service, standby used and what it cost."""
    return report_document(storm_report(context, storm_id))


def report_as_file(context: Context, storm_id: str, form: Literal["csv", "xlsx"] = "xlsx") -> File:
    """The report as a CSV of its hours, or a workbook with all of it."""
    content = report_file(context, storm_id, form)
    return File(content, f"{storm_id}.{form}", MEDIA[form])


_HIT = {"region": "coast", "queue_id": "faults", "part": 0.3, "low": 0.5, "high": 2.0}
_LIMITS = {"level": (0, 4), "limit_s": (1, 600)}

ROUTES = (
    Route("GET", "/storms", storms_of, listed=True),
    Route("POST", "/storms", enter_storm, status=201,
          example={"name": "Haishen", "starts": "2026-12-01T14:00:00+08:00",
                   "ends": "2026-12-02T02:00:00+08:00", "hits": [_HIT], "source": "office"}),
    Route("GET", "/storms/{storm_id}", storm_named),
    Route("PATCH", "/storms/{storm_id}", change_storm, guard="/storms/{storm_id}",
          example={"hits": [_HIT], "why": "weather office, 14:00"}),
    Route("GET", "/storms/{storm_id}/plan", planned, limits=_LIMITS),
    Route("GET", "/storms/{storm_id}/level", level_now),
    Route("POST", "/storms/{storm_id}/level", set_storm_level, limits=_LIMITS,
          example={"level": 2, "why": "calls wait for ten minutes"}),
    Route("POST", "/storms/{storm_id}/ticks", tick_step, example={"step_id": "ivr"}),
    Route("POST", "/storms/{storm_id}/standby", save_storm_plan,
          example={"standbys": [{"agent_id": "A014", "tier": "at home", "day": "2026-12-01",
                                 "from_min": 840, "until_min": 1080}]}),
    Route("POST", "/storms/{storm_id}/calls", call_standby, example={"agent_id": "A014"}),
    Route("POST", "/storms/{storm_id}/end", end_storm),
    Route("GET", "/storms/{storm_id}/report", reported),
    Route("GET", "/storms/{storm_id}/report/file", report_as_file, media=tuple(MEDIA.values())),
    Route("GET", "/surges", surges_now),
    Route("GET", "/surges/storm", storm_in_figures),
    Route("GET", "/playbook", playbook_of),
    Route("PUT", "/playbook", set_playbook, guard="/playbook"),
    Route("POST", "/storm-replays", replay_storm),
)  # fmt: skip
