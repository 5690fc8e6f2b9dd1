"""The nightly job: ingest what waits, forecast, score yesterday, say how it went.

Safe to run twice and to kill: every step is a transaction that a second run finds done, files
leave the inbox only after their rows are in, and a lock that dies with its process keeps two
runs apart.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from app.services.audit import nightly_check
from app.services.context import Context, history_of, queues_of
from app.services.forecast.accuracy import DayScore, forecast_before, score_day
from app.services.forecast.make import ForecastRun, Progress, forecast_all
from app.services.history import ImportReport, import_history
from data.files.text import private_folder, write_whole
from data.model.codec import json_text, to_json
from data.model.errors import Conflict, NotFound, UnreadableFile, UnwritableFile
from forecasting.cleaning.feed import Finding, check_feed, is_blocked

Outcome = Literal["ok", "warnings", "failed"]
EXIT_CODES: dict[Outcome, int] = {"ok": 0, "warnings": 3, "failed": 4}
_DONE, _FAILED = "done", "failed"


@dataclass(frozen=True)
class RefreshSummary:
    """How a night went.

    Parameters
    ----------
    outcome
        `ok`; `warnings`: finished, but a person should look; `failed`: a queue or file failed and
        the last good state stays.
    trail, trail_head
        What the check of the audit trail found, and the newest seal before this night's own entry:
        the next night compares it, so that an end cut off is noticed.
    """

    started: str
    outcome: Outcome
    imports: tuple[ImportReport, ...] = ()
    unreadable: dict[str, str] = field(default_factory=dict)
    forecasts_made: tuple[str, ...] = ()
    forecasts_reused: tuple[str, ...] = ()
    forecasts_failed: dict[str, str] = field(default_factory=dict)
    scored_day: date | None = None
    scores: tuple[DayScore, ...] = ()
    warnings: tuple[str, ...] = ()
    forecast_warnings: tuple[str, ...] = ()
    trail: str = ""
    trail_head: str = ""

    @property
    def words(self) -> str:
        """The night in plain sentences, one a line."""
        lines = [f"Refresh of {self.started}: {self.outcome}."]
        lines += [f"Imported {report.sentence}." for report in self.imports]
        lines += [f"Could not read {name}: {reason}" for name, reason in self.unreadable.items()]
        lines.append(
            f"{len(self.forecasts_made)} queues forecast, {len(self.forecasts_reused)} unchanged, "
            f"{len(self.forecasts_failed)} failed (their last good forecast stays)."
        )
        lines += [f"Forecast of {q} failed: {why}" for q, why in self.forecasts_failed.items()]
        lines += [
            f"{s.queue_id} on {s.day}: error {s.wape_share:.1%} "
            f"(8-week mean {s.mean8w_wape_share:.1%}, floor {s.floor_share:.1%})."
            for s in self.scores
        ]
        lines += [f"Still: {text}" for text in self.forecast_warnings if text not in self.warnings]
        lines += [self.trail] if self.trail else []
        return "\n".join(lines + [f"Warning: {warning}" for warning in self.warnings])

    def as_json(self) -> dict[str, Any]:
        """The same for machines."""
        found: dict[str, Any] = to_json(self)
        return found


def refresh(
    context: Context,
    inbox: Path,
    summary_file: Path,
    *,
    weeks: int | None = None,
    progress: Progress = lambda what, done, total: None,
) -> RefreshSummary:
    """Run the night's work.

    Raises
    ------
    Conflict
        If another refresh of the same inbox is running.
    """
    _make_inbox(inbox)
    with _alone(inbox):
        started = context.clock().isoformat(timespec="seconds")
        imports, unreadable = _ingest(context, inbox, progress)
        findings = _judge_feeds(context)
        run, warnings = _forecast(context, weeks, progress, findings)
        day, scores = _score_last_day(context)
        warnings += [text for text in run.news if text not in warnings]
        warnings += [f"{r.file}: {r.rejected} rows rejected" for r in imports if r.rejected]
        warnings += [f"{r.file}: {warning}" for r in imports for warning in r.warnings]
        trail = nightly_check(context, summary_file, progress)
        warnings += trail.findings
        summary = RefreshSummary(
            started,
            _outcome(run, unreadable, warnings),
            tuple(imports),
            unreadable,
            tuple(forecast.queue_id for forecast in run.made),
            run.reused,
            run.failed,
            day,
            scores,
            tuple(warnings),
            run.warnings,
            trail.sentence,
            trail.head,
        )
        context.store.append_audit(context.entry("refresh", "night", **summary.as_json()))
        write_whole(summary_file, json_text(summary, indent=2).encode())
    return summary


def _make_inbox(inbox: Path) -> None:
    try:
        private_folder(inbox)
    except OSError as error:
        raise UnwritableFile(
            f"the inbox {inbox} cannot be made ({error.strerror}); name a folder you may write to"
        ) from error


@contextmanager
def _alone(inbox: Path) -> Iterator[None]:
    with (inbox / ".refresh.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(
                f"another refresh is working on {inbox}; wait until it ends (this one did nothing)"
            ) from error
        yield


def _ingest(
    context: Context, inbox: Path, progress: Progress
) -> tuple[list[ImportReport], dict[str, str]]:
    files = [path for path in sorted(inbox.iterdir()) if _waits(path)]
    reports: list[ImportReport] = []
    unreadable: dict[str, str] = {}
    for number, path in enumerate(files, 1):
        target = _DONE
        try:
            reports.append(
                import_history(context, path, rejected_folder=_folder(inbox, "rejected"))
            )
        except UnreadableFile as error:
            unreadable[path.name], target = str(error), _FAILED
        path.replace(_free_name(_folder(inbox, target), path.name))
        progress(path.name, number, len(files))
    return reports, unreadable


def _waits(path: Path) -> bool:
    named = path.name.lower()
    return (
        path.is_file()
        and named.endswith((".csv", ".csv.gz"))
        and not named.startswith(".")
        and not named.endswith(".rejected.csv")
    )


def _folder(inbox: Path, name: str) -> Path:
    return private_folder(inbox / name)


def _free_name(folder: Path, name: str) -> Path:
    """Never overwrite an older file of the same name."""
    target, number = folder / name, 1
    while target.exists():
        number += 1
        target = folder / f"{number}-{name}"
    return target


def _judge_feeds(context: Context) -> tuple[Finding, ...]:
    """The data-quality gate: a bad night's data must not shape next month unseen."""
    try:
        history = history_of(context, queues_of(context))
    except NotFound:
        return ()
    return tuple(
        finding
        for queue_id, series in history.items()
        for finding in check_feed(
            series,
            context.clock(),
            expected=forecast_before(context, queue_id, series.grid.days[-1]),
        )
    )


