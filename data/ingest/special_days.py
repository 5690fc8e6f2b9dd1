"""A planner's table of special days."""

from pathlib import Path
from typing import cast, get_args

from data.ingest.rows import Faults, read_rows
from data.model.special_day import Kind, SpecialDay, SpecialDays


def read_special_days(path: Path) -> SpecialDays:
    """Read `day,name,kind,exclude` (kind and exclude optional).

    Raises
    ------
    UnreadableFile
        If the file is no such table.
    BadRows
        If rows are wrong, or two rows speak of one day; all are told at once.
    """
    faults = Faults()
    found: dict[object, SpecialDay] = {}
    for row in read_rows(path, ("day", "name"), faults, optional=("kind", "exclude")):
        kind = cast(Kind, row.choice("kind", get_args(Kind), "holiday"))
        special = SpecialDay(row.day("day"), row.needed("name"), kind, row.flag("exclude"))
        if row.sound and found.setdefault(special.day, special) != special:
            row.wrong(f"{special.day} is already {found[special.day].name}")
    faults.raise_if_any()
    return SpecialDays(tuple(sorted(found.values())))
