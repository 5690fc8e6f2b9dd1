"""People: the staff as a whole and as files, wishes, swaps, leave, absences."""

import io
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.api.parts.answers import File
from app.api.parts.route import Route
from app.services.access.tokens import create_token, revoke_token
from app.services.access.users import agent_myself
from app.services.context import Context, agent_of
from app.services.people.leave import add_leave, leave_kept, record_absences, remove_leave
from app.services.people.staff_import import TableChange, import_staff, preview_staff, replace_staff
from app.services.people.swaps import (
    agree_swap,
    approve_swap,
    ask_swap,
    decline_swap,
    refuse_swap,
    swap_consequence,
    swap_partners,
    swaps_of,
    withdraw_swap,
)
from app.services.people.wishes import add_wish, remove_wishes, wishes_about, wishes_kept
from app.services.roster.plan import DayOfAgent, shifts_of_agent
from app.services.roster.publishing.feed import calendar_of_agent
from data.export import write_staff
from data.model.errors import NotFound
from data.model.language import tr
from data.model.staff import Agent, Staff, Wish
from data.model.users import AGENT, Held
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
        raise NotFound(tr("{agent_id} wishes nothing for {day}", agent_id=agent_id, day=day))
    return remove_wishes(context, found, why)


@dataclass(frozen=True)
class Feed:
    """A calendar to subscribe to.

    Parameters
    ----------
    path
        Address below the server's own; whoever has it sees the agent's shifts. Shown this once.
    """

    agent_id: str
    path: str


def new_feed(context: Context, agent_id: str, why: str = "") -> Feed:
    """Make the secret address of an agent's calendar; a new one takes the place of one revoked."""
    agent_of(staff_of(context), agent_id)
    _, secret = create_token(
        context, _calendar(agent_id), (Held(AGENT),), why,
        only=("own_shifts",), days=None, agent_id=agent_id,
    )  # fmt: skip
    return Feed(agent_id, f"/feeds/{secret}.ics")


def drop_feed(context: Context, agent_id: str, why: str = "") -> None:
    """Revoke the address of an agent's calendar: it shows nothing any more."""
    revoke_token(context, _calendar(agent_id), why)


def _calendar(agent_id: str) -> str:
    return f"calendar of {agent_id}"


def own_shifts(
    context: Context, first: date | None = None, days: int = 28
) -> tuple[DayOfAgent, ...]:
    """One's own days by the plan in force, from today or another first day on."""
    return shifts_of_agent(context, agent_myself(context), first, days)


def calendar_file(context: Context, agent_id: str) -> File:
    """The calendar that an agent's feed shows, as a file."""
    content = calendar_of_agent(context, agent_id)
    return File(content, f"{agent_id}.ics", "text/calendar; charset=utf-8")


_WISH = {"agent_id": "A001", "day": "2026-03-02", "want": "off"}
_LEAVE = {"agent_id": "A001", "first": "2026-03-02", "last": "2026-03-06", "kind": "annual"}
_SWAP = {"agent_id": "A001", "other_id": "A002", "day": "2026-03-02", "why": "a wedding"}

ROUTES = (
    Route("GET", "/staff", staff_of),
    Route("PUT", "/staff", replace_staff, guard="/staff"),
    Route("GET", "/staff/agents", agents_of, listed=True),
    Route("GET", "/staff/agents/{agent_id}", agent_named),
    Route("GET", "/staff/agents/{agent_id}/shifts", shifts_of_agent, limits={"days": (1, 400)}),
    Route("GET", "/me/shifts", own_shifts, limits={"days": (1, 400)}),
    Route("GET", "/staff/agents/{agent_id}/calendar", calendar_file, media=("text/calendar",)),
    Route("POST", "/staff/agents/{agent_id}/feed", new_feed, status=201),
    Route("DELETE", "/staff/agents/{agent_id}/feed", drop_feed),
    Route("POST", "/staff/files", take_staff, status=201),
    Route("GET", "/staff/files", staff_files, media=("application/zip",)),
    Route("GET", "/wishes", wishes_kept, listed=True),
    Route("POST", "/wishes", add_wish, status=201, example={"wish": _WISH}),
    Route("DELETE", "/wishes/{agent_id}/{day}", drop_wishes),
    Route("GET", "/swaps", swaps_of, listed=True),
    Route("GET", "/swaps/partners/{agent_id}/{day}", swap_partners, listed=True),
    Route("POST", "/swaps", ask_swap, status=201, example=_SWAP),
    Route("DELETE", "/swaps/{request_id}", withdraw_swap),
    Route("POST", "/swaps/{request_id}/agreed", agree_swap),
    Route("POST", "/swaps/{request_id}/declined", decline_swap),
    Route("GET", "/swaps/{request_id}/consequence", swap_consequence),
    Route("POST", "/swaps/{request_id}/approved", approve_swap),
    Route("POST", "/swaps/{request_id}/refused", refuse_swap),
    Route("GET", "/leave", leave_kept, listed=True),
    Route("POST", "/leave", add_leave, status=201, example={"leave": _LEAVE}),
    Route("DELETE", "/leave/{agent_id}/{first}", remove_leave),
    Route("POST", "/absences", record_absences, status=201, example={"absent": [_LEAVE]}),
)
