"""Rows that are written once under an id of their own."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Column, Connection, Table, insert, select

from data.model.errors import Conflict, NotFound
from data.model.forecast import Forecast
from data.model.publication import SavedRoster
from data.model.requirement import Requirement
from data.store.audit import ForecastSummary, RequirementSummary, RosterSummary
from data.store.packing import coarse, coarse_all, pack, same_content, unpack, unpack_plain
from data.store.schema import forecasts, requirements, rosters


def save_once(connection: Connection, table: Table, key: str, row: dict[str, Any]) -> None:
    """Insert a row; the very same row again is no fault (a repeated nightly run).

    Raises
    ------
    Conflict
        If something else is kept under the id already.
    """
    column = table.c[key]
    kept = connection.execute(select(table.c.body).where(column == row[key])).first()
    if kept is None:
        connection.execute(insert(table).values(row))
    elif not same_content(kept.body, row["body"]):
        raise Conflict(
            f"{table.name} already hold another {row[key]}; versions are never overwritten: "
            "save under a new id"
        )


def found_or_raise(connection: Connection, table: Table, key: str, value: str, known: str) -> Any:
    """The row of an id.

    Parameters
    ----------
    known
        What to do to see the ids that exist.

    Raises
    ------
    NotFound
        If there is none; names the newest ids that exist.
    """
    column: Column[str] = table.c[key]
    row = connection.execute(select(table).where(column == value)).first()
    if row is None:
        newest = connection.scalars(select(column).order_by(table.c.seq.desc()).limit(3)).all()
        listed = ", ".join(newest) or "none is kept yet"
        raise NotFound(f"no {known} {value!r}; newest: {listed}")
    return row


def save_forecasts(connection: Connection, versions: Iterable[Forecast]) -> None:
    """Keep forecast versions.

    Notes
    -----
    What is staffed from (demand, dispersion, the model's own mean) is kept exactly; what is
    shown and scored (quantiles, yardstick, members) to 16 significant bits.

    Raises
    ------
    Conflict
        If another forecast is kept under one of the ids.
    """
    for forecast in versions:
        row = {
            "version_id": forecast.version_id,
            "queue_id": forecast.queue_id,
            "origin": forecast.origin,
            "made_at": forecast.made_at,
            "first": forecast.grid.days[0],
            "days": len(forecast.grid.days),
            "body": pack(compact(forecast)),
        }
        save_once(connection, forecasts, "version_id", row)


def load_forecast(connection: Connection, version_id: str) -> Forecast:
    """A forecast version.

    Raises
    ------
    NotFound
        If there is none under the id.
    """
    row = found_or_raise(connection, forecasts, "version_id", version_id, "forecast")
    return unpack(Forecast, row.body)


def latest_forecast(connection: Connection, queue_id: str) -> Forecast:
    """The forecast of a queue that was made last.

    Raises
    ------
    NotFound
        If the queue was never forecast.
    """
    query = (
        select(forecasts.c.body)
        .where(forecasts.c.queue_id == queue_id)
        .order_by(forecasts.c.made_at.desc(), forecasts.c.seq.desc())
        .limit(1)
    )
    body = connection.scalar(query)
    if body is None:
        raise NotFound(f"queue {queue_id} has no forecast yet")
    return unpack(Forecast, body)


def list_forecasts(
    connection: Connection, queue_id: str | None = None
) -> tuple[ForecastSummary, ...]:
    """Kept versions of one queue or all, newest first."""
    names = ("version_id", "queue_id", "origin", "made_at", "first", "days")
    query = select(*(forecasts.c[name] for name in names))
    if queue_id is not None:
        query = query.where(forecasts.c.queue_id == queue_id)
    query = query.order_by(forecasts.c.made_at.desc(), forecasts.c.seq.desc())
    return tuple(ForecastSummary(*row) for row in connection.execute(query))


def compact(forecast: Forecast) -> Forecast:
    """The forecast with what is only shown and scored rounded to 16 significant bits."""
    return replace(
        forecast,
        quantiles=coarse(forecast.quantiles),
        day_quantiles=coarse(forecast.day_quantiles),
        yardstick=coarse(forecast.yardstick),
        members=coarse_all(forecast.members),
    )


def save_requirement(connection: Connection, requirement: Requirement) -> None:
    """Keep a requirement.

    Raises
    ------
    Conflict
        If another requirement is kept under its id.
    """
    row = {
        "requirement_id": requirement.requirement_id,
        "first": requirement.grid.days[0],
        "days": len(requirement.grid.days),
        "basis": requirement.basis,
        "body": pack(requirement),
    }
    save_once(connection, requirements, "requirement_id", row)


def load_requirement(connection: Connection, requirement_id: str) -> Requirement:
    """A kept requirement.

    Raises
    ------
    NotFound
        If there is none under the id.
    """
    row = found_or_raise(connection, requirements, "requirement_id", requirement_id, "requirement")
    return unpack(Requirement, row.body)


def list_requirements(connection: Connection) -> tuple[RequirementSummary, ...]:
    """Kept requirements, newest first."""
    names = ("requirement_id", "first", "days", "basis")
    query = select(*(requirements.c[name] for name in names))
    query = query.order_by(requirements.c.seq.desc())
    return tuple(RequirementSummary(*row) for row in connection.execute(query))


def save_roster(connection: Connection, saved: SavedRoster) -> None:
    """Keep a roster.

    Raises
    ------
    Conflict
        If another roster is kept under its id.
    NotFound
        If its requirement or its parent is not kept: it could not be judged again.
    """
    if saved.parent_id:
        found_or_raise(connection, rosters, "roster_id", saved.parent_id, "parent roster")
    known = "requirement (save it before the roster)"
    found_or_raise(connection, requirements, "requirement_id", saved.requirement_id, known)
    roster = saved.result.roster
    row = {
        "roster_id": saved.roster_id,
        "requirement_id": saved.requirement_id,
        "parent_id": saved.parent_id or None,
        "first": roster.first if roster else None,
        "days": roster.days if roster else None,
        "made_at": saved.made_at,
        "made_by": saved.made_by,
        "status": saved.result.status,
        "objective": saved.result.objective,
        "bound": saved.result.bound,
        "note": saved.note,
        "body": pack(saved.stored()),
    }
    save_once(connection, rosters, "roster_id", row)


def load_roster(connection: Connection, roster_id: str) -> SavedRoster:
    """A kept roster.

    Raises
    ------
    NotFound
        If there is none under the id.
    """
    row = found_or_raise(connection, rosters, "roster_id", roster_id, "roster")
    requirement = load_requirement(connection, row.requirement_id)
    return SavedRoster.from_stored(unpack_plain(row.body), requirement)


def list_rosters(connection: Connection) -> tuple[RosterSummary, ...]:
    """Kept rosters, newest first."""
    names = RosterSummary.__dataclass_fields__
    query = select(*(rosters.c[name] for name in names)).order_by(rosters.c.seq.desc())
    return tuple(
        RosterSummary(**{**row._asdict(), "parent_id": row.parent_id or ""})
        for row in connection.execute(query)
    )
