"""History files into the store; bad rows kept aside with their reasons."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app.services.desk import Desk
from app.services.read_centre import centre_of
from data.ingest import Actuals, read_actuals, write_rejected
from data.model.errors import UnwritableFile

_CLOCK_SKEW = timedelta(days=1)  # clocks and zones of exporting systems differ by hours


@dataclass(frozen=True)
class ImportReport:
    """What an import did; counts are rows [-]."""

    file: str
    new: int
    unchanged: int
    superseded: int
    rejected: int
    warnings: tuple[str, ...]
    rejected_file: str = ""

    @property
    def sentence(self) -> str:
        """The outcome in one line."""
        text = (
            f"{self.file}: {self.new} new, {self.unchanged} unchanged, "
            f"{self.superseded} superseded, {self.rejected} rejected"
        )
        return f"{text} (see {self.rejected_file})" if self.rejected_file else text


def import_history(
    desk: Desk, path: Path, *, adapter: str = "auto", rejected_folder: Path | None = None
) -> ImportReport:
    """Import one history file.

    Parameters
    ----------
    rejected_folder
        Where `NAME.rejected.csv` goes; beside the file if None.

    Raises
    ------
    UnreadableFile
        If the file as a whole makes no sense; nothing is stored then.
    """
    until = desk.clock() + _CLOCK_SKEW
    actuals = read_actuals(path, centre_of(desk), adapter=adapter, until=until)
    entry = desk.entry("import_history", f"file:{path.name}", digest=actuals.digest)
    counts = desk.store.save_actuals(actuals.frame, actuals.rejected, path.name, entry)
    kept_aside, notes = _keep_aside(actuals, path, rejected_folder)
    return ImportReport(
        path.name,
        counts.new,
        counts.unchanged,
        counts.superseded,
        counts.rejected,
        (*actuals.warnings, *notes),
        kept_aside,
    )


def _keep_aside(actuals: Actuals, path: Path, folder: Path | None) -> tuple[str, tuple[str, ...]]:
    """Write the rejected rows beside the file; they are in the store whether that works or not."""
    if not len(actuals.rejected):
        return "", ()
    name = f"{path.name.removesuffix('.gz').removesuffix('.csv')}.rejected.csv"
    target = (folder or path.parent) / name
    try:
        write_rejected(actuals, target)
    except UnwritableFile as error:
        return "", (f"{error}; the rejected rows are kept in the database",)
    return str(target), ()
