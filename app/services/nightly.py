"""The nightly job: ingest what waits, forecast, score yesterday, say how it went.

Safe to run twice and to kill: every step is a transaction that a second run finds done, files
leave the inbox only after their rows are in, and locks that die with their process keep two runs
of one database or one inbox apart. A fault of one file, queue or step stops no other.
"""

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, ParamSpec, Protocol, TypeVar

from app.services.access.asking import asked
from app.services.audit import nightly_check
from app.services.centre import planning_of
from app.services.context import Context, Counting, centre_of
from app.services.day.recourse.night import NightMoved, prepare_reroster
from app.services.day.reforecast import learn_running_day
from app.services.day.scores import score_rests, thin_running_days
from app.services.exchange.inbox import InboxRead, in_short, take_in
from app.services.forecast.accuracy import DayScore
from app.services.history import ImportReport, imported_by_job
from app.services.running.night_steps import (
    Forecasts,
    Judged,
    Scored,
    clock_doubts,
    forecast_where_fit,
    judge_feeds,
    score_last_day,
)
from app.services.running.retention import thin
from data.files.text import private_folder, write_whole
from data.model.codec import json_text, to_json
from data.model.errors import Conflict, Stopped, StoreUnavailable, UnwritableFile
from data.model.language import phrase, tr
from data.store import documents
from data.store.verification import TrailReport

Outcome = Literal["ok", "warnings", "failed"]
EXIT_CODES: dict[Outcome, int] = {"ok": 0, "warnings": 3, "failed": 4}
_NIGHTS_LOOKED_AT = 20
P = ParamSpec("P")
T = TypeVar("T")
Texts = tuple[str, ...]


class Record(Protocol):
    """Carries out a step of a name whose answer is of a type."""

    def __call__(self, name: str, kind: type[T], work: Callable[[], T], *, last: bool = False) -> T:
        """The step's answer; the last one is carried out after a stop too."""


def _once(name: str, kind: type[T], work: Callable[[], T], *, last: bool = False) -> T:
    """Carry out a step and keep nothing: a night that is killed is run anew."""
    return work()


