"""The sample centre into a store, through the same door as any real history."""

from pathlib import Path

from app.services.desk import Desk
from app.services.import_history import ImportReport, import_history
from data.ingest import read_special_days
from data.model.errors import InvalidValue
from data.samples import SampleCentre, sample_centre, write_canonical


def load_sample(
    desk: Desk, folder: Path, *, seed: int = 7
) -> tuple[SampleCentre, tuple[ImportReport, ...]]:
    """Generate the sample centre, write it as canonical files and import those.

    Parameters
    ----------
    folder
        Where the canonical files are written; a planner can look at them there.

    Raises
    ------
    InvalidValue
        If the store already holds another centre: samples never mix with real data.
    """
    sample = sample_centre(seed=seed)
    present = desk.store.load_centre()
    if present is not None and present != sample.centre:
        raise InvalidValue(
            f"this database holds the centre {present.name!r}; the sample goes into one of its own "
            "(choose another with --db)"
        )
    desk.store.save_centre(sample.centre, desk.entry("load_sample", "centre", seed=seed))
    desk.store.save_queues(sample.queues, desk.entry("load_sample", "queues", seed=seed))
    folder.mkdir(parents=True, exist_ok=True)
    files = write_canonical(sample, folder)
    reports = [import_history(desk, path) for path in files if "special" not in path.name]
    special = [read_special_days(path) for path in files if "special" in path.name]
    for days in special:
        desk.store.save_special_days(days, desk.entry("load_sample", "special_days", seed=seed))
    desk.store.save_staff(sample.staff, desk.entry("load_sample", "staff", seed=seed))
    return sample, tuple(reports)
