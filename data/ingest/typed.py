"""Canonical texts to numbers and instants; whatever is neither is complained about."""

import numpy as np
import pandas as pd

from data.ingest.complaints import Complaints
from data.ingest.instants import read_instants

COUNTS = ("offered", "handled", "abandoned", "answered_in_threshold")
NUMBERS = (
    *COUNTS,
    "threshold_seconds",
    "handle_seconds_total",
    "wait_seconds_total",
    "temperature_c",
)
TEXTS = ("queue_name", "channel", "event_tag", "quality_flag", "part")


def typed(texts: pd.DataFrame, zone: str, complaints: Complaints, notes: list[str]) -> pd.DataFrame:
    """Canonical columns with types, same rows; bad cells become missing and are complained of.

    Parameters
    ----------
    zone
        Clock of times without an offset.
    notes
        Warnings, added to.
    """
    frame = pd.DataFrame(index=texts.index)
    frame["queue_id"] = texts["queue_id"].astype(object)
    complaints.add(frame["queue_id"] == "", "queue_id is empty")
    for name in TEXTS:
        frame[name] = texts[name].astype(object) if name in texts else ""
    frame["queue_name"] = frame["queue_name"].where(frame["queue_name"] != "", frame["queue_id"])
    frame["channel"] = frame["channel"].where(frame["channel"] != "", "voice")
    _add_instants(frame, texts["interval_start"], zone, complaints, notes)
    frame["interval_minutes"] = _minutes(texts["interval_minutes"], complaints)
    for name in NUMBERS:
        frame[name] = _numbers(texts[name], complaints) if name in texts else np.nan
    return frame


def _add_instants(
    frame: pd.DataFrame, texts: pd.Series, zone: str, complaints: Complaints, notes: list[str]
) -> None:
    found = read_instants(texts, zone)
    complaints.add(found.fault != "", lambda row: str(found.fault.at[row]))
    frame["interval_start"] = found.utc
    naive = int((found.naive & (found.fault == "")).sum())
    if naive and zone != "UTC":
        notes.append(f"{naive} times have no offset from UTC: read on the clock of {zone}")


def _numbers(texts: pd.Series, complaints: Complaints) -> pd.Series:
    numbers = pd.to_numeric(texts, errors="coerce").astype(np.float64)
    bad = (numbers.isna() & (texts != "")) | np.isinf(numbers)
    name = texts.name
    complaints.add(bad, lambda row: f"{name} '{texts.at[row]}' is no number (write 1234.5)")
    return numbers.where(~bad)


def _minutes(texts: pd.Series, complaints: Complaints) -> pd.Series:
    numbers = pd.to_numeric(texts, errors="coerce").astype(np.float64)
    good = numbers.between(1, 1440) & (numbers == numbers.round())
    shown = texts.where(texts != "", "(empty)")
    complaints.add(
        ~good, lambda row: f"interval_minutes '{shown.at[row]}' is no whole number 1 .. 1440"
    )
    return numbers.where(good, 0).astype(np.int64)
