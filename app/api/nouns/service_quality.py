"""Service loops: files in, work orders, complaints."""

from typing import Any

from app.api.parts.answers import File
from app.api.parts.route import Route
from app.services.context import Context
from app.services.service_quality.complaints.backlog import handling_to_history
from app.services.service_quality.complaints.board import complaints_board, complaints_json
from app.services.service_quality.complaints.steps import case_and_steps, close_case, end_step
from app.services.service_quality.complaints.weekly import (
    weekly_report,
    weekly_workbook,
)
from app.services.service_quality.orders.board import board_json, orders_board
from app.services.service_quality.orders.coaching import order_coaching
from app.services.service_quality.orders.report import daily_report
from app.services.service_quality.records.files import import_service_file, preview_service_file
from app.services.service_quality.settings import (
    add_measure,
    deadlines_of,
    measures_of,
    remove_measure,
    set_deadlines,
)
from data.files.workbook import XLSX

TAG = "Service quality"

_DEADLINES = "/service-quality/deadlines"
_MEASURES = "/service-quality/measures"


def orders_now(context: Context, days: int | None = None) -> dict[str, Any]:
    """Work orders as they stand: late or soon late, returns, missing orders, repeated errors.

    Parameters
    ----------
    days
        Period that returns and contacts are counted over; as planning defaults if not given.
    """
    return board_json(orders_board(context, days=days))


def orders_report(context: Context, days: int | None = None, as_csv: bool = False) -> File:
    """The daily report of work orders as a workbook, or its days as CSV."""
    made = daily_report(context, days=days, as_csv=as_csv)
    name, media = ("orders.csv", "text/csv") if as_csv else ("orders.xlsx", XLSX)
    return File(made, name, media)


def complaints_now(context: Context, days: int | None = None) -> dict[str, Any]:
    """Complaints as they stand: steps and their times, causes, repeats, under-staffed minutes.

    Parameters
    ----------
    days
        Period that complaints are counted over; as planning defaults if not given.
    """
    return complaints_json(complaints_board(context, days=days))


ROUTES = (
    Route("POST", "/service-quality/files", import_service_file, status=201),
    Route("POST", "/service-quality/previews", preview_service_file),
    Route("GET", "/service-quality/orders", orders_now),
    Route("GET", "/service-quality/orders/report", orders_report, media=(XLSX, "text/csv")),
    Route("POST", "/service-quality/coaching", order_coaching, status=201),
    Route("GET", "/service-quality/complaints", complaints_now),
    Route("GET", "/service-quality/complaints/week", weekly_report),
    Route(
        "GET",
        "/service-quality/complaints/report",
        weekly_workbook,
        media=(XLSX,),
        file="complaints.xlsx",
    ),
    Route("GET", "/service-quality/complaints/{case_id}", case_and_steps),
    Route("POST", "/service-quality/complaints/{case_id}/steps", end_step),
    Route("POST", "/service-quality/complaints/{case_id}/closing", close_case),
    Route("POST", "/service-quality/handling-hours", handling_to_history),
    Route("GET", _DEADLINES, deadlines_of),
    Route("PUT", _DEADLINES, set_deadlines, guard=_DEADLINES),
    Route("GET", _MEASURES, measures_of),
    Route("POST", _MEASURES, add_measure, status=201),
    Route("DELETE", _MEASURES + "/{name}", remove_measure, guard=_MEASURES),
)
