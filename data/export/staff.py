"""A staff as a folder of CSV files; `data.ingest.staff.read_staff` reads them back."""

from collections.abc import Sequence
from pathlib import Path

from data.files.cells import csv_bytes
from data.files.text import write_all
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.shift import ShiftTemplate, clock_text
from data.model.staff import WEEKDAYS, Staff


def write_staff(staff: Staff, folder: Path) -> tuple[Path, ...]:
    """Write `agents.csv`, `contracts.csv`, `templates.csv`, `leave.csv`, `availability.csv` and
    `wishes.csv`, each whole or not at all.

    Raises
    ------
    InvalidValue
        If an id or label holds a character that separates parts of a cell.
    UnwritableFile
        If a file cannot be written.
    """
    files = staff_files(staff)  # all made before the first is written
    return write_all({Path(folder) / name: content for name, content in files.items()})


def staff_files(staff: Staff) -> dict[str, bytes]:
    """Content of each file by name; leave and proficiency have a column where anybody's is said."""
    own = ("leave_days",) if any(a.leave_days is not None for a in staff.agents) else ()
    rated = ("proficiency",) if any(a.proficiency for a in staff.agents) else ()
    leave = ("leave_days",) if any(c.leave_days for c in staff.contracts) else ()
    agents = (
        (a.agent_id, a.name, a.contract_id, _list(a.skills), a.team, _flag(a.senior),
         *([a.leave_days] if own else ()),
         *([_list([f"{skill}={n}" for skill, n in a.proficiency])] if rated else ()))
        for a in staff.agents
    )  # fmt: skip
    contracts = (
        (c.contract_id, c.name, c.weekly_min_min, c.weekly_max_min, _list(c.templates),
         c.hour_cents, *([c.leave_days] if leave else ()))
        for c in staff.contracts
    )  # fmt: skip
    return {
        "agents.csv": csv_bytes(
            ("agent_id", "name", "contract_id", "skills", "team", "senior", *own, *rated), agents
        ),
        "contracts.csv": csv_bytes(
            ("contract_id", "name", "weekly_min_min", "weekly_max_min", "templates", "hour_cents",
             *leave),
            contracts,
        ),
        "templates.csv": csv_bytes(
            ("code", "name", "earliest_start", "latest_start", "step_min", "length_min", "breaks"),
            map(_template, staff.templates),
        ),
        **_wants(staff),
    }  # fmt: skip


def _wants(staff: Staff) -> dict[str, bytes]:
    return {
        "leave.csv": csv_bytes(
            ("agent_id", "first", "last", "kind"),
            ((x.agent_id, x.first.isoformat(), x.last.isoformat(), x.kind) for x in staff.leave),
        ),
        "availability.csv": csv_bytes(
            ("agent_id", "weekday", "earliest", "latest"),
            (
                (
                    x.agent_id,
                    WEEKDAYS[x.weekday],
                    clock_text(x.earliest_min),
                    clock_text(x.latest_min),
                )
                for x in staff.availability
            ),
        ),
        "wishes.csv": csv_bytes(
            ("agent_id", "day", "want", "earliest_start", "latest_start", "weight"),
            (
                (
                    x.agent_id,
                    x.day.isoformat() if x.day else "",
                    x.want,
                    clock_text(x.earliest_start_min),
                    clock_text(x.latest_start_min),
                    x.weight,
                )
                for x in staff.wishes
            ),
        ),
    }


def _template(template: ShiftTemplate) -> tuple[object, ...]:
    breaks = []
    for window in template.breaks:
        if "|" in window.label:
            raise InvalidValue(
                tr("break {label!r}: a label cannot hold '|'; rename it", label=window.label)
            )
        numbers = (window.length_min, window.earliest_min, window.latest_min)
        paid = "paid" if window.paid else "unpaid"
        apart = (str(window.apart_min),) if window.apart_min else ()
        breaks.append("|".join((window.label, *map(str, numbers), paid, *apart)))
    return (
        template.code,
        template.name,
        clock_text(template.earliest_start_min),
        clock_text(template.latest_start_min),
        template.step_min,
        template.length_min,
        _list(breaks),
    )


def _list(parts: Sequence[str]) -> str:
    bad = [part for part in parts if ";" in part or not part]
    if bad:
        raise InvalidValue(
            tr("{bad!r} cannot stand in a list (it is empty or holds ';')", bad=bad[0])
        )
    return ";".join(parts)


def _flag(value: bool) -> str:
    return "true" if value else "false"
