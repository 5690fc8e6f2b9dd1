"""Small tables by day: special days, and absence (minutes rostered and lost)."""

from pathlib import Path
from typing import cast, get_args

from data.files.rows import Faults, Row, read_rows
from data.model.language import tr
from data.model.series import Absence
from data.model.shift import DAY_MIN
from data.model.special_day import Kind, SpecialDay, SpecialDays


def read_special_days(path: Path) -> SpecialDays:
    """Read `day,name,kind,exclude` (kind and exclude optional).

    Raises
    ------
    UnreadableFile
        If the file is no such table.
    BadRows
        If rows are wrong, or two rows name different days on one date; the message lists all.
    """
    faults = Faults()
    found: dict[object, SpecialDay] = {}
    for row in read_rows(path, ("day", "name"), faults, optional=("kind", "exclude")):
        kind = cast(Kind, row.choice("kind", get_args(Kind), "holiday"))
        special = SpecialDay(row.day("day"), row.needed("name"), kind, row.flag("exclude"))
        if row.sound and found.setdefault(special.day, special) != special:
            row.wrong(tr("{day} is already {name}", day=special.day, name=found[special.day].name))
    faults.raise_if_any()
    return SpecialDays(tuple(sorted(found.values())))


NEEDED = ("day", "cause", "rostered_minutes", "lost_minutes")
OPTIONAL = ("from", "to", "inside", "paid", "planned")


def read_absence(path: Path) -> tuple[Absence, ...]:
    """Read `day,cause,rostered_minutes,lost_minutes` and, optional, `from,to,inside,paid,planned`.

    Raises
    ------
    UnreadableFile
        If the file is no such table.
    BadRows
        If rows are wrong, or two rows of one day and part disagree on what was rostered; the
        message lists all.
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
                tr(
                    "rostered_minutes {rostered_min} of {day}, but an earlier row of the "
                    "same day and part says {rostered}",
                    rostered_min=absence.rostered_min,
                    day=absence.day,
                    rostered=rostered[key],
                )
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
