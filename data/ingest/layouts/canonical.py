"""The canonical layout: one row per queue and interval, totals rather than averages."""

import pandas as pd

from data.ingest.layout import Layout, has_columns

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
    return cells.rename(columns=str.lower)


LAYOUT = Layout(
    "canonical",
    ",".join(COLUMNS),
    has_columns(*NEEDED),
    _convert,
    numbers=(*COLUMNS[5:12], "temperature_c"),
)
