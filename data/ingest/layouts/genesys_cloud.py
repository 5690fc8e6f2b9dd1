"""Genesys Cloud: interval export; one row per queue, media, skill set and language."""

from collections.abc import Sequence

import pandas as pd

from data.ingest.layout import Layout, by_channel, has_columns

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
# The maker's own example leaves the unit out; another unit, such as minutes, is not taken.
_HANDLE_TIME = ("Total Handle Time (Seconds)", "Total Handle Time (s)", "Total Handle Time")
_named = has_columns(*_COLUMNS[:-1])


def _matches(cells: Sequence[str]) -> bool:
    return _named(cells) and any(has_columns(name)(cells) for name in _HANDLE_TIME)


def _convert(cells: pd.DataFrame) -> pd.DataFrame:
    names = {name.lower(): name for name in _COLUMNS}
    names |= {name.lower(): _COLUMNS[-1] for name in _HANDLE_TIME}
    cells = cells.rename(columns=lambda name: names.get(name.lower(), name))
    return by_channel(cells["Queue"], cells["Queue"], cells["Media Type"]).assign(
        part=cells["Skill Set"] + "\n" + cells["Language"],
        interval_start=cells["Interval Start UTC Date"],
        offered=cells["Offered"],
        handled=cells["Interactions Handled"],
        handle_seconds_total=cells["Total Handle Time (Seconds)"],
    )


LAYOUT = Layout(
    "genesys_cloud",
    ",".join(_COLUMNS),
    _matches,
    _convert,
    utc=True,
    numbers=(*_COLUMNS[5:7], *_HANDLE_TIME),
    needed=_COLUMNS,
)
