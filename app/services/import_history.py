"""History files into the store; bad rows kept aside with their reasons."""

from dataclasses import dataclass
from pathlib import Path

from app.services.desk import Desk
from app.services.read_centre import centre_of
from data.ingest import read_actuals, write_rejected
from data.model.queue import Queue


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
    actuals = read_actuals(path, centre_of(desk), adapter=adapter)
    entry = desk.entry("import_history", f"file:{path.name}", digest=actuals.digest)
    counts = desk.store.save_actuals(actuals.frame, actuals.rejected, path.name, entry)
    _name_new_queues(desk, actuals.frame)
    kept_aside = ""
    if len(actuals.rejected):
        folder = rejected_folder or path.parent
        target = folder / f"{path.name.removesuffix('.gz').removesuffix('.csv')}.rejected.csv"
        write_rejected(actuals, target)
        kept_aside = str(target)
    return ImportReport(
        path.name,
        counts.new,
        counts.unchanged,
        counts.superseded,
        counts.rejected,
        tuple(actuals.warnings),
        kept_aside,
    )


def _name_new_queues(desk: Desk, frame: "object") -> None:
    known = {queue.queue_id for queue in desk.store.load_queues()}
    columns = ["queue_id", "queue_name", "channel"]
    named = frame[columns].drop_duplicates("queue_id").itertuples(index=False)  # type: ignore[index]
    fresh = [
        Queue(str(q), str(name) or str(q), str(ch) or "voice")
        for q, name, ch in named
        if q not in known
    ]
    if fresh:
        entry = desk.entry("add_queues", "queues", added=[queue.queue_id for queue in fresh])
        desk.store.save_queues((*desk.store.load_queues(), *fresh), entry)
