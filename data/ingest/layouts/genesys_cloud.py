"""Genesys Cloud: interval export; one row per queue, media, skill set and language."""

import pandas as pd

from data.ingest.layout import Layout, common_step, has_columns

_COLUMNS = (
    "Interval Start UTC Date",
    "Queue",
    "Media Type",
    "Skill Set",
    "Language",
    "Offered",
    "Interactions Handled",
    "Total Handle Time (Seconds)",
)


def _convert(cells: pd.DataFrame) -> pd.DataFrame:
    names = {name.lower(): name for name in _COLUMNS}
    cells = cells.rename(columns=lambda name: names.get(name.lower(), name))
    media = cells["Media Type"].str.lower()
    # A queue with calls and chats is two kinds of work: each becomes its own queue.
    mixed = media.groupby(cells["Queue"]).transform("nunique") > 1
    queue = cells["Queue"].where(~mixed, cells["Queue"] + " (" + media + ")")
    start = cells["Interval Start UTC Date"]
    return pd.DataFrame(
        {
            "queue_id": queue,
            "queue_name": queue,
            "channel": media,
            "part": cells["Skill Set"] + "\n" + cells["Language"],
            "interval_start": start,
            "interval_minutes": common_step(start, queue),
            "offered": cells["Offered"],
            "handled": cells["Interactions Handled"],
            "handle_seconds_total": cells["Total Handle Time (Seconds)"],
        }
    )


LAYOUT = Layout("genesys_cloud", ",".join(_COLUMNS), has_columns(*_COLUMNS), _convert, utc=True)
