"""Whether the newest data of a feed are fit to be learnt from, and what is wrong with them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np

from data.model.forecast import Forecast
from data.model.grid import local_midnight
from data.model.language import tr
from data.model.series import ContactSeries
from forecasting.calendar.panel import fold
from forecasting.cleaning.tail import odd_tail, repeated_days
from forecasting.counts import robust_sd

RECENT_DAYS = 7
"""How many of the last days are looked at [days]."""
LATE_HOURS = 26.0  # a nightly feed with two hours' grace
MISSING_SHARE = 0.02
_FAR_SDS = 4.0
_FAR_SHARE = 0.25
_USUAL_DAYS = 56


@dataclass(frozen=True)
class Finding:
    """One thing wrong with a feed.

    Parameters
    ----------
    severity
        `warning`: forecast, but look at it; `block`: the last good forecast should stay.
    sentence
        What, where, and what to do.
    """

    queue_id: str
    check: Literal["late", "missing", "volume", "zeros", "frozen", "negative"]
    severity: Literal["warning", "block"]
    sentence: str


def check_feed(
    series: ContactSeries,
    now: datetime,
    *,
    expected: Forecast | None = None,
) -> tuple[Finding, ...]:
    """Judge the newest days of a history.

    Parameters
    ----------
    expected
        An earlier forecast of those days; the mean of the eight weeks before them if None.
    """
    known = np.flatnonzero(np.isfinite(series.offered))
    if not len(known):
        text = tr("{queue_id}: no slot is known; import a history first", queue_id=series.queue_id)
        return (Finding(series.queue_id, "missing", "block", text),)
    recent = _recent_days(series, int(known[-1]), now)
    findings = [
        *_late(series, int(known[-1]), now),
        *_impossible(series),
        *_missing(series, recent),
        *_volume(series, expected, recent),
    ]
    return (*findings, *_odd_end(series, recent, findings))


def _odd_end(series: ContactSeries, recent: range, findings: list[Finding]) -> list[Finding]:
    """A dead or frozen end; a dead one is told once, by its days where these are whole."""
    tail, repeated = odd_tail(series), repeated_days(series)
    found = []
    over = tail is not None and int(series.grid.day_index[tail.first]) < recent.stop
    if tail is not None and over and not any(f.check == tail.kind for f in findings):
        found.append(Finding(series.queue_id, tail.kind, "block", tail.sentence))
    if repeated:
        found.append(Finding(series.queue_id, "frozen", "warning", repeated))
    return found


def is_blocked(findings: tuple[Finding, ...]) -> bool:
    """Whether the last good forecast should stay in place."""
    return any(finding.severity == "block" for finding in findings)


def _recent_days(series: ContactSeries, last: int, now: datetime) -> range:
    """Places of the last days that are over, the newest one known included."""
    grid = series.grid
    newest = grid.day[last].item()
    over = now >= local_midnight(newest + timedelta(days=1), grid.zone)
    end = (newest - grid.days[0]).days + over
    return range(max(0, end - RECENT_DAYS), end)


def _late(series: ContactSeries, last: int, now: datetime) -> list[Finding]:
    end = series.grid.part(last + 1, 0).start
    hours = (now - end).total_seconds() / 3600
    if hours <= LATE_HOURS:
        return []
    severity: Literal["warning", "block"] = "block" if hours > 7 * 24 else "warning"
    text = tr(
        "{queue_id}: the newest contact data end {hours:.0f} h ago "
        "({end:%Y-%m-%d %H:%M}); ask the telephone system's operator for "
        "the missing file",
        queue_id=series.queue_id,
        hours=hours,
        end=end.astimezone(ZoneInfo(series.grid.zone)),
    )
    return [Finding(series.queue_id, "late", severity, text)]


def _impossible(series: ContactSeries) -> list[Finding]:
    count = int((series.offered < 0).sum())
    if not count:
        return []
    text = tr(
        "{queue_id}: {count} slots have negative contacts; correct and import again",
        queue_id=series.queue_id,
        count=count,
    )
    return [Finding(series.queue_id, "negative", "block", text)]


def _missing(series: ContactSeries, recent: range) -> list[Finding]:
    panel = fold(series.grid, series.offered)
    rows = slice(recent.start, recent.stop)
    open_ = panel.open_slots[panel.weekday[rows]]
    gone = open_ & ~np.isfinite(panel.cells[rows])
    share = float(gone.sum()) / max(1, int(open_.sum()))
    if share <= MISSING_SHARE:
        return []
    worst = int(gone.sum(axis=1).argmax())
    text = tr(
        "{queue_id}: {share:.0%} of the slots of the last {recent} days are "
        "missing, most on {days}; they count as unknown, not as zero",
        queue_id=series.queue_id,
        share=share,
        recent=len(recent),
        days=panel.days[rows][worst],
    )
    return [Finding(series.queue_id, "missing", "block" if share > 0.5 else "warning", text)]


def _volume(series: ContactSeries, expected: Forecast | None, recent: range) -> list[Finding]:
    """Day totals against what was expected; twice the band's own spread is allowed for."""
    panel = fold(series.grid, series.offered)
    findings = []
    for day in recent:
        total = panel.totals[day]
        usual, sd = _usual(panel.totals[:day], panel.weekday, day)
        if expected is not None and panel.days[day].item() in expected.grid.days:
            mean = np.bincount(expected.grid.day_index, expected.demand.contacts)
            usual = float(mean[expected.grid.days.index(panel.days[day].item())])
        if not np.isfinite(total) or not np.isfinite(usual) or usual <= 0:
            continue
        gap = total - usual
        if total == 0 and usual > 20:
            text = tr(
                "{queue_id}: no contact on {days}, {usual:.0f} expected; is the feed dead?",
                queue_id=series.queue_id,
                days=panel.days[day],
                usual=usual,
            )
            findings.append(Finding(series.queue_id, "zeros", "block", text))
        elif abs(gap) > max(_FAR_SDS * max(sd, np.sqrt(usual)), _FAR_SHARE * usual):
            text = tr(
                "{queue_id}: {total:.0f} contacts on {days}, {usual:.0f} expected "
                "({gap:+.0%}); tag the day as an event or correct the file",
                queue_id=series.queue_id,
                total=total,
                days=panel.days[day],
                usual=usual,
                gap=gap / usual,
            )
            findings.append(Finding(series.queue_id, "volume", "warning", text))
    return findings


def _usual(before: np.ndarray, weekday: np.ndarray, day: int) -> tuple[float, float]:
    recent = slice(max(0, day - _USUAL_DAYS), day)
    same = before[recent][weekday[recent] == weekday[day]]
    same = same[np.isfinite(same)]
    if len(same) < 3:
        return float("nan"), 0.0
    centre = float(np.median(same))
    return centre, robust_sd(same - centre)
