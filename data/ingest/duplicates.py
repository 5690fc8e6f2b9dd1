"""Rows given twice: the same twice is harmless, two different answers are both refused."""

import pandas as pd

from data.ingest.complaints import Complaints
from data.ingest.typed import NUMBERS

_KEY = ["queue_id", "part", "interval_start", "interval_minutes"]


def drop_repeats(frame: pd.DataFrame, complaints: Complaints, notes: list[str]) -> pd.DataFrame:
    """Keep one of identical rows; complain about all rows of a slot that contradict each other.

    Notes
    -----
    Nobody but the planner knows which of two different values is right, and the last one is
    right only by luck: both are kept aside, so the slot stays missing and is seen.
    """
    repeated = frame.duplicated([*_KEY, *NUMBERS, "event_tag", "quality_flag"])
    if repeated.any():
        notes.append(f"{int(repeated.sum())} rows repeat an earlier row of the file: left out")
    kept = frame.loc[~repeated]
    odd = kept.duplicated(_KEY, keep=False)
    others = kept.loc[odd].groupby(_KEY, sort=False)
    rivals = {
        row: [int(other) for other in rows if other != row]
        for rows in others.groups.values()
        for row in rows
    }
    complaints.add(
        odd, lambda row: f"row {', '.join(map(str, rivals[row]))} says otherwise for the same slot"
    )
    return kept.loc[~odd]
