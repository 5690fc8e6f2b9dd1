"""Intervals of a file to slots of the centre."""

import numpy as np
import pandas as pd

from data.files.headings import column_said
from data.files.values import NUMBERS, Complaints
from data.model.centre import Centre
from data.model.language import tr

_SUMS = [name for name in NUMBERS if name not in ("threshold_seconds", "temperature_c")]


def fit_to_slots(
    frame: pd.DataFrame,
    centre: Centre,
    complaints: Complaints,
    notes: list[str],
    *,
    whole: bool = True,
) -> pd.DataFrame:
    """One row per queue and slot, ascending.

    Parameters
    ----------
    whole
        Whether every part of a slot must have a row; if not, those without one had no contacts.

    Notes
    -----
    Intervals shorter than a slot are summed where all parts of the slot are there; a sum of
    some parts would look like a quiet slot. Longer intervals are set aside, since nobody knows
    how their contacts were spread.
    """
    _check_lengths(frame, centre, complaints)
    frame = complaints.spared(frame)
    frame = frame.assign(slot=_slots(frame, centre))
    apart = _out_of_step(frame)
    shared, frame = frame.loc[apart], frame.loc[~apart]
    off = (frame["interval_start"] - frame["slot"]).dt.total_seconds()
    off %= 60 * frame["interval_minutes"]
    complaints.add(
        off != 0,
        tr(
            "{name} is off the grid of {slot_min}-minute slots",
            name=column_said("interval_start"),
            slot_min=centre.slot_min,
        ),
    )
    frame = complaints.spared(frame)
    _check_parts(frame, centre, complaints, whole)
    frame = complaints.spared(frame)
    merged = frame if not frame.duplicated(["queue_id", "slot"]).any() else _merged(frame)
    if len(shared):
        merged = pd.concat([merged, _shared_out(shared, centre, notes)], ignore_index=True)
        merged = merged.drop_duplicates(["queue_id", "slot"])
    merged = merged.assign(interval_start=merged["slot"], interval_minutes=centre.slot_min)
    return merged.sort_values(["queue_id", "interval_start"], kind="stable")


def _out_of_step(frame: pd.DataFrame) -> pd.Series:
    """Intervals of whole UTC hours or parts of them that a clock such as +05:45 cuts in two."""
    length = 60 * frame["interval_minutes"]
    utc_s = frame["interval_start"].dt.tz_localize(None).dt.as_unit("s").astype("int64")
    into_slot = (frame["interval_start"] - frame["slot"]).dt.total_seconds()
    return pd.Series((utc_s % length == 0) & (into_slot % length != 0), index=frame.index)


def _shared_out(frame: pd.DataFrame, centre: Centre, notes: list[str]) -> pd.DataFrame:
    """Slots of intervals that lie across them, each shared out evenly over its time.

    Notes
    -----
    At the ends of the file slots are covered in part: at least half of one stands for the whole.
    """
    into = (frame["interval_start"] - frame["slot"]).dt.total_seconds() // 60
    minutes = frame["interval_minutes"].to_numpy(np.int64)
    part_min = pd.Series(np.gcd(into.to_numpy(np.int64), minutes), index=frame.index)
    parts = frame["interval_minutes"] // part_min
    row = frame.index.repeat(parts)
    each = frame.loc[row].reset_index(drop=True)
    number = each.groupby(row.to_numpy()).cumcount()
    length = pd.Series(part_min.loc[row].to_numpy())
    each["interval_start"] += pd.to_timedelta(number * length * 60, unit="s").dt.as_unit("s")
    each[_SUMS] = each[_SUMS].div(parts.loc[row].to_numpy(), axis=0)
    each = each.assign(slot=_slots(each, centre), covered=length)
    covered = each.groupby(["queue_id", "slot"], sort=False)["covered"].sum()
    merged = _merged(each).set_index(["queue_id", "slot"])
    share = (covered / centre.slot_min).reindex(merged.index)
    merged[_SUMS] = merged[_SUMS].div(share.clip(upper=1.0), axis=0)
    notes.append(
        tr(
            "{frame} intervals begin within a slot on the clock of {zone}: each "
            "was shared between the slots that it touches, by time",
            frame=len(frame),
            zone=centre.zone,
        )
    )
    return merged.loc[share >= 0.5].reset_index()


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
        lambda row: tr(
            "an interval of {at} min cannot be split into slots of {slot_min} min",
            at=minutes.at[row],
            slot_min=slot_min,
        ),
    )
    complaints.add(
        (minutes < slot_min) & (slot_min % minutes != 0),
        lambda row: tr(
            "intervals of {at} min do not fill a slot of {slot_min} min",
            at=minutes.at[row],
            slot_min=slot_min,
        ),
    )


def _check_parts(frame: pd.DataFrame, centre: Centre, bad: Complaints, whole: bool) -> None:
    groups = frame.groupby(["queue_id", "slot"], sort=False)
    minutes = frame["interval_minutes"]
    mixed = groups["interval_minutes"].transform("nunique") > 1
    bad.add(mixed, tr("the file gives this slot in intervals of several lengths"))
    if not whole:
        return
    found, parts = groups["interval_start"].transform("nunique"), centre.slot_min // minutes
    bad.add(
        ~mixed & (found < parts),
        lambda row: tr(
            "only {at} of {at2} parts of the slot are in the file",
            at=found.at[row],
            at2=parts.at[row],
        ),
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
