"""Published versions: numbered without gaps, never changed."""

from dataclasses import fields, replace

from sqlalchemy import Connection, insert, select

from data.model.errors import Conflict, NotFound
from data.model.publication import Publication
from data.store.audit import plain_json
from data.store.tables import publications, rosters


def publish(connection: Connection, draft: Publication, expected_version: int) -> Publication:
    """Publish a roster as the version after the one that the publisher saw.

    Parameters
    ----------
    draft
        Its `version` is ignored.
    expected_version
        Newest version when the publisher looked; 0 where nothing was published.

    Raises
    ------
    Conflict
        If somebody published in between: says who, when and what.
    NotFound
        If the roster is not kept.
    """
    newer = [p for p in load_publications(connection) if p.version > expected_version]
    newest = newer[-1].version if newer else _newest(connection)
    if newest != expected_version:
        raise Conflict(_conflict(draft, expected_version, newest, newer))
    query = select(rosters.c.roster_id).where(rosters.c.roster_id == draft.roster_id)
    if connection.scalar(query) is None:
        raise NotFound(f"roster {draft.roster_id} is not kept; save it before publishing")
    published = replace(draft, version=newest + 1, proof=plain_json(draft.proof))
    row = {f.name: getattr(published, f.name) for f in fields(published)}
    connection.execute(insert(publications).values(row))
    return published


def load_publications(connection: Connection) -> tuple[Publication, ...]:
    """Every published version, oldest first."""
    query = select(publications).order_by(publications.c.version)
    return tuple(Publication(**row._asdict()) for row in connection.execute(query))


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
