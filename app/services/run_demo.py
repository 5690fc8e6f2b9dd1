"""Everything on the sample centre: history, forecast, requirement, roster, its check."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.services.backtest_forecast import backtest_queues
from app.services.build_roster import build_roster
from app.services.check_roster import check_roster
from app.services.desk import Desk
from app.services.load_sample import load_sample
from app.services.make_forecast import forecast_all
from app.services.requirement_summary import requirement_summary
from app.services.roster_summary import roster_summary
from app.services.set_requirement import set_requirement
from app.services.warm_up import to_compile, warm_up
from rostering.progress import Progress

Say = Callable[[str], None]
WEEKS = 4


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


def run_demo(
    desk: Desk,
    folder: Path,
    *,
    time_limit_s: float = 60.0,
    seed: int = 7,
    until: date | None = None,
    say: Say = lambda text: None,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> DemoReport:
    """Load the sample, forecast, staff and roster four weeks from the next Monday.

    Parameters
    ----------
    until
        Last day of the history; see `load_sample`.

    Notes
    -----
    A second run on the same store leaves the history alone and makes new versions of the rest.
    """
    seconds: dict[str, float] = {}
    if missing := to_compile():
        with _timed(seconds, "compile", say, f"Compiling {len(missing)} numerical kernels, once"):
            warm_up(missing, stop=stop)
    with _timed(seconds, "import", say, "Making three years of sample history and importing it"):
        loaded = load_sample(desk, folder, seed=seed, until=until)
    say(f"Seed {loaded.seed}, history until {loaded.until}: the same two make the same centre")
    with _timed(seconds, "backtest", say, "Scoring the forecaster on past weeks it had not seen"):
        scores = backtest_queues(desk, origins=2, step_days=28, horizon_days=28)
    with _timed(seconds, "forecast", say, "Forecasting eight weeks"):
        forecast_all(desk)
    with _timed(seconds, "requirement", say, "Working out heads for every half hour"):
        requirement = set_requirement(desk)
    first = requirement.grid.days[0]
    monday = first + timedelta(days=-first.weekday() % 7)
    with _timed(seconds, "roster", say, f"Rostering four weeks from {monday}"):
        saved = build_roster(
            desk,
            monday,
            WEEKS,
            time_limit_s=time_limit_s,
            seed=seed,
            progress=progress,
            stop=stop,
        )
    with _timed(seconds, "check", say, "Checking every rule without the solver"):
        card = check_roster(desk, saved.roster_id)
    roster = {**roster_summary(saved), "hard_violations": card.hard_violations}
    return DemoReport(
        {"seed": loaded.seed, "until": f"{loaded.until}", "notes": list(loaded.notes)},
        {
            score.series_id: {"wape": score.wape, "mean8w_wape": score.mean8w_wape}
            for score in scores
        },
        requirement_summary(requirement),
        roster,
        seconds,
    )


@contextmanager
def _timed(seconds: dict[str, float], step: str, say: Say, text: str) -> Iterator[None]:
    say(text)
    begun = time.monotonic()
    yield
    seconds[step] = round(time.monotonic() - begun, 1)
