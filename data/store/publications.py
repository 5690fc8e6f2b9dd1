"""Published versions with their fairness ledgers, and the locked cells of saved rosters."""

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from datetime import date, timedelta

from sqlalchemy import Connection, insert, select

from data.model.errors import Conflict, NotFound
from data.model.publication import Publication
from data.model.roster import AgentDay, Ledger
from data.store import documents
from data.store.audit import plain_json
from data.store.faults import reading
from data.store.packing import pack, unpack
from data.store.schema import ledgers, publications, rosters
from data.store.seals import anchor
from data.store.versions import found_or_raise


def change_locks(
    connection: Connection,
    roster_id: str,
    built_with: Collection[AgentDay],
    locked: Collection[AgentDay],
    freed: Collection[AgentDay],
) -> tuple[int, int]:
    """Lock and unlock cells of a roster; cells that others locked meanwhile stay locked.

    Parameters
    ----------
    built_with
        Cells locked when it was built; they count until somebody changes the locks.

    Returns
    -------
    tuple
        How many cells are newly locked and newly unlocked [-].

    Raises
    ------
    NotFound
        If there is no such roster.
    """
    found_or_raise(connection, rosters, "roster_id", roster_id, "roster")
    document = documents.locks_of(roster_id)
    known = documents.load(connection, document)
    before = frozenset(built_with) if known is None else known
    after = (before | set(locked)) - set(freed)
    if after != before:
        documents.save(connection, document, after)
    return len(after - before), len(before - after)


Borne = Mapping[str, Mapping[str, tuple[int, ...]]]
"""Day numbers of unpopular shifts, by agent and kind."""


def publish(
    connection: Connection, draft: Publication, expected_version: int, borne: Borne
) -> Publication:
    """Publish a roster as the version after the one that the publisher saw, with its ledger.

    Parameters
    ----------
    draft
        Its `version` is ignored.
    expected_version
        Newest version when the publisher looked; 0 where nothing was published.
    borne
        Unpopular shifts by agent and kind, see `data.model.roster.Ledger`.

    Raises
    ------
    Conflict
        If somebody published in between; the message says who, when and what.
    NotFound
        If the roster is not saved.
    """
    newer = [p for p in load_publications(connection) if p.version > expected_version]
    newest = newer[-1].version if newer else _newest(connection)
    if newest != expected_version:
        raise Conflict(_conflict(draft, expected_version, newest, newer))
    query = select(rosters.c.roster_id).where(rosters.c.roster_id == draft.roster_id)
    if connection.scalar(query) is None:
        raise NotFound(f"roster {draft.roster_id} is not saved; save it before publishing")
    published = replace(draft, version=newest + 1, proof=plain_json(draft.proof))
    row = {f.name: getattr(published, f.name) for f in fields(published)}
    connection.execute(insert(publications).values(row))
    anchor(connection, "publications", published.version)
    _save_ledger(connection, Ledger(published.version, published.first, published.days, borne))
    return published


def load_publications(connection: Connection) -> tuple[Publication, ...]:
    """Every published version, oldest first."""
    query = select(publications).order_by(publications.c.version)
    with reading("a publication"):
        return tuple(Publication(**row._asdict()) for row in connection.execute(query))


def load_ledgers(connection: Connection, since: date, until: date) -> tuple[Ledger, ...]:
    """Ledgers that cover any day of since <= day < until, oldest version first."""
    query = select(ledgers).where(ledgers.c.first < until).order_by(ledgers.c.version)
    with reading("the fairness ledger of a publication"):
        return tuple(
            unpack(Ledger, row.body)
            for row in connection.execute(query)
            if row.first + timedelta(days=row.days) > since
        )


def _save_ledger(connection: Connection, ledger: Ledger) -> None:
    named = {"version": ledger.version, "first": ledger.first, "days": ledger.days}
    connection.execute(insert(ledgers).values(**named, body=pack(ledger)))
    anchor(connection, "ledgers", ledger.version)


def _newest(connection: Connection) -> int:
    query = select(publications.c.version).order_by(publications.c.version.desc()).limit(1)
    return int(connection.scalar(query) or 0)


def _conflict(draft: Publication, expected: int, newest: int, newer: list[Publication]) -> str:
    if not newer:
        return f"version {expected} was never published (newest is {newest}); look again"
    said = "; ".join(
        f"version {p.version} (roster {p.roster_id}, {p.first} for {p.days} days) "
        f"by {p.who} at {p.at:%Y-%m-%d %H:%M} UTC{f', because: {p.why}' if p.why else ''}"
        for p in newer
    )
    return (
        f"somebody published since you looked at version {expected}: {said}. Roster "
        f"{draft.roster_id} was not published; compare it with {newer[-1].roster_id} and publish "
        f"again on version {newest}"
    )
