"""Intervals of a file to slots of the centre."""

import pandas as pd

from data.files.values import NUMBERS, Complaints
from data.model.queue import Centre

_SUMS = [name for name in NUMBERS if name not in ("threshold_seconds", "temperature_c")]


def fit_to_slots(frame: pd.DataFrame, centre: Centre, complaints: Complaints) -> pd.DataFrame:
    """One row per queue and slot, ascending.

    Notes
    -----
    Intervals shorter than a slot are summed where all parts of the slot are there; a sum of
    some parts would look like a quiet slot. Longer intervals are set aside, since nobody knows
    how their contacts were spread.
    """
    slot = _slots(frame, centre)
    _check_lengths(frame, centre, complaints)
    off = (frame["interval_start"] - slot).dt.total_seconds() % (60 * frame["interval_minutes"])
    complaints.add(off != 0, f"interval_start is off the grid of {centre.slot_min}-minute slots")
    frame = complaints.spared(frame.assign(slot=slot))
    _check_parts(frame, centre, complaints)
    frame = complaints.spared(frame)
    merged = frame if not frame.duplicated(["queue_id", "slot"]).any() else _merged(frame)
    merged = merged.assign(interval_start=merged["slot"], interval_minutes=centre.slot_min)
    return merged.sort_values(["queue_id", "interval_start"], kind="stable")


def _slots(frame: pd.DataFrame, centre: Centre) -> pd.Series:
    """Start of the slot that holds each interval's start."""
    codes, unique = pd.factorize(frame["interval_start"])
    starts = pd.DatetimeIndex(unique)
    local = starts.tz_convert(centre.zone)
    beyond_s = (local.hour * 3600 + local.minute * 60 + local.second) % (60 * centre.slot_min)
    slots = starts - pd.to_timedelta(beyond_s, unit="s")
    return pd.Series(slots.take(codes), index=frame.index)


def _check_lengths(frame: pd.DataFrame, centre: Centre, complaints: Complaints) -> None:
    minutes, slot_min = frame["interval_minutes"], centre.slot_min
    complaints.add(
        minutes > slot_min,
        lambda row: (
            f"an interval of {minutes.at[row]} min cannot be split into slots of {slot_min} min"
        ),
    )
    complaints.add(
        (minutes < slot_min) & (slot_min % minutes != 0),
        lambda row: f"intervals of {minutes.at[row]} min do not fill a slot of {slot_min} min",
    )


def _check_parts(frame: pd.DataFrame, centre: Centre, bad: Complaints) -> None:
    groups = frame.groupby(["queue_id", "slot"], sort=False)
    minutes = frame["interval_minutes"]
    mixed = groups["interval_minutes"].transform("nunique") > 1
    bad.add(mixed, "the file gives this slot in intervals of several lengths")
    found, parts = groups["interval_start"].transform("nunique"), centre.slot_min // minutes
    bad.add(
        ~mixed & (found < parts),
        lambda row: f"only {found.at[row]} of {parts.at[row]} parts of the slot are in the file",
    )


def _merged(frame: pd.DataFrame) -> pd.DataFrame:
    keys = ["queue_id", "slot"]
    groups = frame.groupby(keys, sort=False)
    # A total with a missing part is missing.
    sums = groups[_SUMS].sum().where(groups[_SUMS].count().eq(groups.size(), axis=0))
    merged = groups[["queue_name", "channel"]].first().join(sums)
    threshold = groups["threshold_seconds"]
    merged["threshold_seconds"] = threshold.first().where(threshold.nunique() == 1)
    merged["temperature_c"] = groups["temperature_c"].mean()
    for name in ("event_tag", "quality_flag"):
        merged[name] = _joined(frame, keys, name).reindex(merged.index, fill_value="")
    return merged.reset_index()


def _joined(frame: pd.DataFrame, keys: list[str], name: str) -> pd.Series:
    said = frame.loc[frame[name] != "", [*keys, name]].drop_duplicates()
    joined = said.groupby(keys, sort=False)[name].agg("; ".join)
    return joined.astype(object) if len(joined) else pd.Series(dtype=object)


def fill_zeros(frame: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Add rows of zero contacts where other queues have a row, for layouts that omit zeros."""
    queues = frame[["queue_id", "queue_name", "channel"]].drop_duplicates("queue_id")
    every = queues.merge(frame[["interval_start"]].drop_duplicates(), how="cross")
    full = every.merge(
        frame.drop(columns=["queue_name", "channel"]), how="left", on=["queue_id", "interval_start"]
    )
    silent = full["offered"].isna()
    if silent.any():
        notes.append(
            f"{int(silent.sum())} slots without a row count as zero contacts: this layout lists "
            "only what happened"
        )
    zeros = ["offered", "handled", "abandoned", "handle_seconds_total", "wait_seconds_total"]
    full.loc[silent, zeros] = 0.0
    full.loc[silent, ["event_tag", "quality_flag"]] = ""
    full["interval_minutes"] = frame["interval_minutes"].iloc[0] if len(frame) else 0
    return full.sort_values(["queue_id", "interval_start"], kind="stable")