def _forecast(
    context: Context, weeks: int | None, progress: Progress, findings: tuple[Finding, ...]
) -> tuple[ForecastRun, list[str]]:
    hold = {f.queue_id: f.sentence for f in findings if _is_worse_than_old(context, f)}
    warnings = [f.sentence for f in findings if f.queue_id not in hold]
    try:
        return forecast_all(
            context, weeks=weeks, reuse=True, progress=progress, hold=hold
        ), warnings
    except NotFound as error:
        return ForecastRun((), (), {}), [*warnings, str(error)]


def _is_worse_than_old(context: Context, finding: Finding) -> bool:
    """Whether the last good forecast should stay: there is one, and the feed is unfit.

    A late feed holds nothing back: old data make no worse a forecast than the last one.
    """
    return (
        is_blocked((finding,))
        and finding.check != "late"
        and bool(context.store.list_forecasts(finding.queue_id))
    )


def _score_last_day(context: Context) -> tuple[date | None, tuple[DayScore, ...]]:
    try:
        history = history_of(context, queues_of(context))
    except NotFound:
        return None, ()
    day = max(series.grid.days[-1] for series in history.values())
    return day, score_day(context, day)


def _outcome(run: ForecastRun, unreadable: dict[str, str], warnings: list[str]) -> Outcome:
    if run.failed or unreadable:
        return "failed"
    return "warnings" if warnings else "ok"
