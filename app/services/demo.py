"""The sample centre: loaded like any real history, then forecast, staffed and rostered."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.services.access.asking import asked
from app.services.changes import change
from app.services.context import Context, today_of
from app.services.day.rest.reforecast import reforecast_day
from app.services.day.sample import begin_sample_day, sample_in_store
from app.services.forecast.accuracy import backtest_queues
from app.services.forecast.make import forecast_all
from app.services.history import ImportReport, import_history
from app.services.roster.build import build_roster
from app.services.roster.check import check_roster
from app.services.roster.evaluation.proof import roster_summary
from app.services.roster.publishing.publish import publish_roster
from app.services.running.warm_up import to_compile, warm_up
from app.services.staffing.requirement import requirement_summary, set_requirement
from data.ingest import read_special_days
from data.model.errors import InvalidValue, Stopped
from data.model.grid import local_midnight
from data.model.language import tr
from data.model.publication import SavedRoster
from data.model.requirement import Requirement
from data.model.special_day import SpecialDays
from data.model.words import counted, date_in_words
from data.samples import SampleCentre, sample_centre, write_canonical, years_by_law
from data.samples.happenings import announced
from data.samples.service_quality import ServiceSample, service_sample
from data.samples.world import ZONE
from data.store import documents
from forecasting.evaluation.score import BacktestScore
from rostering.solver.progress import Progress

SERVICE_DAYS, _LEAST_SERVICE_DAYS = 730, 60


@dataclass(frozen=True, eq=False)
class LoadedSample:
    """A sample centre in a store.

    Parameters
    ----------
    seed, until
        What the same centre is made of again: its seed and the last day of its history.
    notes
        What somebody should know about this sample, in plain sentences.
    """

    seed: int
    until: date
    sample: SampleCentre
    reports: tuple[ImportReport, ...]
    notes: tuple[str, ...] = ()


@asked
def load_sample(
    context: Context,
    folder: Path,
    *,
    seed: int = 7,
    until: date | None = None,
    years: float = 3,
    known_until: date | None = None,
) -> LoadedSample:
    """Generate the sample centre, write it as canonical files and import those.

    Parameters
    ----------
    folder
        Where the canonical files are written; a planner can look at them there.
    until
        Last day of the history. None: yesterday on the sample centre's clock or, where the store
        holds the sample already, the day on which that one ends.
    years
        Length of the history [a].
    known_until
        Last day that is read in, as if the days after it had not been yet; all if None.

    Raises
    ------
    InvalidValue
        If the store already holds another centre, or a sample of another seed or end: samples
        never mix with real data, nor with each other.
    """
    before = sample_in_store(context)
    yesterday = context.clock().astimezone(ZoneInfo(ZONE)).date() - timedelta(days=1)
    last = until or (before[1] if before else yesterday)
    if before and before != (seed, last):
        raise InvalidValue(
            tr(
                "this database holds the sample of seed {before} that ends on "
                "{before2}; one of seed {seed} that ends on {last} goes into a "
                "database of its own (name it with --db)",
                before=before[0],
                before2=before[1],
                seed=seed,
                last=last,
            )
        )
    sample = sample_centre(seed, last, years)
    made_of: dict[str, Any] = {"seed": seed, "until": last}
    _begin(context, sample, made_of)
    folder.mkdir(parents=True, exist_ok=True)
    *history, calendar = write_canonical(_known(sample, known_until), folder)
    reports = tuple(import_history(context, path) for path in history)
    _complete(context, sample, read_special_days(calendar), made_of)
    _add_service_records(context, sample, min(SERVICE_DAYS, round(365.25 * years)), made_of)
    return LoadedSample(seed, last, sample, reports, _notes(sample, last, yesterday))


@change
def _begin(context: Context, sample: SampleCentre, made_of: dict[str, Any]) -> None:
    """Save the sample's centre and queues, without which no history is read."""
    store = context.store
    present = store.load(documents.CENTRE)
    if present is not None and present != sample.centre:
        raise InvalidValue(
            tr(
                "this database holds the centre {name!r}; the sample goes into one "
                "of its own (choose another with --db)",
                name=present.name,
            )
        )
    store.save(documents.CENTRE, sample.centre, context.entry("load_sample", "centre", **made_of))
    store.save(documents.QUEUES, sample.queues, context.entry("load_sample", "queues", **made_of))


@change
def _complete(
    context: Context, sample: SampleCentre, special: SpecialDays, made_of: dict[str, Any]
) -> None:
    store = context.store
    store.save(
        documents.SPECIAL_DAYS, special, context.entry("load_sample", "special_days", **made_of)
    )
    store.save(documents.STAFF, sample.staff, context.entry("load_sample", "staff", **made_of))


