"""Opening a database: whose it is, whether it is up to date, whether its guards stand."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from data.model.errors import StoreUnavailable
from data.model.language import tr
from data.store.engine import WRITER
from data.store.faults import HOW_TO_MAKE, may_only_read
from data.store.schema import REVISION
from data.store.trail.fingerprints import seal_what_is_there
from data.store.trail.guards import unguarded

_FOLDER = Path(__file__).parent / "migrations"


def bring_up_to_date(engine: Engine, where: str, *, make: bool) -> tuple[str, ...]:
    """Run missing migrations in one transaction; two programs at once wait for each other.

    Parameters
    ----------
    make
        Whether an empty database gets PeakShift's tables.

    Returns
    -------
    tuple
        Tables whose guards are missing.

    Raises
    ------
    StoreUnavailable
        If the database belongs to a newer PeakShift or to another program, or is empty.
    """
    with engine.connect() as connection, connection.begin():
        found = _looked_at(connection, where, make=make)
        if found == REVISION:
            return unguarded(connection)
    try:
        writer = engine.connect().execution_options(**{WRITER: True})
        with writer as connection, connection.begin():
            found = _looked_at(connection, where, make=make)
            if found != REVISION:
                _upgrade(connection)
                seal_what_is_there(connection, datetime.now(UTC))
            return unguarded(connection)
    except Exception as error:
        if found is not None and may_only_read(error):
            raise StoreUnavailable(
                tr(
                    "database {where}: was written by an older PeakShift (revision "
                    "{found}) and must be brought to {revision} once, but it may only be "
                    "read; let somebody who may write to it run any command on it, or "
                    "copy it to a folder of your own",
                    where=where,
                    found=found,
                    revision=REVISION,
                )
            ) from error
        raise


def _looked_at(connection: Connection, where: str, *, make: bool) -> str | None:
    """Revision of a database of ours; None where it is empty and may be filled."""
    tables = inspect(connection).get_table_names()
    found = _revision(connection, tables)
    if found is None and not tables:
        if not make:
            raise StoreUnavailable(
                tr(
                    "database {where}: it is empty; check --db (or PEAKSHIFT_DB), or {how_to_make}",
                    where=where,
                    how_to_make=tr(HOW_TO_MAKE),
                )
            )
        return None
    known = sorted(path.name.split("_")[0] for path in (_FOLDER / "versions").glob("0*.py"))
    if found in known and "audit" in tables:
        return found
    if found is not None and len(found) == len(REVISION) and found.isdigit() and found > REVISION:
        raise StoreUnavailable(
            tr(
                "database {where}: was written by a newer PeakShift (revision "
                "{found}, this program knows {revision}); update the program",
                where=where,
                found=found,
                revision=REVISION,
            )
        )
    shown = ", ".join(tables[:3]) + (", ..." if len(tables) > 3 else "")
    marked = tr(", marked {found!r}", found=found) if found else ""
    raise StoreUnavailable(
        tr(
            "database {where}: holds another program's tables ({shown}{marked}) "
            "and is left as it is; name another file, or an empty database or "
            "schema of its own",
            where=where,
            shown=shown,
            marked=marked,
        )
    )


def _revision(connection: Connection, tables: Sequence[str]) -> str | None:
    if "alembic_version" not in tables:
        return None
    found = connection.scalar(text("SELECT * FROM alembic_version"))
    return None if found is None else str(found)


def _upgrade(connection: Connection) -> None:
    # Imported here: it costs a third of a second, and most openings need no migration.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
