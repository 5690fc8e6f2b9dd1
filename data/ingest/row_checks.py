"""Checks of history rows: repeated, negative, implausible, contradictory, in the future."""

from collections.abc import Collection
from datetime import datetime

import pandas as pd

from data.files.headings import column_said
from data.files.values import COUNTS, NUMBERS, Complaints
from data.ingest.layout import Layout
from data.model.checks.ids import MOST_LETTERS, id_fault, is_shortened, meant
from data.model.language import tr

_KEY = ["queue_id", "part", "interval_start", "interval_minutes"]


def drop_repeats(frame: pd.DataFrame, complaints: Complaints, notes: list[str]) -> pd.DataFrame:
    """Drop repeated rows, and complain about all rows of a slot that contradict each other.

    Notes
    -----
    Only the planner knows which of two different values is right: both are set aside, so that
    the slot is missing and the planner sees it.
    """
    repeated = frame.duplicated([*_KEY, *NUMBERS, "event_tag", "quality_flag"])
    if repeated.any():
        notes.append(
            tr("{sum} rows repeat an earlier row of the file: left out", sum=int(repeated.sum()))
        )
    first = frame.loc[~repeated]
    odd = first.duplicated(_KEY, keep=False)
    others = first.loc[odd].groupby(_KEY, sort=False)
    rivals = {
        row: [int(other) for other in rows if other != row]
        for rows in others.groups.values()
        for row in rows
    }
    complaints.add(
        odd,
        lambda row: tr(
            "row {map} says otherwise for the same slot", map=", ".join(map(str, rivals[row]))
        ),
    )
    return first.loc[~odd]


# No contact centre reaches these: units are wrong or columns shifted.
MOST_CONTACTS = 1e6  # [contacts/interval]
MOST_SECONDS = 1e9  # [s/interval]
MOST_HANDLE_S = 4 * 3600.0  # mean handle time of one contact [s]
# Contacts offered earlier may be handled now, so handled may exceed offered up to a limit.
CARRY_OVER_SHARE, CARRY_OVER = 4.0, 200.0
_LIVE = ("voice", "phone", "call", "chat")


def check_plausible(frame: pd.DataFrame, complaints: Complaints) -> None:
    """Complain about values out of range, too long handle times and too many handled contacts."""
    for name in NUMBERS:
        if name != "temperature_c":
            _check_range(frame[name], 0.0, _most(name), complaints)
    _check_range(frame["temperature_c"], -90.0, 60.0, complaints)
    _check_handle_time(frame, complaints)
    _check_balance(frame, complaints)
    rest = complaints.spared(frame)  # a bad count is missing too, but has its complaint already
    empty = rest["offered"].isna() & _says_something(rest)
    complaints.add(empty, tr("offered is missing although other counts are given"))


def check_past(frame: pd.DataFrame, until: datetime, zone: str, complaints: Complaints) -> None:
    """Complain about counts of future intervals: one such typo would move the forecast's start."""
    begins = frame["interval_start"]
    local = begins.dt.tz_convert(zone)
    complaints.add(
        begins > pd.Timestamp(until),
        lambda row: tr(
            "interval_start {at:%Y-%m-%d %H:%M} lies in the future",
            at=local.at[row],
        ),
    )


def check_over(frame: pd.DataFrame, until: datetime, complaints: Complaints) -> None:
    """Complain about intervals that were not over at a moment: half a slot looks like a fall."""
    begins = frame["interval_start"]
    ends = begins + pd.to_timedelta(frame["interval_minutes"], unit="min")
    running = (ends > pd.Timestamp(until)) & (begins <= pd.Timestamp(until))
    later = begins > pd.Timestamp(until)
    complaints.add(running, tr("this slot is not over yet: send it again when it is"))
    complaints.add(
        later,
        tr("this slot lies ahead: check clock and zone of the system that wrote it"),
    )


def check_known(frame: pd.DataFrame, known: Collection[str], complaints: Complaints) -> None:
    """Complain about queues that are not known: only history makes new ones."""
    some = ", ".join(sorted(known)[:10]) + (", ..." if len(known) > 10 else "")
    complaints.add(
        ~frame["queue_id"].isin(list(known)),
        lambda row: tr(
            "no queue {queue!r} is known; known: {known}",
            queue=frame["queue_id"].at[row],
            known=some or tr("none yet"),
        ),
    )


