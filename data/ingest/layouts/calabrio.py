"""Calabrio: no header; skill, start, end, volume, task s, after-task s, [agents]."""

import re
from collections.abc import Sequence

import pandas as pd

from data.ingest.layout import Layout, product, total

_TIME = re.compile(r"\d{8} \d{2}:\d{2}")


def _matches(cells: Sequence[str]) -> bool:
    return len(cells) in (6, 7) and all(_TIME.fullmatch(cell.strip()) for cell in cells[1:3])


def _convert(cells: pd.DataFrame) -> pd.DataFrame:
    skill, start, end, volume, task_s, after_s = (cells[i] for i in range(6))
    return pd.DataFrame(
        {
            "queue_id": skill,
            "queue_name": skill,
            "interval_start": start,
            "interval_minutes": _minutes(start, end),
            "offered": volume,
            # The layout has no abandons: its volume is what was handled.
            "handled": volume,
            "handle_seconds_total": product(volume, total(task_s, after_s)),
        }
    )


def _minutes(start: pd.Series, end: pd.Series) -> pd.Series:
    first, last = (
        pd.to_datetime(side, format="%Y%m%d %H:%M", errors="coerce") for side in (start, end)
    )
    minutes = (last - first).dt.total_seconds() / 60.0
    usual = minutes.mode()
    if len(usual):  # over a clock change the two wall times lie an hour more or less apart
        shifted = (minutes - usual.iloc[0]).abs() == 60.0
        minutes = minutes.where(~shifted, usual.iloc[0])
    return minutes.map(lambda length: "" if pd.isna(length) else f"{length:g}")


LAYOUT = Layout(
    "calabrio",
    "skill, start yyyyMMdd HH:mm, end, volume, task s, after-task s[, agents] without a header",
    _matches,
    _convert,
    header=False,
    numbers=(3, 4, 5),
)
