"""Call records of a bank, summed per queue and interval for research."""

import pandas as pd

from data.ingest.layout import Layout, has_columns

_COLUMNS = ("ts", "queue", "offered", "answered", "abandoned", "q_time_sum", "talk_s", "aht_s")


def _convert(cells: pd.DataFrame) -> pd.DataFrame:
    cells = cells.rename(columns=str.lower)
    nobody = (cells["talk_s"] == "") & (pd.to_numeric(cells["answered"], errors="coerce") == 0)
    return pd.DataFrame(
        {
            "queue_id": cells["queue"],
            "queue_name": cells["queue"],
            "interval_start": cells["ts"],
            "offered": cells["offered"],
            "handled": cells["answered"],
            "abandoned": cells["abandoned"],
            "handle_seconds_total": cells["talk_s"].where(~nobody, "0"),
            "wait_seconds_total": cells["q_time_sum"],
        }
    )


LAYOUT = Layout(
    "bank",
    ",".join(_COLUMNS),
    has_columns(*_COLUMNS),
    _convert,
    lists_zeros=False,
    numbers=_COLUMNS[2:],
    needed=_COLUMNS,
)
