"""People: the staff as a whole and as files, wishes, leave, absences."""

import io
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.api.parts.answers import File
from app.api.parts.route import Route
from app.services.context import Context, agent_of
from app.services.staff import (
    add_leave,
    add_wish,
    leave_kept,
    record_absences,
    remove_leave,
    remove_wishes,
    replace_staff,
    wishes_about,
    wishes_kept,
)
from app.services.staff_import import TableChange, import_staff, preview_staff
from data.export import write_staff
from data.model.errors import NotFound
from data.model.staff import Agent, Staff, Wish
from data.store import documents

TAG = "People"


@dataclass(frozen=True)
class StaffRead:
    """What an import of staff files changes, and whether it was saved."""

    saved: bool
    tables: tuple[TableChange, ...]
    sentences: tuple[str, ...]


def staff_of(context: Context) -> Staff:
    """Everybody whom one may see, with contracts, skills, shift templates, leave and wishes."""
    return context.store.load(documents.STAFF)


def agents_of(context: Context) -> tuple[Agent, ...]:
    """The agents of the staff."""
    return staff_of(context).agents


def agent_named(context: Context, agent_id: str) -> Agent:
    """One agent."""
    return agent_of(staff_of(context), agent_id)


def take_staff(
    context: Context, folder: Path, why: str = "", *, exactly: bool = False, dry_run: bool = False
) -> StaffRead:
    """Lay CSV files over the staff; tables without a file stay as they are.

    Parameters
    ----------
    exactly
        Whether leave and wishes entered by hand go too where their file lacks them.
    dry_run
        Whether it only says what would change.
    """
    if dry_run:
        found = preview_staff(context, folder, exactly=exactly)
    else:
        found = import_staff(context, folder, why, exactly=exactly)
    return StaffRead(not dry_run, found.tables, found.sentences)


def staff_files(context: Context) -> File:
    """The staff as CSV files that can be sent back, in one zip archive."""
    target = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(target, "w") as packed:
        write_staff(staff_of(context), Path(folder))
        for path in sorted(Path(folder).iterdir()):
            stamp = zipfile.ZipInfo(path.name, (1980, 1, 1, 0, 0, 0))
            packed.writestr(stamp, path.read_bytes())
    return File(target.getvalue(), "staff.zip", "application/zip")


def drop_wishes(context: Context, agent_id: str, day: date, why: str = "") -> tuple[Wish, ...]:
    """Take back what an agent wishes for a day."""
    found = wishes_about(context, agent_id, day)
    if not found:
        raise NotFound(f"{agent_id} wishes nothing for {day}")
    return remove_wishes(context, found, why)


_WISH = {"agent_id": "A001", "day": "2026-03-02", "want": "off"}
_LEAVE = {"agent_id": "A001", "first": "2026-03-02", "last": "2026-03-06", "kind": "annual"}

ROUTES = (
    Route("GET", "/staff", staff_of),
    Route("PUT", "/staff", replace_staff, guard="/staff"),
    Route("GET", "/staff/agents", agents_of, listed=True),
    Route("GET", "/staff/agents/{agent_id}", agent_named),
    Route("POST", "/staff/files", take_staff, status=201),
    Route("GET", "/staff/files", staff_files, media=("application/zip",)),
    Route("GET", "/wishes", wishes_kept, listed=True),
    Route("POST", "/wishes", add_wish, status=201, example={"wish": _WISH}),
    Route("DELETE", "/wishes/{agent_id}/{day}", drop_wishes),
    Route("GET", "/leave", leave_kept, listed=True),
    Route("POST", "/leave", add_leave, status=201, example={"leave": _LEAVE}),
    Route("DELETE", "/leave/{agent_id}/{first}", remove_leave),
    Route("POST", "/absences", record_absences, status=201, example={"absent": [_LEAVE]}),
)