def _known(sample: SampleCentre, last: date | None) -> SampleCentre:
    """The sample as it was known at the end of a day; as it is if None."""
    if last is None or last >= sample.truth.grid.part(0, sample.truth.history_slots).days[-1]:
        return sample
    midnight = local_midnight(last + timedelta(days=1), ZONE)
    official = SpecialDays(tuple(day for day in sample.special_days.days if day.kind != "event"))
    return replace(
        sample,
        series={
            queue_id: series.until(series.grid.index_of(midnight))
            for queue_id, series in sample.series.items()
        },
        special_days=official.updated(announced(sample.truth.planned_outages, last)),
    )


def _add_service_records(
    context: Context, sample: SampleCentre, days: int, made_of: dict[str, Any]
) -> None:
    """Work orders, complaints, touches, scores and seats, once; short samples have none."""
    store = context.store
    if days < _LEAST_SERVICE_DAYS or store.service_records_span("touches") is not None:
        return
    made = service_sample(
        made_of["seed"], made_of["until"], sample.staff.agents, sample.series, ZONE, days
    )
    _save_service_records(context, made, made_of)


@change
def _save_service_records(context: Context, made: ServiceSample, made_of: dict[str, Any]) -> None:
    import pandas as pd

    store = context.store
    nothing = pd.DataFrame({"row": [], "reason": [], "text": []})
    entry = context.entry("load_sample", "service_quality", **made_of)
    store.save_service_records(made.frames, nothing, "service_quality (sample)", entry)
    store.save(documents.SEATS, made.seats, context.entry("load_sample", "seats", **made_of))
    measures = context.entry("load_sample", "service_measures", **made_of)
    store.save(documents.SERVICE_MEASURES, made.measures, measures)


def _notes(sample: SampleCentre, until: date, yesterday: date) -> tuple[str, ...]:
    found = []
    if until < yesterday:
        found.append(
            tr(
                "This sample ends {days} before yesterday; for one that ends "
                "yesterday, name a new database: peakshift --db NEW.sqlite demo.",
                days=counted((yesterday - until).days, "day"),
            )
        )
    if by_law := years_by_law(until, sample.truth.grid.days[-1]):
        years = ", ".join(map(str, by_law))
        found.append(
            tr(
                "No decree on the holidays of {years} is known yet: days off follow "
                "the law, and no weekend is worked in exchange. Enter the decreed "
                'ones with `peakshift events set "Make-up workday" DAY --kind '
                "makeup`.",
                years=years,
            )
        )
    return tuple(found)


Say = Callable[[str], None]
Count = Callable[[str, int, int], None]
WEEKS = 4
STEPS = (
    "compile", "import", "backtest", "forecast", "requirement", "roster", "check", "publish", "day",
)  # fmt: skip
_BEGIN_H = 6  # on Monday, when the plan of the week was made


@dataclass(frozen=True)
class DemoReport:
    """The demo's answer, in the form that `peakshift demo --json` prints.

    Parameters
    ----------
    sample
        Seed, last day of the history (`until`), and what to know about it (`notes`).
    """

    sample: dict[str, Any]
    forecast: dict[str, dict[str, float]]
    requirement: dict[str, Any]
    roster: dict[str, Any]
    seconds: dict[str, float]


