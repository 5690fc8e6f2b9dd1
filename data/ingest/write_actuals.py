"""Actuals to files: the canonical layout, and the rows that were set aside."""

from pathlib import Path

import pandas as pd

from data.files.cells import harmless
from data.files.headings import heading
from data.files.text import write_whole
from data.ingest.actuals import FRAME_COLUMNS, TEXT_COLUMNS, Actuals
from data.ingest.layouts.canonical import COLUMNS


def write_canonical_csv(actuals: Actuals, path: Path, zone: str = "UTC") -> Path:
    """Write the good rows in the canonical layout, times on the clock of a zone with their offset.

    Raises
    ------
    UnwritableFile
        If the file cannot be written.
    """
    columns = FRAME_COLUMNS if actuals.frame["temperature_c"].notna().any() else COLUMNS
    frame = actuals.frame[list(columns)].copy()
    starts = pd.DatetimeIndex(frame["interval_start"])
    codes, unique = pd.factorize(starts)
    shown = [start.isoformat() for start in pd.DatetimeIndex(unique).tz_convert(zone)]
    frame["interval_start"] = pd.Series(shown, dtype=object).to_numpy()[codes]
    for name in TEXT_COLUMNS:
        frame[name] = frame[name].map(harmless)
    return _write(frame, path)


def write_rejected(actuals: Actuals, path: Path) -> Path:
    """Write the rows that were set aside: `row`, `reason`, `text`.

    Raises
    ------
    UnwritableFile
        If the file cannot be written.
    """
    return write_rejected_rows(actuals.rejected, path)


def write_rejected_rows(rejected: pd.DataFrame, path: Path) -> Path:
    """Write rows that were set aside, of a file of any kind: `row`, `reason`, `text`.

    Raises
    ------
    UnwritableFile
        If the file cannot be written.
    """
    frame = rejected.copy()
    for name in ("reason", "text"):
        frame[name] = frame[name].map(harmless)
    return _write(frame, path)


def _write(frame: pd.DataFrame, path: Path) -> Path:
    numbers = frame.select_dtypes("float").columns
    whole = {
        name: frame[name].astype("Int64")
        for name in numbers
        if (frame[name].isna() | (frame[name] % 1 == 0)).all()
    }
    named = frame.assign(**whole).rename(columns=heading)
    text = named.to_csv(index=False, lineterminator="\r\n")
    return write_whole(Path(path), ("\ufeff" + text).encode())
