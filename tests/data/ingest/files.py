"""Files as planners send them."""

from collections.abc import Sequence
from pathlib import Path

from data.ingest import Actuals, read_actuals
from data.ingest.layouts.canonical import COLUMNS
from data.model.centre import Centre
from tests.data.builders import a_centre

HEADER = ",".join(COLUMNS)
COLUMN = {name: position for position, name in enumerate(COLUMNS)}


def a_row(start: str = "2026-01-05T08:00+08:00", **changes: object) -> str:
    """A row of the canonical form."""
    values: dict[str, object] = {
        "interval_start": start,
        "interval_minutes": 30,
        "queue_id": "faults",
        "queue_name": "Fault reports",
        "channel": "voice",
        "offered": 12,
        "handled": 11,
        "abandoned": 1,
        "answered_in_threshold": 9,
        "threshold_seconds": 20,
        "handle_seconds_total": 2640,
        "wait_seconds_total": 150,
        "event_tag": "",
        "quality_flag": "",
    }
    assert set(changes) <= set(values)
    return ",".join(str(value) for value in (values | changes).values())


def a_file(path: Path, rows: Sequence[str], header: str = HEADER, encoding: str = "utf-8") -> Path:
    path.write_bytes("\r\n".join([*([header] if header else []), *rows, ""]).encode(encoding))
    return path


def read(
    folder: Path, *rows: str, header: str = HEADER, centre: Centre | None = None, **options: str
) -> Actuals:
    """What a file with these rows says."""
    return read_actuals(a_file(folder / "file.csv", rows, header), centre or a_centre(), **options)


def reasons(actuals: Actuals) -> dict[int, str]:
    """Reason by row number."""
    return dict(zip(actuals.rejected["row"], actuals.rejected["reason"], strict=True))