@asked
def run_demo(
    context: Context,
    folder: Path,
    *,
    time_limit_s: float | None = None,
    seed: int = 7,
    until: date | None = None,
    say: Say = lambda text: None,
    count: Count = lambda what, done, total: None,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> DemoReport:
    """Load the sample, and go its way from the Monday before today until now.

    Forecast, staffing, roster and publication are made as of that Monday, from what was known
    then. Then come the days since, and the running day until now, with figures that are late,
    missing or odd on purpose.

    Parameters
    ----------
    time_limit_s
        Of the roster; None: as planning defaults have it.
    until
        Last day of the history; see `load_sample`.
    count
        Hears which of `STEPS` begins, how many are done, of how many.
    stop
        Ends the search for the roster with the best found so far, and any other step at once.

    Raises
    ------
    Stopped
        If it was stopped before there was a roster.

    Notes
    -----
    A second run on the same store leaves the history alone and makes new versions of the rest.
    """
    steps = _Steps(say, count, stop or threading.Event())
    if missing := to_compile():
        with steps.step(
            "compile", tr("Compiling {missing} numerical kernels, once", missing=len(missing))
        ):
            warm_up(missing, stop=stop)
    with steps.step("import", tr("Making three years of sample history and importing it")):
        then, last, known = _as_of(context, until)
        loaded = load_sample(then, folder, seed=seed, until=last, known_until=known)
    made_of = {"seed": loaded.seed, "until": loaded.until}
    say(tr("Seed {seed}, history until {until}: the same two make the same centre", **made_of))
    plan = _planned(then, steps, time_limit_s, seed, progress)
    notes = list(loaded.notes)
    saved, broken = plan.saved, plan.hard_violations
    if known is not None and not broken:
        said = tr("Publishing it as of {monday}", monday=date_in_words(saved.problem.first))
        with steps.step("publish", said, last=True):
            publish_roster(then, saved.roster_id, tr("sample: the plan of these weeks"))
    with steps.step("day", tr("Bringing in the days since, and today until now"), last=True):
        load_sample(context, folder, seed=loaded.seed, until=loaded.until)
        notes += _today(context, loaded)
    return DemoReport(
        {"seed": loaded.seed, "until": f"{loaded.until}", "notes": notes},
        {
            score.series_id: {"wape": score.wape, "mean8w_wape": score.mean8w_wape}
            for score in plan.scores
        },
        requirement_summary(plan.requirement),
        {**roster_summary(saved), "hard_violations": broken},
        steps.seconds,
    )


@dataclass(frozen=True, eq=False)
class _Plan:
    scores: tuple[BacktestScore, ...]
    requirement: Requirement
    saved: SavedRoster
    hard_violations: int


def _planned(
    then: Context,
    steps: "_Steps",
    time_limit_s: float | None,
    seed: int,
    progress: Callable[[Progress], None] | None,
) -> _Plan:
    """Score, forecast, staff, roster and check as of the Monday."""
    with steps.step("backtest", tr("Scoring the forecaster on past weeks it had not seen")):
        scores = backtest_queues(
            then, origins=2, step_days=28, horizon_days=28, progress=steps.hear
        )
    with steps.step("forecast", tr("Forecasting eight weeks")):
        forecast_all(then, progress=steps.hear)
    with steps.step("requirement", tr("Working out the staffing of every half hour")):
        requirement = set_requirement(then)
    first = requirement.grid.days[0]
    monday = first + timedelta(days=-first.weekday() % 7)
    said = tr("Rostering four weeks from {monday}", monday=date_in_words(monday))
    with steps.step("roster", said):
        saved = build_roster(
            then,
            monday,
            WEEKS,
            time_limit_s=time_limit_s,
            seed=seed,
            progress=progress,
            stop=steps.stop,
        )
    with steps.step("check", tr("Checking every rule without the solver"), last=True):
        card = check_roster(then, saved.roster_id)
    return _Plan(scores, requirement, saved, card.hard_violations)


def _as_of(context: Context, until: date | None) -> tuple[Context, date, date | None]:
    """Who acts as of the Monday before the running day, the history's last day, and that known.

    Nobody of the evening before works past midnight into a plan's first night: the day that is
    looked at is never that day. In a store that has the sample already the plan is made as of now.
    """
    yesterday = context.clock().astimezone(ZoneInfo(ZONE)).date() - timedelta(days=1)
    before = sample_in_store(context)
    last = until or (before[1] if before else yesterday)
    if before is not None and context.store.list_rosters():
        return context, last, None
    day = last + timedelta(days=1)
    monday = day - timedelta(days=day.weekday() or 7)
    morning = local_midnight(monday, ZONE) + timedelta(hours=_BEGIN_H)
    moment = min(morning, context.clock())
    return replace(context, clock=lambda: moment), last, monday - timedelta(days=1)


def _today(context: Context, loaded: LoadedSample) -> tuple[str, ...]:
    """The running day of a sample that ended yesterday, and its rest forecast hour by hour."""
    today = today_of(context)
    if loaded.until != today - timedelta(days=1):
        return ()
    faults = begin_sample_day(context, loaded.sample)
    now = context.clock()
    hour = local_midnight(today, ZONE) + timedelta(hours=_BEGIN_H)
    while hour < now:
        reforecast_day(replace(context, clock=lambda hour=hour: hour))  # type: ignore[misc]
        hour += timedelta(hours=1)
    reforecast_day(context)
    said = (tr("Today runs: its figures until now are in, and more come while the app is open."),)
    wrong = ", ".join(faults)
    return (*said, tr("Put wrong on purpose: {what}.", what=wrong)) if wrong else said


@dataclass(frozen=True, eq=False)
class _Steps:
    """Tells of each step, times it, and begins none after a stop."""

    say: Say
    count: Count
    stop: threading.Event
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str, text: str, *, last: bool = False) -> Iterator[None]:
        """Carry out a step; the last one ends what a stop has left."""
        if not last:
            self.hear()
        self.say(text)
        self.count(text, STEPS.index(name), len(STEPS))
        begun = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - begun, 1)

    def hear(self, *_: object) -> None:
        """End here after a stop; also the progress of steps that count their own parts."""
        if self.stop.is_set():
            raise Stopped(
                tr(
                    "stopped before the sample centre had a roster; what was made so far "
                    "stays, and loading the sample again goes on from there"
                )
            )
