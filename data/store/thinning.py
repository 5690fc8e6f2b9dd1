"""Taking old forecasts away, the only path by which saved rows leave, and giving back room."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select, text

from data.model.audit import AuditEntry
from data.model.errors import Conflict
from data.model.language import tr
from data.store.faults import in_plain_words, reading
from data.store.packing import head_of
from data.store.schema import forecasts, publications, requirements
from data.store.trail.guards import lifted, unguarded
from data.store.trail.seals import anchor
from data.store.trail.verification import altered
from data.store.transactions import Transactions

_AT_ONCE = 200  # ids of a statement
_STEP_PAGES = 1_000  # given back in a transaction, so that nobody waits long
_SLACK = 20  # a twentieth of the file may be free: tomorrow's forecasts go there


@dataclass(frozen=True)
class Removed:
    """What was taken away.

    Parameters
    ----------
    versions, size_bytes
        How many, and the room that their content took [B].
    altered
        One sentence for each that is not as it was sealed: it stays, as evidence.
    """

    versions: int
    size_bytes: int
    altered: tuple[str, ...] = ()


class ThinningMethods(Transactions):
    """Methods of the store, in a file of their own."""

    def forecasts_in_use(self) -> frozenset[str]:
        """Ids of the forecasts that a saved requirement or a publication names."""
        return self._read(_in_use)

    def forecast_sizes(self) -> dict[str, int]:
        """Room that the content of each saved forecast takes, by its id [B]."""
        return self._read(_sizes)

    def remove_forecasts(self, version_ids: Sequence[str], entry: AuditEntry) -> Removed:
        """Take forecasts away for good; those that are gone already are passed over.

        Raises
        ------
        Conflict
            If one is in use or the newest of its queue, or if guards are missing.
        """
        return self._write(
            entry,
            lambda c: _remove(c, tuple(version_ids)),
            lambda removed: {"versions": removed.versions, "size_bytes": removed.size_bytes},
            lambda removed: removed.versions > 0,
        )

    def give_back_room(self, *, rewrite: bool = False) -> int:
        """Make the file smaller by the pages that are free; returns by how much [B].

        Parameters
        ----------
        rewrite
            Write the whole file anew, which files of earlier versions need once; it takes as much
            free room on the disk as the file, and nobody else can write meanwhile.

        Notes
        -----
        PostgreSQL does this by itself (autovacuum): nothing is done, 0 is returned.
        """
        if self._engine.dialect.name != "sqlite":
            return 0
        with in_plain_words(self.where):
            pooled = self._engine.raw_connection()
            try:
                driver = pooled.driver_connection
                assert isinstance(driver, sqlite3.Connection)
                return _rewritten(driver) if rewrite else _given_back(driver)
            finally:
                pooled.close()

    def free_bytes(self) -> int:
        """Room in the file that is free for what comes [B]; 0 on PostgreSQL."""
        if self._engine.dialect.name != "sqlite":
            return 0
        return self._read(
            lambda c: int(
                c.scalar(text("PRAGMA freelist_count")) * c.scalar(text("PRAGMA page_size"))
            )
        )


def _in_use(connection: Connection) -> frozenset[str]:
    found: set[str] = set()
    for row in connection.execute(select(requirements.c.requirement_id, requirements.c.body)):
        with reading(tr("requirement {requirement_id}", requirement_id=row.requirement_id)):
            found.update(head_of(row.body).get("forecast_ids", ()))
    for proof in connection.scalars(select(publications.c.proof)):
        found.update(proof.get("forecasts", ()))
    return frozenset(found)


def _sizes(connection: Connection) -> dict[str, int]:
    # Both read the length from the row's head, not the content.
    size = func.octet_length if connection.dialect.name == "postgresql" else func.length
    query = select(forecasts.c.version_id, size(forecasts.c.body))
    return {version_id: int(length) for version_id, length in connection.execute(query)}


def _remove(connection: Connection, version_ids: tuple[str, ...]) -> Removed:
    if "forecasts" in unguarded(connection):
        raise Conflict(
            tr(
                "the guards of forecasts are missing or changed, so nothing is thinned: run "
                "`peakshift audit verify` (then `peakshift audit restore-guards` puts them back)"
            )
        )
    newest = select(func.max(forecasts.c.seq)).group_by(forecasts.c.queue_id)
    named = connection.scalars(select(forecasts.c.version_id).where(forecasts.c.seq.in_(newest)))
    held = sorted((_in_use(connection) | set(named)) & set(version_ids))
    if held:
        raise Conflict(
            tr("forecast {held} is in use or the newest of its queue", held=", ".join(held[:3]))
        )
    sizes = _sizes(connection)
    there = [version_id for version_id in version_ids if version_id in sizes]
    wrong = {one: said for one in there if (said := altered(connection, [("forecasts", (one,))]))}
    gone = [version_id for version_id in there if version_id not in wrong]
    if gone:
        with lifted(connection, "forecasts"):
            for at in range(0, len(gone), _AT_ONCE):
                part = gone[at : at + _AT_ONCE]
                connection.execute(delete(forecasts).where(forecasts.c.version_id.in_(part)))
    for version_id in gone:
        anchor(connection, "forecasts", version_id, digest="")
    return Removed(
        len(gone),
        sum(sizes[one] for one in gone),
        tuple(s for said in wrong.values() for s in said),
    )


# --- room in an SQLite file ---------------------------------------------------------------------


def _figure(driver: sqlite3.Connection, name: str) -> int:
    return int(driver.execute(f"PRAGMA {name}").fetchone()[0])


def _given_back(driver: sqlite3.Connection) -> int:
    pages = before = _figure(driver, "page_count")
    if _figure(driver, "auto_vacuum") == 0:  # made by an earlier version: free pages are used again
        return 0
    while (free := _figure(driver, "freelist_count")) > pages // _SLACK:
        # A script, since a plain statement gives back one page only.
        driver.executescript(f"PRAGMA incremental_vacuum({min(free, _STEP_PAGES)})")
        if _figure(driver, "page_count") >= pages:
            break
        pages = _figure(driver, "page_count")
    _into_file(driver)
    return (before - pages) * _figure(driver, "page_size")


def _rewritten(driver: sqlite3.Connection) -> int:
    before = _figure(driver, "page_count")
    driver.execute("PRAGMA auto_vacuum = INCREMENTAL")  # holds from the rewriting on
    driver.execute("VACUUM")
    _into_file(driver)
    return (before - _figure(driver, "page_count")) * _figure(driver, "page_size")


def _into_file(driver: sqlite3.Connection) -> None:
    # As far as readers let it; what is left is done when the last one closes.
    driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
