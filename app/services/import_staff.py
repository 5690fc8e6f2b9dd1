"""People, contracts, menu, leave and wishes from a folder of CSV files."""

from pathlib import Path

from app.services.desk import Desk
from app.services.read_centre import queues_of
from data.ingest import read_staff
from data.model.errors import InvalidValue
from data.model.staff import Staff
from data.store import documents


def import_staff(desk: Desk, folder: Path) -> Staff:
    """Replace the stored staff by a folder's; every skill must be a known queue.

    Raises
    ------
    InvalidValue
        If agents have skills that no queue bears; all of them are named.
    """
    staff = read_staff(folder)
    keep_staff(desk, staff, f"folder:{folder.name}")
    return staff


def keep_staff(desk: Desk, staff: Staff, source: str) -> None:
    """Store a staff after checking its skills against the queues."""
    known = {queue.queue_id for queue in queues_of(desk)}
    strange = sorted({skill for agent in staff.agents for skill in agent.skills} - known)
    if strange:
        raise InvalidValue(
            f"{source}: skills {', '.join(strange)} are not queues; "
            f"known: {', '.join(sorted(known))}"
        )
    entry = desk.entry("import_staff", source, agents=len(staff.agents))
    desk.store.save(documents.STAFF, staff, entry)