@dataclass(frozen=True)
class RefreshSummary:
    """How a night went.

    Parameters
    ----------
    outcome
        `ok`; `warnings`: finished, but a person should look; `failed`: a queue, file or step
        failed and the last good state stays.
    unreadable
        Files in `failed/`, of this night and earlier ones, with the reason: they are reported until
        somebody takes them away.
    waiting
        Files left in the inbox, with the reason.
    faults
        Steps that failed as a whole, with the reason.
    trail, trail_head
        What the check of the audit trail found, and the newest seal before this night's own entry:
        the next night compares it, so that an end cut off is noticed.
    thinned
        Which old forecasts went and why the rest stays.
    within_day
        Whether forecasting the rest of the last day again was of use, in one sentence.
    reroster
        Published days whose forecast moved, and what was prepared for them; empty: none moved.
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
    waiting: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    forecast_warnings: tuple[str, ...] = ()
    trail: str = ""
    trail_head: str = ""
    thinned: str = ""
    within_day: str = ""
    reroster: str = ""

    @property
    def words(self) -> str:
        """The night in plain sentences, one a line."""
        lines = [tr("Refresh of {started}: {outcome}.", started=self.started, outcome=self.outcome)]
        lines += [tr("Imported {sentence}.", sentence=report.sentence) for report in self.imports]
        lines += [
            tr("Failed file {name}: {reason}", name=name, reason=reason)
            for name, reason in self.unreadable.items()
        ]
        if self.unreadable:
            lines.append(
                tr(
                    "Failed files stay in failed/ and are reported every night: correct "
                    "one and put it back into the inbox, or take it away."
                )
            )
        lines += [
            tr("Left in the inbox: {name} {reason}", name=name, reason=reason)
            for name, reason in self.waiting.items()
        ]
        lines.append(
            tr(
                "{forecasts_made} queues forecast, {forecasts_reused} unchanged, "
                "{forecasts_failed} failed (their last good forecast stays).",
                forecasts_made=len(self.forecasts_made),
                forecasts_reused=len(self.forecasts_reused),
                forecasts_failed=len(self.forecasts_failed),
            )
        )
        lines += [
            tr("Forecast of {q} failed: {why}", q=q, why=why)
            for q, why in self.forecasts_failed.items()
        ]
        lines += [
            tr(
                "{queue_id} on {day}: error {wape_share:.1%} (8-week mean "
                "{mean8w_wape_share:.1%}, floor {floor_share:.1%}).",
                queue_id=s.queue_id,
                day=s.day,
                wape_share=s.wape_share,
                mean8w_wape_share=s.mean8w_wape_share,
                floor_share=s.floor_share,
            )
            for s in self.scores
        ]
        lines += [
            tr("Could not {step}: {why}", step=tr(step), why=why)
            for step, why in self.faults.items()
        ]
        lines += [
            tr("Still: {text}", text=text)
            for text in self.forecast_warnings
            if text not in self.warnings
        ]
        said = (self.reroster, self.within_day, self.trail, self.thinned)
        lines += [line for line in said if line]
        return "\n".join(
            lines + [tr("Warning: {warning}", warning=warning) for warning in self.warnings]
        )

    def as_json(self) -> dict[str, Any]:
        """The same for machines."""
        found: dict[str, Any] = to_json(self)
        return found


@dataclass(frozen=True)
class Night:
    """A run of the nightly job as it was stored; `words` are empty for runs of older versions."""

    at: datetime
    who: str
    outcome: Outcome
    words: str
    failed_files: dict[str, str]
    warnings: tuple[str, ...]


@asked
def nights(context: Context, limit: int = 14) -> tuple[Night, ...]:
    """The last runs of the nightly job, newest first.

    Parameters
    ----------
    limit
        Most runs returned [-].
    """
    return tuple(
        Night(
            entry.at,
            entry.who,
            entry.detail.get("outcome", "failed"),
            entry.detail.get("words", ""),
            dict(entry.detail.get("unreadable") or {}),
            tuple(entry.detail.get("warnings") or ()),
        )
        for entry in context.store.audit(verb="refresh", limit=limit)
    )


@asked
def refresh(
    context: Context,
    inbox: Path,
    summary_file: Path,
    *,
    weeks: int | None = None,
    quiet_s: float | None = None,
    progress: Counting = lambda what, done, total: None,
    stop: threading.Event | None = None,
    record: Record = _once,
) -> RefreshSummary:
    """Run the night's work.

    Parameters
    ----------
    quiet_s
        How long nobody may have written to a file before it is read [s]; None: as planning
        defaults have it.
    record
        Carries out a step and notes its answer, or gives the one noted before a crash.

    Raises
    ------
    Stopped
        After a stop; what was read in and forecast before it stays.
    Conflict
        If another refresh of the same database or inbox is running; says whose, since when.
    NotFound
        If the database holds no centre yet and files wait for it.
    """
    _make_inbox(inbox)
    now = record("begin", datetime, context.clock)
    with context.store.alone("refresh", context.who, now), _alone(inbox):
        if any(inbox.glob("*.csv*")):
            centre_of(context)
        steps = _Steps(record)
        started = now.isoformat(timespec="seconds")
        doubts = steps.do(phrase("check the clock"), Texts, clock_doubts, context, now) or ()
        read = (
            steps.do(phrase("read the inbox"), InboxRead, _read, context, inbox, quiet_s, progress)
            or InboxRead()
        )
        judged = steps.do(phrase("judge the feeds"), Judged, judge_feeds, context) or Judged()
        steps.faults |= judged.faults
        run = steps.do(
            phrase("forecast"), Forecasts, forecast_where_fit, context, weeks, progress,
            judged.findings, stop,
        ) or Forecasts()  # fmt: skip
        reroster = steps.do(
            phrase("prepare a reroster"), NightMoved, prepare_reroster, context, progress, stop
        )
        scored = steps.do(phrase("score the last day"), Scored, score_last_day, context)
        within = steps.do(phrase("score the forecasts within the day"), str, score_rests, context)
        steps.do(phrase("learn for the running day"), dict, learn_running_day, context, again=True)
        warnings = [*doubts, *run.said]
        warnings += [text for text in run.news if text not in warnings]
        warnings += [reroster.doubt] if reroster and reroster.doubt else []
        warnings += [
            tr("{file}: {rejected} rows rejected", file=r.file, rejected=r.rejected)
            for r in read.reports
            if r.rejected
        ]
        warnings += [f"{r.file}: {warning}" for r in read.reports for warning in r.warnings]
        trail = steps.do(
            phrase("check the trail"), TrailReport, nightly_check, context, summary_file, progress
        )
        warnings += trail.findings if trail else ()
        whole = trail is not None and trail.intact
        thinned = steps.do(phrase("thin old forecasts"), str, _thin, context, whole, progress)
        summary = RefreshSummary(
            started,
            "ok",
            tuple(read.reports),
            read.failed,
            run.made,
            run.reused,
            run.failed,
            scored.day if scored else None,
            scored.scores if scored else (),
            tuple(warnings),
            read.waiting,
            steps.faults,
            run.warnings,
            trail.sentence if trail else "",
            trail.head if trail else "",
            thinned or "",
            within or "",
            reroster.said if reroster else "",
        )
        return record(
            "save", RefreshSummary, lambda: _kept(context, summary, summary_file), last=True
        )


class _Steps:
    """Steps of the night; what one of them could not do is reported and the next one goes on."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.faults: dict[str, str] = {}

    def do(
        self,
        what: str,
        kind: type[T],
        work: Callable[P, T],
        *args: P.args,
        **more: P.kwargs,
    ) -> T | None:
        """A step's answer; None where it failed.

        Parameters
        ----------
        what
            The step as a phrase, by which its answer is noted too.
        kind
            Type of its answer.
        """
        try:
            return self.record(what, kind, lambda: work(*args, **more))
        except Stopped:
            raise
        except Exception as error:  # whatever it is, the other steps go on
            self.faults[what] = in_short(error)
            return None


