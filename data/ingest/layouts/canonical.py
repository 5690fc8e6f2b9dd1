"""The canonical layout: one row per queue and interval, totals rather than averages."""

from collections.abc import Sequence

import pandas as pd

from data.files.headings import CHINESE, column_id
from data.ingest.layout import Layout

COLUMNS = (
    "interval_start",
    "interval_minutes",
    "queue_id",
    "queue_name",
    "channel",
    "offered",
    "handled",
    "abandoned",
    "answered_in_threshold",
    "threshold_seconds",
    "handle_seconds_total",
    "wait_seconds_total",
    "event_tag",
    "quality_flag",
)
NEEDED = ("interval_start", "interval_minutes", "queue_id", "offered")


def _convert(cells: pd.DataFrame) -> pd.DataFrame:
    return cells.rename(columns=column_id)


def _matches(cells: Sequence[str]) -> bool:
    return set(NEEDED) <= set(map(column_id, cells))


_NUMBERS = (*COLUMNS[5:12], "temperature_c")


LAYOUT = Layout(
    "canonical",
    ",".join(COLUMNS),
    _matches,
    _convert,
    numbers=(*_NUMBERS, *(CHINESE[name] for name in _NUMBERS)),
    needed=NEEDED,
)
