"""Bring a database to the newest revision; the migrations travel inside the package."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from data.model.errors import StoreUnavailable
from data.store.engine import WRITER
from data.store.tables import REVISION

_FOLDER = Path(__file__).parent / "migrations"


def migrate(engine: Engine, where: str) -> None:
    """Run what is missing, in one transaction; two programs at once wait for each other.

    Raises
    ------
    StoreUnavailable
        If the database belongs to a newer PeakShift or to another program.
    """
    with engine.connect() as connection, connection.begin():
        if _revision(connection) == REVISION:
            return
    writer = engine.connect().execution_options(**{WRITER: True})
    with writer as connection, connection.begin():
        found = _revision(connection)
        if found == REVISION:
            return
        _refuse_strangers(connection, found, where)
        _upgrade(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def _refuse_strangers(connection: Connection, found: str | None, where: str) -> None:
    if found is None and set(inspect(connection).get_table_names()) & {"audit", "actuals"}:
        raise StoreUnavailable(
            f"database {where}: holds another program's tables; name an empty database"
        )
    if found is not None and found > REVISION:
        raise StoreUnavailable(
            f"database {where}: was written by a newer PeakShift (revision {found}, this program "
            f"knows {REVISION}); update the program"
        )


def _upgrade(connection: Connection) -> None:
    # Imported here: it costs a third of a second, and most openings need no migration.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
