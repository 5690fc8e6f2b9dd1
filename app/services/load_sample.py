"""The sample centre into a store, through the same door as any real history."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.services.desk import Desk
from app.services.import_history import ImportReport, import_history
from data.ingest import read_special_days
from data.model.errors import InvalidValue
from data.samples import LAST_DAY, SampleCentre, sample_centre, write_canonical, years_by_law
from data.samples.world import ZONE
from data.store import documents


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


def load_sample(
    desk: Desk,
    folder: Path,
    *,
    seed: int = 7,
    until: date | None = None,
    years: float = 3,
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

    Raises
    ------
    InvalidValue
        If the store already holds another centre, or a sample of another seed or end: samples
        never mix with real data, nor with each other.
    """
    before = _loaded_before(desk)
    yesterday = desk.clock().astimezone(ZoneInfo(ZONE)).date() - timedelta(days=1)
    last = until or (before[1] if before else yesterday)
    if before and before != (seed, last):
        raise InvalidValue(
            f"this database holds the sample of seed {before[0]} that ends on {before[1]}; one of "
            f"seed {seed} that ends on {last} goes into a database of its own (name it with --db)"
        )
    sample = sample_centre(seed, last, years)
    present = desk.store.load(documents.CENTRE)
    if present is not None and present != sample.centre:
        raise InvalidValue(
            f"this database holds the centre {present.name!r}; the sample goes into one of its own "
            "(choose another with --db)"
        )
    reports = _keep(desk, sample, folder, seed, last)
    return LoadedSample(seed, last, sample, reports, _notes(sample, last, yesterday))


def _keep(
    desk: Desk, sample: SampleCentre, folder: Path, seed: int, until: date
) -> tuple[ImportReport, ...]:
    store = desk.store
    made_of: dict[str, Any] = {"seed": seed, "until": until}
    store.save(documents.CENTRE, sample.centre, desk.entry("load_sample", "centre", **made_of))
    store.save(documents.QUEUES, sample.queues, desk.entry("load_sample", "queues", **made_of))
    folder.mkdir(parents=True, exist_ok=True)
    *history, calendar = write_canonical(sample, folder)
    reports = tuple(import_history(desk, path) for path in history)
    special = read_special_days(calendar)
    store.save(
        documents.SPECIAL_DAYS, special, desk.entry("load_sample", "special_days", **made_of)
    )
    store.save(documents.STAFF, sample.staff, desk.entry("load_sample", "staff", **made_of))
    return reports


def _loaded_before(desk: Desk) -> tuple[int, date] | None:
    """Seed and last day of the sample in the store; None where there is none.

    Samples of 0.1.0 did not say their end: it was always the same day.
    """
    newest = next(iter(desk.store.audit(verb="load_sample", subject="centre", limit=1)), None)
    if newest is None:
        return None
    said = newest.detail.get("until")
    return int(newest.detail["seed"]), date.fromisoformat(said) if said else LAST_DAY


def _notes(sample: SampleCentre, until: date, yesterday: date) -> tuple[str, ...]:
    found = []
    if until < yesterday:
        found.append(
            f"This sample ends {(yesterday - until).days} days before yesterday; for one that ends "
            "yesterday, name a new database: peakshift --db NEW.sqlite demo."
        )
    if by_law := years_by_law(until, sample.truth.grid.days[-1]):
        years = ", ".join(map(str, by_law))
        found.append(
            f"No decree on the holidays of {years} is known yet: days off follow the law, and no "
            "weekend is worked in exchange. Enter the decreed ones with "
            '`peakshift events set "Make-up workday" DAY --kind makeup`.'
        )
    return tuple(found)