def drop_gaps(frame: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Leave out rows without any count: these slots are missing, not zero."""
    gaps = frame["offered"].isna() & ~_says_something(frame)
    if gaps.any():
        notes.append(tr("{sum} rows have no offered count: missing, not zero", sum=int(gaps.sum())))
    return frame.loc[~gaps]


def _says_something(frame: pd.DataFrame) -> pd.Series:
    return frame[[*COUNTS[1:], "handle_seconds_total"]].notna().any(axis=1)


def _most(name: str) -> float:
    return MOST_CONTACTS if name in COUNTS else MOST_SECONDS


def _check_range(numbers: pd.Series, least: float, most: float, complaints: Complaints) -> None:
    name = column_said(str(numbers.name))

    values = dict(zip(numbers.index, numbers.to_numpy(float), strict=True))

    def reason(row: int) -> str:
        number = values[row]
        what = (
            tr("is negative")
            if number < 0 <= least
            else tr("lies outside {least:,.10g} .. {most:,.10g}", least=least, most=most)
        )
        return f"{name} {number:,.10g} {what}"

    complaints.add((numbers < least) | (numbers > most), reason)


def _check_handle_time(frame: pd.DataFrame, complaints: Complaints) -> None:
    mean = frame["handle_seconds_total"] / frame["handled"].where(frame["handled"] > 0)
    hours = mean / 3600
    complaints.add(
        mean > MOST_HANDLE_S,
        lambda row: tr("handle time of {at:.1f} h a contact exceeds 4 h", at=hours.at[row]),
    )


def _check_balance(frame: pd.DataFrame, complaints: Complaints) -> None:
    offered = frame["offered"]
    left = frame["handled"].fillna(0.0) + frame["abandoned"].fillna(0.0)
    live = frame["channel"].str.lower().isin(_LIVE)
    odd = live & (left > CARRY_OVER + (1.0 + CARRY_OVER_SHARE) * offered)
    complaints.add(
        odd,
        lambda row: tr(
            "handled + abandoned {at:g} exceed offered {at2:g} by far",
            at=left.at[row],
            at2=offered.at[row],
        ),
    )


_THOUSANDS = r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+"


def check_thousands(cells: pd.DataFrame, layout: Layout, complaints: Complaints) -> None:
    """Complain about `3.600` in files whose cells no comma parts.

    Notes
    -----
    Spreadsheets write such files where the comma is the decimal mark: there a point before three
    digits parts the thousands. Read as 3.6 it would be wrong by a thousand, and nobody would see.
    """
    wanted = {str(name).lower() for name in layout.numbers}
    for name in cells.columns:
        if str(name).lower() in wanted:
            texts = cells[name]
            complaints.add(
                texts.str.fullmatch(_THOUSANDS),
                lambda row, name=name, texts=texts: _both_ways(
                    column_said(str(name)), texts.at[row]
                ),  # type: ignore[misc]
            )


def _both_ways(name: str, text: str) -> str:
    digits, last = text.replace(".", ""), text[-4:].rstrip("0")
    small = (
        tr(" or {text}{last}", text=text[:-4], last=last).rstrip(".")
        if text.count(".") == 1
        else ""
    )
    return tr(
        "{name} '{text}' may be {digits}{small}: write it without the point, or fewer digits",
        name=column_said(name),
        text=text,
        digits=digits,
        small=small,
    )


def check_ids(frame: pd.DataFrame, known: Collection[str], complaints: Complaints) -> None:
    """Complain about queue ids and names that are none, and ids that only look like another's.

    Notes
    -----
    A file's own ids count in the order of its rows: the first way to write one stands.
    """
    for name in ("queue_id", "queue_name", "channel"):
        faults = {text: fault for text in frame[name].unique() if (fault := id_fault(text))}
        reasons = {text: f"{column_said(name)} {fault}" for text, fault in faults.items()}
        _complain(frame[name], reasons, complaints)
    for name in ("event_tag", "quality_flag"):
        long = frame[name].str.len() > MOST_LETTERS
        complaints.add(
            long,
            tr(
                "{name} has more than {most_letters} letters",
                name=column_said(name),
                most_letters=MOST_LETTERS,
            ),
        )
    good = dict.fromkeys(known)
    slips = dict[str, str]()
    for text in complaints.spared(frame)["queue_id"].unique():
        other = meant(text, good)
        if other:
            slips[text] = tr(
                "queue {text!r} looks like {other!r}, written otherwise (case, "
                "width, blanks, or zeros that a spreadsheet dropped): write "
                "{other!r} if it is that queue",
                text=text,
                other=other,
            )
        elif text not in good and is_shortened(text):
            slips[text] = tr(
                "queue {text!r} is a long number that a spreadsheet shortened: "
                "format the column as text and write the id in full",
                text=text,
            )
        else:
            good[text] = None
    _complain(frame["queue_id"], slips, complaints)


def _complain(texts: pd.Series, reasons: dict[str, str], complaints: Complaints) -> None:
    if reasons:
        complaints.add(texts.isin(list(reasons)), lambda row: reasons[str(texts.at[row])])


def without_handle_time(frame: pd.DataFrame) -> tuple[str, ...]:
    """Queues with contacts of which a file tells no handle time: they would need nobody."""
    sums = frame.groupby("queue_id")[["offered", "handle_seconds_total"]].sum()
    silent = (sums["offered"] > 0) & ~(sums["handle_seconds_total"] > 0)
    return tuple(map(str, sums.index[silent]))