def _read(context: Context, inbox: Path, quiet_s: float | None, progress: Counting) -> InboxRead:
    quiet_s = planning_of(context).file_quiet_s if quiet_s is None else quiet_s
    before = imported_by_job(context)
    found = take_in(context, inbox, quiet_s, progress)
    again = {report.file for report in before}
    mine = [report for report in found.reports if report.file not in again]
    return replace(found, reports=[*before, *mine])


def _thin(context: Context, whole: bool, progress: Counting) -> str:
    """Take old forecasts away; what could be evidence stays."""
    if whole and context.store.load(documents.CENTRE) is not None:
        thin_running_days(context, "nightly, as the settings of the day say")
    if not whole:
        return tr("No forecast was thinned: first somebody must look at what the check found.")
    return thin(context, "nightly, as the planning defaults say", progress=progress).sentence


def _kept(context: Context, summary: RefreshSummary, file: Path) -> RefreshSummary:
    """Store the summary in the database and beside the inbox; each tells what the other missed."""
    summary = replace(summary, outcome=_outcome(summary))
    try:
        detail = summary.as_json() | {"words": summary.words}
        if not _told_before(context):
            context.store.append_audit(context.entry("refresh", "night", **detail))
    except StoreUnavailable as error:
        faults = summary.faults | {phrase("store the summary"): in_short(error)}
        summary = replace(summary, faults=faults, outcome="failed")
    try:
        write_whole(file, json_text(summary, indent=2).encode())
    except UnwritableFile as error:
        faults = summary.faults | {phrase("write the summary"): in_short(error)}
        summary = replace(summary, faults=faults, outcome="failed")
    return summary


def _told_before(context: Context) -> bool:
    """Whether this very job stored its summary before its program died."""
    told = context.store.audit(verb="refresh", limit=_NIGHTS_LOOKED_AT) if context.job_id else ()
    return any(entry.detail.get("job") == context.job_id for entry in told)


def _make_inbox(inbox: Path) -> None:
    try:
        private_folder(inbox)
    except OSError as error:
        raise UnwritableFile(
            tr(
                "the inbox {inbox} cannot be made ({strerror}); name a folder you may write to",
                inbox=inbox,
                strerror=error.strerror,
            )
        ) from error


@contextmanager
def _alone(inbox: Path) -> Iterator[None]:
    try:
        lock = (inbox / ".refresh.lock").open("w")
    except OSError:  # no right to write there: what can be read is read, the rest is reported
        yield
        return
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(
                tr(
                    "another refresh is working on {inbox}; wait until it ends (this one "
                    "did nothing)",
                    inbox=inbox,
                )
            ) from error
        yield


def _outcome(summary: RefreshSummary) -> Outcome:
    if summary.forecasts_failed or summary.unreadable or summary.faults:
        return "failed"
    return "warnings" if summary.warnings or summary.waiting else "ok"
