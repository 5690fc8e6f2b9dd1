"""Jobs that bring data in and forecast: history files, forecasts, the night, the sample centre."""

import base64
import tempfile
import zlib
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from app.services import demo
from app.services.forecast.make import forecast_all
from app.services.history import ImportReport, import_history, imported_by_job
from app.services.jobs.kinds import Work
from app.services.jobs.run import JobRun
from app.services.nightly import refresh
from app.services.running.night_summary import RefreshSummary
from app.services.staffing.requirement import save_worked_out, work_out_requirement
from data.files.text import handed_over
from data.model.errors import UnclearGaps, UnreadableFile
from data.model.language import tr
from data.model.requirement import Requirement
from rostering.solver.progress import Progress


@dataclass(frozen=True)
class ForecastOrder:
    """New versions of queues; fields as in `forecast_all`."""

    weeks: int | None = None
    queue_ids: tuple[str, ...] = ()
    members: tuple[str, ...] | None = None
    retry_share: float = 0.0


@dataclass(frozen=True)
class ForecastMade:
    """What became of each queue; as `ForecastRun`, but versions by their ids."""

    versions: dict[str, str]
    failed: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def _forecast(run: JobRun, order: ForecastOrder) -> ForecastMade:
    """Forecast and save each queue as soon as it is done; queues done before a crash stay so."""

    def work() -> ForecastMade:
        found = forecast_all(run.context, progress=run.count, stop=run.stop, **vars(order))
        versions = {made.queue_id: made.version_id for made in found.made}
        return ForecastMade(versions, found.failed, found.warnings)

    made = run.step("forecast", ForecastMade, work)
    run.made["forecasts"] = list(made.versions.values())
    return made


@dataclass(frozen=True)
class RequirementOrder:
    """Agents required for each queue and slot; fields as in `set_requirement`."""

    forecast_ids: tuple[str, ...] = ()
    basis: str = "expected"
    period_floor_share: float | None = None
    judged: bool = True


def _requirement(run: JobRun, order: RequirementOrder) -> str:
    """Work the agents out, then save them; the requirement's id."""

    def work() -> Requirement:
        return work_out_requirement(run.context, progress=run.count_simulations, **vars(order))

    found = run.step("work out", Requirement, work, waits=False)
    saved_id = run.step("save", str, lambda: save_worked_out(run.context, found).requirement_id)
    run.made["requirement"] = saved_id
    return saved_id


@dataclass(frozen=True)
class ImportOrder:
    """A history file that somebody handed over; its bytes travel with the order.

    Parameters
    ----------
    content
        The file, packed by zlib and written as base 64.
    gaps, layout
        As in `import_history`.
    """

    name: str
    content: str
    gaps: Any = "ask"
    layout: str = "auto"

    @classmethod
    def of(
        cls, name: str, content: bytes, gaps: Any = "ask", layout: str = "auto"
    ) -> "ImportOrder":
        """The order for a file."""
        packed = base64.b64encode(zlib.compress(content, 1)).decode()
        return cls(Path(name).name, packed, gaps, layout)


def _take_in(run: JobRun, order: ImportOrder) -> ImportReport:
    """Import the file; a file whose rows are in already changes nothing."""

    def work() -> ImportReport:
        if before := imported_by_job(run.context):
            return before[0]
        content = zlib.decompress(base64.b64decode(order.content))
        with handed_over({order.name: content}) as folder:
            try:
                return import_history(
                    run.context,
                    folder / order.name,
                    layout=order.layout,
                    gaps=order.gaps,
                    rejected_folder=folder,
                )
            except UnclearGaps as error:
                raise UnreadableFile(
                    tr("{said}: choose what they are, and read the file again", said=error.said)
                ) from error

    return run.step("import", ImportReport, work)


@dataclass(frozen=True)
class RefreshOrder:
    """A night's work; fields as in `refresh`."""

    inbox: str
    summary_file: str
    weeks: int | None = None
    quiet_s: float | None = None


def _night(run: JobRun, order: RefreshOrder) -> RefreshSummary:
    """Ingest, forecast, score, check, thin, tell: each a step of its own."""
    return refresh(
        run.context,
        Path(order.inbox),
        Path(order.summary_file),
        weeks=order.weeks,
        quiet_s=order.quiet_s,
        progress=run.count,
        stop=run.stop,
        record=run.step,
    )


@dataclass(frozen=True)
class SampleOrder:
    """The sample centre; fields as in `run_demo`."""

    seed: int = 7
    until: date | None = None
    time_limit_s: float | None = None


def _sample(run: JobRun, order: SampleOrder) -> demo.DemoReport:
    """Load, forecast, staff and roster it; begun again, it goes on where it ended."""

    def progress(state: Progress) -> None:
        if not state.preparing:
            run.solved(state)

    def work() -> demo.DemoReport:
        with tempfile.TemporaryDirectory(prefix="peakshift-") as folder:
            return demo.run_demo(
                run.context,
                Path(folder),
                count=run.count,
                progress=progress,
                stop=run.stop,
                **asdict(order),
            )

    return run.step("load", demo.DemoReport, work)


WORK = {
    "forecast": Work(ForecastOrder, ForecastMade, _forecast),
    "requirement": Work(RequirementOrder, str, _requirement),
    "import": Work(ImportOrder, ImportReport, _take_in),
    "refresh": Work(RefreshOrder, RefreshSummary, _night),
    "sample": Work(SampleOrder, demo.DemoReport, _sample),
}
