"""A history of absence: minutes rostered and lost, one row a day and cause."""

from pathlib import Path

from data.ingest.rows import Faults, Row, read_rows
from data.model.absence import Absence
from data.model.shift import DAY_MIN

NEEDED = ("day", "cause", "rostered_minutes", "lost_minutes")
OPTIONAL = ("from", "to", "inside", "paid", "planned")


def read_absence(path: Path) -> tuple[Absence, ...]:
    """Read `day,cause,rostered_minutes,lost_minutes` and, optional, `from,to,inside,paid,planned`.

    Raises
    ------
    UnreadableFile
        If the file is no such table.
    BadRows
        If rows are wrong, or two rows of one day and part disagree on what was rostered; all
        are told at once.
    """
    faults = Faults()
    found: list[Absence] = []
    rostered: dict[tuple[object, ...], int] = {}
    for row in read_rows(path, NEEDED, faults, optional=OPTIONAL):
        absence = row.made(lambda row=row: _absence(row))  # type: ignore[misc]
        if absence is None:
            continue
        key = (absence.day, absence.from_min, absence.to_min)
        if rostered.setdefault(key, absence.rostered_min) != absence.rostered_min:
            row.wrong(
                f"rostered_minutes {absence.rostered_min} of {absence.day}, but an earlier row of "
                f"the same day and part says {rostered[key]}"
            )
        found.append(absence)
    faults.raise_if_any()
    return tuple(found)


def _absence(row: Row) -> Absence:
    return Absence(
        row.day("day"),
        row.needed("cause").strip(),
        row.whole("rostered_minutes"),
        row.whole("lost_minutes"),
        row.clock("from", 0),
        row.clock("to", DAY_MIN),
        row.flag("inside"),
        row.text("paid").strip() == "" or row.flag("paid"),
        row.flag("planned"),
    )
