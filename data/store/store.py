"""The store: one method for each thing that is saved or read, one transaction a method."""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Engine

from data.model.audit import AuditEntry
from data.model.forecast import Forecast
from data.model.publication import Publication, RosterLabel, SavedRoster
from data.model.publication import in_force as still_planning
from data.model.requirement import Requirement
from data.model.roster import AgentDay, Ledger
from data.model.series import ContactSeries, ImportCounts
from data.store import actuals, documents, history, publications, versions
from data.store.day.methods import DayMethods
from data.store.documents import Document
from data.store.engine import (
    file_of,
    find_file,
    open_engine,
    parse_url,
)
from data.store.faults import in_plain_words
from data.store.history import Answered, HistoryTotals, ImportSummary
from data.store.machines import MachineMethods
from data.store.opening import bring_up_to_date
from data.store.service_quality.methods import ServiceQualityMethods
from data.store.thinning import ThinningMethods
from data.store.trail import guards
from data.store.trail.methods import TrailMethods
from data.store.versions import ForecastSummary, RequirementSummary, RosterSummary

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")


class Store(TrailMethods, ThinningMethods, MachineMethods, DayMethods, ServiceQualityMethods):
    """A database of one centre; open it with `Store.open`, use it from any thread.

    Every method that writes takes the `AuditEntry` of the change and commits both or neither.
    Every method raises `StoreUnavailable` where the database cannot be read or written.
    """

    def __init__(
        self, engine: Engine, where: str, lacking: tuple[str, ...] = (), file: Path | None = None
    ) -> None:
        super().__init__(engine, where, file)
        self.warning = guards.warning(lacking)
        """What whoever opens the database must be told, in one sentence; mostly empty."""

    @classmethod
    def open(cls, url: str, *, busy_timeout_s: float = 30.0, make: bool = True) -> "Store":
        """Open a database, and bring one of an earlier version up to date.

        Parameters
        ----------
        url
            Path of an SQLite file, `sqlite:///...` or `postgresql://...`.
        busy_timeout_s
            How long to wait for another writer [s].
        make
            Whether a database that is missing or empty is made.

        Raises
        ------
        InvalidValue
            If the address is of another kind.
        StoreUnavailable
            If the database cannot be opened, belongs to another program, or is missing or empty
            and not to be made.
        """
        address = parse_url(url)
        local = address.get_backend_name() == "sqlite"
        where = str(address.database) if local else address.render_as_string(hide_password=True)
        path = file_of(address)
        if path is not None:
            find_file(path, make=make)
        engine = open_engine(address, busy_timeout_s)
        try:
            with in_plain_words(where):
                lacking = bring_up_to_date(engine, where, make=make)
        except BaseException:
            engine.dispose()  # what is not ours is left at once, with nothing beside it
            raise
        return cls(engine, where, lacking, path)

    # --- documents: what is read and saved as a whole ------------------------------------------

    def save(
        self, document: Document[T], value: T, entry: AuditEntry, seen: T | None = None
    ) -> bool:
        """Save one of `data.store.documents`; what was read for it is read in the same `change`.

        Returns
        -------
        bool
            False where the value is in force already: no version and no entry is added.

        Raises
        ------
        Conflict
            If `seen` is given and no longer in force.
        InvalidValue
            If the value may not follow the one in force.
        """
        return self._write(
            entry,
            lambda c: documents.save(c, document, value, seen),
            lambda saved: {"document_version": saved[0]},
            lambda saved: saved[1],
        )[1]

    def on_clock(self, at: datetime) -> str:
        """A moment on the centre's clock, `2026-11-30 06:05`; in UTC before there is a centre."""
        return self._read(lambda c: documents.on_clock(c, at))

    def load(self, document: Document[T]) -> T:
        """The value in force of one of `data.store.documents`."""
        return self._read(lambda c: documents.load(c, document), ("document", document.kind))

    # --- history -----------------------------------------------------------------------------

    def save_actuals(
        self,
        frame: "pd.DataFrame",
        rejected: "pd.DataFrame",
        source: str,
        entry: AuditEntry,
        *,
        digest: str = "",
    ) -> ImportCounts:
        """Save the rows of a file, slot by slot; see `data.store.actuals`.

        Parameters
        ----------
        digest
            Digest of the file's content; taken from the entry's detail where not given.
        """
        known_as = digest or str(entry.detail.get("digest", ""))
        return self._write(
            entry,
            lambda c: actuals.save_actuals(c, frame, rejected, source, entry, known_as),
            asdict,
        )

    def tag_slots(
        self, queue_id: str, first: datetime, end: datetime, tag: str, entry: AuditEntry
    ) -> ImportCounts:
        """Tag the slots that start in [first, end); see `data.store.actuals`.

        Raises
        ------
        NotFound
            If no slot of that time is stored.
        """
        return self._write(
            entry,
            lambda c: actuals.tag_slots(c, queue_id, first, end, tag, entry),
            asdict,
            lambda counts: counts.superseded > 0,
        )

    def load_series(
        self, queue_id: str, first: date | None = None, last: date | None = None
    ) -> ContactSeries:
        """Actuals of a queue between two local days; see `data.store.history.load_series`."""
        return self._read(lambda c: history.load_series(c, queue_id, first, last))

    def load_totals(self, queue_id: str) -> HistoryTotals | None:
        """What a queue's actuals add up to; None where there are none."""
        return self._read(lambda c: history.load_totals(c, queue_id))

    def load_answered(self, queue_id: str, first: date, last: date) -> dict[date, Answered]:
        """Contacts answered in time by day; days on which nobody counted are left out."""
        return self._read(lambda c: history.load_answered(c, queue_id, first, last))

    def load_superseded(self, queue_id: str) -> "pd.DataFrame":
        """Older values of a queue, with the imports that brought and replaced them."""
        return self._read(lambda c: history.load_superseded(c, queue_id))

    def newest_import(self) -> int:
        """Id of the newest import of history; 0 where there is none."""
        return self._read(history.newest_import, "newest import")

    def list_imports(self, since: datetime | None = None) -> tuple[ImportSummary, ...]:
        """Every import of history, newest first; only those from a moment on if given."""
        return self._read(lambda c: history.list_imports(c, since=since))

    def load_rejected(self, import_id: int) -> "pd.DataFrame":
        """Rows of an import that were set aside: `row`, `reason`, `text`."""
        return self._read(lambda c: history.load_rejected(c, import_id))

    # --- versions ----------------------------------------------------------------------------

    def save_forecasts(self, values: Iterable[Forecast], entry: AuditEntry) -> None:
        """Save forecast versions, all or none.

        Raises
        ------
        Conflict
            If another forecast is saved under one of the ids.
        """
        self._write(entry, lambda c: versions.save_forecasts(c, values))

    def load_forecast(self, version_id: str) -> Forecast:
        """A forecast version; NotFound if there is none under the id."""
        return self._read_version(
            "forecast", version_id, lambda c: versions.load_forecast(c, version_id)
        )

    def latest_forecast(self, queue_id: str) -> Forecast:
        """The forecast of a queue that was made last; NotFound if there is none."""
        return self._read(lambda c: versions.latest_forecast(c, queue_id))

    def list_forecasts(self, queue_id: str | None = None) -> tuple[ForecastSummary, ...]:
        """Saved forecast versions, newest first."""
        return self._read(lambda c: versions.list_forecasts(c, queue_id), ("forecasts", queue_id))

    def save_requirement(self, value: Requirement, entry: AuditEntry) -> None:
        """Save a requirement.

        Raises
        ------
        Conflict
            If another requirement is saved under its id.
        """
        self._write(entry, lambda c: versions.save_requirement(c, value))

    def load_requirement(self, requirement_id: str) -> Requirement:
        """A saved requirement; NotFound if there is none under the id."""
        return self._read_version(
            "requirement", requirement_id, lambda c: versions.load_requirement(c, requirement_id)
        )

    def list_requirements(self) -> tuple[RequirementSummary, ...]:
        """Saved requirements, newest first."""
        return self._read(versions.list_requirements, "requirements")

    def save_roster(self, value: SavedRoster, entry: AuditEntry) -> None:
        """Save a roster.

        Raises
        ------
        Conflict
            If another roster is saved under its id.
        NotFound
            If its requirement or parent is not saved.
        """
        self._write(entry, lambda c: versions.save_roster(c, value))

    def load_roster(self, roster_id: str) -> SavedRoster:
        """A saved roster; NotFound if there is none under the id."""
        return self._read_version("roster", roster_id, lambda c: versions.load_roster(c, roster_id))

    def list_rosters(self) -> tuple[RosterSummary, ...]:
        """Saved rosters, newest first."""
        return self._read(versions.list_rosters, "rosters")

    def change_locks(
        self,
        roster_id: str,
        built_with: Collection[AgentDay],
        entry: AuditEntry,
        *,
        locked: Collection[AgentDay] = (),
        freed: Collection[AgentDay] = (),
    ) -> tuple[int, int]:
        """Lock and unlock cells of a roster; see `data.store.publications`.

        Returns
        -------
        tuple
            How many cells are newly locked and newly unlocked [-].

        Raises
        ------
        NotFound
            If there is no such roster.
        """
        return self._write(
            entry,
            lambda c: publications.change_locks(c, roster_id, built_with, locked, freed),
            lambda changed: dict(zip(("locked", "freed"), changed, strict=True)),
            any,
        )

    def change_label(self, roster_id: str, entry: AuditEntry, **changes: str | bool) -> RosterLabel:
        """Change name, note or place in the archive; see `data.store.publications`."""
        return self._write(entry, lambda c: publications.change_label(c, roster_id, changes))

    def load_locks(self, roster_id: str) -> frozenset[AgentDay] | None:
        """Locked cells of a roster; None while nobody changed those that it was built with."""
        return self.load(documents.locks_of(roster_id))

    # --- publishing and audit ----------------------------------------------------------------

    def publish(
        self,
        draft: Publication,
        expected_version: int,
        entry: AuditEntry,
        borne: publications.Borne | None = None,
    ) -> Publication:
        """Publish a roster as the version after the one that the publisher saw.

        Parameters
        ----------
        borne
            Unpopular shifts by agent and kind, saved as the fairness ledger of the version.

        Raises
        ------
        Conflict
            If somebody published for any of the same days in between.
        NotFound
            If the roster is not saved.
        """
        return self._write(
            entry,
            lambda c: publications.publish(c, draft, expected_version, borne or {}),
            lambda published: {"version": published.version},
        )

    def load_ledgers(self, since: date, until: date) -> tuple[Ledger, ...]:
        """Fairness ledgers of the versions that cover any day of since <= day < until."""
        return self._read(lambda c: publications.load_ledgers(c, since, until))

    def load_publications(self, *, in_force: bool = False) -> tuple[Publication, ...]:
        """Every published version, oldest first; only those that plan days if asked for."""
        found = self._read(publications.load_publications, "publications")
        return still_planning(found) if in_force else found
