"""Texts of cells to typed columns, and the complaints about rows that do not fit."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from data.files.headings import column_said
from data.files.instants import read_instants, without_serials
from data.model.language import tr

REJECTED_COLUMNS = ("row", "reason", "text")
_SHOWN = 2000  # letters of a bad row that are kept [-]


class Complaints:
    """Reasons to set rows aside, by row number; a row may have several.

    Parameters
    ----------
    known
        Reasons found earlier, e.g. for rows that could not be split into cells.
    """

    def __init__(self, known: Mapping[int, str] | None = None) -> None:
        self._reasons: dict[int, list[str]] = {row: [text] for row, text in (known or {}).items()}

    def add(self, bad: pd.Series, reason: str | Callable[[int], str]) -> None:
        """Add a reason to the rows where `bad` is true.

        Parameters
        ----------
        bad
            Booleans indexed by row number.
        reason
            One text for all rows, or what gives the text of a row number.
        """
        for row in bad.index[bad.to_numpy(bool)]:
            text = reason if isinstance(reason, str) else reason(row)
            self._reasons.setdefault(int(row), []).append(text)

    def spared(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of a frame that have no complaint."""
        if not self._reasons:
            return frame
        bad = np.fromiter(self._reasons, dtype=np.int64)
        return frame.loc[~frame.index.isin(bad)]

    def table(self, original: Mapping[int, str]) -> pd.DataFrame:
        """Bad rows with columns `row`, `reason` (all of them) and `text`, by row number."""
        rows = sorted(self._reasons)
        columns = (rows, ["; ".join(self._reasons[row]) for row in rows])
        texts = [original.get(row, "")[:_SHOWN] for row in rows]
        return pd.DataFrame(dict(zip(REJECTED_COLUMNS, (*columns, texts), strict=True)))


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
    """Canonical columns with types, same rows; a bad cell becomes missing and adds a complaint.

    Parameters
    ----------
    zone
        Clock of times without an offset.
    complaints, notes
        Reasons and warnings; this function adds to them.
    """
    frame = pd.DataFrame(index=texts.index)
    frame["queue_id"] = texts["queue_id"].astype(object)
    complaints.add(frame["queue_id"] == "", tr("{name} is empty", name=column_said("queue_id")))
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
    frame["interval_start"] = instants_of(texts, "interval_start", zone, complaints, notes)


def instants_of(
    texts: pd.Series, name: str, zone: str, complaints: Complaints, notes: list[str]
) -> pd.Series:
    """Instants of a column (UTC, NaT where it has none), and what is to be said of it."""
    texts = without_serials(texts, name, notes)
    found = read_instants(texts, zone, name)
    complaints.add(found.fault != "", lambda row: str(found.fault.at[row]))
    naive = int((found.naive & (found.fault == "")).sum())
    if naive and zone != "UTC":
        notes.append(
            tr(
                "{naive} times have no offset from UTC: read on the clock of {zone}",
                naive=naive,
                zone=zone,
            )
        )
    return found.utc


def _numbers(texts: pd.Series, complaints: Complaints) -> pd.Series:
    numbers = pd.to_numeric(texts, errors="coerce").astype(np.float64)
    bad = (numbers.isna() & (texts != "")) | np.isinf(numbers)
    name = column_said(str(texts.name))
    complaints.add(
        bad,
        lambda row: tr(
            "{name} '{at}' is no number (write 1234.5)", name=name, at=str(texts.at[row])[:100]
        ),
    )
    return numbers.where(~bad)


def _minutes(texts: pd.Series, complaints: Complaints) -> pd.Series:
    numbers = pd.to_numeric(texts, errors="coerce").astype(np.float64)
    good = numbers.between(1, 1440) & (numbers == numbers.round())
    shown = texts.where(texts != "", "(empty)")
    complaints.add(
        ~good,
        lambda row: tr(
            "{name} '{at}' is no whole number 1 .. 1440",
            name=column_said("interval_minutes"),
            at=str(shown.at[row])[:100],
        ),
    )
    return numbers.where(good, 0).astype(np.int64)
