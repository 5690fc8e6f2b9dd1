"""Published versions with their fairness ledgers, and the locked cells of saved rosters."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import Connection, Text, cast, insert, select

from data.model.errors import Conflict, NotFound
from data.model.language import tr
from data.model.publication import Publication, RosterLabel, in_force
from data.model.roster import AgentDay, Ledger
from data.store import documents
from data.store.faults import reading
from data.store.packing import pack, unpack
from data.store.schema import ledgers, publications, rosters
from data.store.trail.entries import plain_json
from data.store.trail.seals import anchor
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
    found_or_raise(connection, rosters, "roster_id", roster_id, tr("roster"))
    document = documents.locks_of(roster_id)
    known = documents.load(connection, document)
    before = frozenset(built_with) if known is None else known
    after = (before | set(locked)) - set(freed)
    if after != before:
        documents.save(connection, document, after)
    return len(after - before), len(before - after)


def change_label(connection: Connection, roster_id: str, changes: Mapping[str, Any]) -> RosterLabel:
    """Change some of a roster's name, note and place in the archive; the rest stays.

    Raises
    ------
    NotFound
        If there is no such roster.
    InvalidValue
        If the name or note is too long, or the name not plain text.
    """
    found_or_raise(connection, rosters, "roster_id", roster_id, tr("roster"))
    document = documents.label_of(roster_id)
    label = replace(documents.load(connection, document), **changes)
    documents.save(connection, document, label)
    return label


Borne = Mapping[str, Mapping[str, tuple[int, ...]]]
"""Day numbers of unpopular shifts, by agent and kind."""


def publish(
    connection: Connection, draft: Publication, expected_version: int, borne: Borne
) -> Publication:
    """Publish a roster, or withdraw a version, as the next version, with its ledger.

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
        If somebody published for any of the same days in between; the message says who, when and
        what.
    NotFound
        If the roster is not saved.
    """
    every = load_publications(connection)
    newest = every[-1].version if every else 0
    newer = [
        p for p in every if p.version > expected_version and p.overlaps(draft.first, draft.days)
    ]
    if newer or expected_version > newest:
        clock = partial(documents.on_clock, connection)
        raise Conflict(conflict_sentence(draft.roster_id, expected_version, newer, clock, newest))
    query = select(rosters.c.roster_id).where(rosters.c.roster_id == draft.roster_id)
    if connection.scalar(query) is None:
        raise NotFound(
            tr(
                "roster {roster_id} is not saved; save it before publishing",
                roster_id=draft.roster_id,
            )
        )
    published = replace(draft, version=newest + 1, proof=plain_json(draft.proof))
    row = {f.name: getattr(published, f.name) for f in fields(published)}
    connection.execute(insert(publications).values(row))
    anchor(connection, "publications", published.version)
    if not published.withdraws:
        _save_ledger(connection, Ledger(published.version, published.first, published.days, borne))
    return published


def load_publications(connection: Connection) -> tuple[Publication, ...]:
    """Every published version, oldest first."""
    columns = (column for column in publications.c if column.name != "proof")
    query = select(*columns, cast(publications.c.proof, Text).label("proof"))
    with reading("a publication"):
        return tuple(
            Publication(**{**row._asdict(), "proof": _proof(row.proof)})
            for row in connection.execute(query.order_by(publications.c.version))
        )


@lru_cache(maxsize=256)
def _proof(text: str) -> dict[str, Any]:
    """Read once: it never changes, every page asks for what is published, and it is long."""
    found: dict[str, Any] = json.loads(text)
    return found


def load_ledgers(connection: Connection, since: date, until: date) -> tuple[Ledger, ...]:
    """Ledgers in force that cover any day of since <= day < until, oldest version first."""
    planning = {publication.version for publication in in_force(load_publications(connection))}
    query = select(ledgers).where(ledgers.c.first < until).order_by(ledgers.c.version)
    with reading(tr("the fairness ledger of a publication")):
        return tuple(
            unpack(Ledger, row.body)
            for row in connection.execute(query)
            if row.first + timedelta(days=row.days) > since and row.version in planning
        )


def _save_ledger(connection: Connection, ledger: Ledger) -> None:
    named = {"version": ledger.version, "first": ledger.first, "days": ledger.days}
    connection.execute(insert(ledgers).values(**named, body=pack(ledger)))
    anchor(connection, "ledgers", ledger.version)


def conflict_sentence(
    roster_id: str,
    expected: int,
    newer: list[Publication],
    clock: Callable[[datetime], str],
    newest: int = 0,
) -> str:
    """Who published what since a publisher looked, by the centre's clock, and what to do."""
    if not newer:
        return tr(
            "version {expected} was never published (newest is {newest}); look again",
            expected=expected,
            newest=newest,
        )
    said = "; ".join(
        tr(
            "version {version} (roster {roster_id}, {first} for {days} days) by "
            "{who} at {at}{value}",
            version=p.version,
            roster_id=p.roster_id,
            first=p.first,
            days=p.days,
            who=p.who,
            at=clock(p.at),
            value=tr(", because: {why}", why=p.why) if p.why else "",
        )
        for p in newer
    )
    return tr(
        "somebody published since you looked at version {expected}: {said}. "
        "Roster {roster_id} was not published; compare it with {roster_id2} "
        "and publish again on version {most}",
        expected=expected,
        said=said,
        roster_id=roster_id,
        roster_id2=newer[-1].roster_id,
        most=max(newest, newer[-1].version),
    )
