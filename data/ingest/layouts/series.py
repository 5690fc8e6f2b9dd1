"""Plain series: `series_id,ts,y[,temp_c|temp_day_c][,holiday]` on a local clock."""

import pandas as pd

from data.ingest.layout import Layout, has_columns


def _convert(cells: pd.DataFrame) -> pd.DataFrame:
    cells = cells.rename(columns=str.lower)
    found = {
        "queue_id": cells["series_id"],
        "queue_name": cells["series_id"],
        "interval_start": cells["ts"],
        "offered": cells["y"],
    }
    for name in ("temp_day_c", "temp_c"):  # the slot's own temperature is the better one
        if name in cells:
            found["temperature_c"] = cells[name]
    return pd.DataFrame(found)


LAYOUT = Layout(
    "series",
    "series_id,ts,y[,temp_c|temp_day_c][,holiday]",
    has_columns("series_id", "ts", "y"),
    _convert,
    numbers=("y", "temp_c", "temp_day_c"),
    needed=("series_id", "ts", "y"),
)
