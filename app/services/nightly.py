"""The nightly job: ingest what waits, forecast, score yesterday, say how it went.

Safe to run twice and to kill: every step is a transaction that a second run finds done, files
leave the inbox only after their rows are in, and locks that die with their process keep two runs
of one database or one inbox apart. A fault of one file, queue or step stops no other.
"""

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar

from app.services.access.asking import asked
from app.services.audit import nightly_check
from app.services.centre import planning_of
from app.services.context import Context, Counting, centre_of
from app.services.day.recourse.night import NightMoved, prepare_reroster
from app.services.day.rest.reforecast import learn_running_day
from app.services.day.rest.scores import score_rests, thin_running_days
from app.services.exchange.inbox import ENDINGS, InboxRead, in_short, take_in
from app.services.history import imported_by_job
from app.services.running.night_steps import (
    Forecasts,
    Judged,
    Scored,
    clock_doubts,
    forecast_where_fit,
    judge_feeds,
    score_last_day,
)
from app.services.running.night_summary import RefreshSummary, outcome_of
from app.services.running.retention import thin
from data.files.text import private_folder, write_whole
from data.model.codec import json_text
from data.model.errors import Conflict, Stopped, StoreUnavailable, UnwritableFile, reason_of
from data.model.language import phrase, tr
from data.store import documents
from data.store.trail.verification import TrailReport

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
        if any(path.name.lower().endswith(ENDINGS) for path in inbox.glob("*")):
            centre_of(context)
        night = _Night(context, inbox, summary_file, weeks, quiet_s, progress, stop)
        summary = night.carried_out(_Steps(record), now)
        return record(
            "save", RefreshSummary, lambda: _saved(context, summary, summary_file), last=True
        )


@dataclass(frozen=True)
class _Night:
    """What a night is carried out with; as in `refresh`."""

    context: Context
    inbox: Path
    summary_file: Path
    weeks: int | None
    quiet_s: float | None
    progress: Counting
    stop: threading.Event | None

    def carried_out(self, steps: "_Steps", now: datetime) -> RefreshSummary:
        """Take every step that can be taken, and say what came of them."""
        context, do, progress = self.context, steps.do, self.progress
        doubts = do(phrase("check the clock"), Texts, clock_doubts, context, now) or ()
        read = do(phrase("read the inbox"), InboxRead, self._read) or InboxRead()
        judged = do(phrase("judge the feeds"), Judged, judge_feeds, context) or Judged()
        steps.faults |= judged.faults
        run = do(
            phrase("forecast"), Forecasts, forecast_where_fit, context, self.weeks, progress,
            judged.findings, self.stop,
        ) or Forecasts()  # fmt: skip
        moved = do(
            phrase("prepare a reroster"), NightMoved, prepare_reroster, context, progress, self.stop
        )
        scored = do(phrase("score the last day"), Scored, score_last_day, context) or Scored()
        within = do(phrase("score the forecasts within the day"), str, score_rests, context)
        do(phrase("learn for the running day"), dict, learn_running_day, context, again=True)
        trail = do(
            phrase("check the trail"), TrailReport, nightly_check, context, self.summary_file,
            progress,
        )  # fmt: skip
        whole = trail is not None and trail.intact
        thinned = do(phrase("thin old forecasts"), str, _thin, context, whole, progress)
        doubt = (moved.doubt,) if moved and moved.doubt else ()
        found = trail.findings if trail else ()
        return RefreshSummary(
            now.isoformat(timespec="seconds"), "ok", tuple(read.reports), read.failed, run.made,
            run.reused, run.failed, scored.day, scored.scores,
            tuple(_warnings((*doubts, *run.said), run.news, doubt, read, found)), read.waiting,
            steps.faults, run.warnings,
            trail.sentence if trail else "", trail.head if trail else "", thinned or "",
            within or "", moved.said if moved else "",
        )  # fmt: skip

    def _read(self) -> InboxRead:
        context, quiet_s = self.context, self.quiet_s
        quiet_s = planning_of(context).file_quiet_s if quiet_s is None else quiet_s
        before = imported_by_job(context)
        found = take_in(context, self.inbox, quiet_s, self.progress)
        again = {report.file for report in before}
        mine = [report for report in found.reports if report.file not in again]
        return replace(found, reports=[*before, *mine])


def _warnings(
    first: Texts, news: Texts, doubt: Texts, read: InboxRead, of_trail: Texts
) -> Iterator[str]:
    """What a person should look at, in the order in which it was found."""
    yield from first
    yield from (text for text in news if text not in first)
    yield from doubt
    for report in read.reports:
        if report.rejected:
            file, rejected = report.file, report.rejected
            yield tr("{file}: {rejected} rows rejected", file=file, rejected=rejected)
    for report in read.reports:
        yield from (f"{report.file}: {warning}" for warning in report.warnings)
    yield from of_trail


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


def _thin(context: Context, whole: bool, progress: Counting) -> str:
    """Take old forecasts away; what could be evidence stays."""
    if whole and context.store.load(documents.CENTRE) is not None:
        thin_running_days(context, "nightly, as the settings of the day say")
    if not whole:
        return tr("No forecast was thinned: first somebody must look at what the check found.")
    return thin(context, "nightly, as the planning defaults say", progress=progress).sentence


def _saved(context: Context, summary: RefreshSummary, file: Path) -> RefreshSummary:
    """Store the summary in the database and beside the inbox; each tells what the other missed."""
    summary = replace(summary, outcome=outcome_of(summary))
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
                strerror=reason_of(error),
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
