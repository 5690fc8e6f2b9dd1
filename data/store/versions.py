"""Forecasts, requirements and rosters: each version is written once under its own id."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, insert, select

from data.model.errors import Conflict, NotFound
from data.model.forecast import Forecast
from data.model.language import tr
from data.model.publication import RosterLabel, SavedRoster
from data.model.requirement import Requirement
from data.model.result import gap_between
from data.store import documents
from data.store.faults import reading
from data.store.packing import coarse, coarse_all, pack, same_content, unpack, unpack_plain
from data.store.schema import anchors, audit, forecasts, requirements, rosters
from data.store.trail.seals import anchor

UNLABELLED = RosterLabel()
QUANTILE_BITS = 12
"""Two thirds of a forecast are quantiles; a step of 0.02 % is far below what they can tell."""


@dataclass(frozen=True)
class ForecastSummary:
    """A saved forecast as lists show it; `first` and `days` are its horizon."""

    version_id: str
    queue_id: str
    origin: datetime
    made_at: datetime
    first: date
    days: int

    def foresaw(self, day: date, midnight: datetime) -> bool:
        """Whether it covers a local day, which begins at `midnight`, and had seen none of it."""
        return 0 <= (day - self.first).days < self.days and self.origin <= midnight


@dataclass(frozen=True)
class RequirementSummary:
    """A saved requirement as lists show it; `first` and `days` are its horizon."""

    requirement_id: str
    first: date
    days: int
    basis: str


@dataclass(frozen=True)
class RosterSummary:
    """A saved roster as lists show it.

    Horizon, objective and bound [points] are None where the solve gave none. `note` is the reason
    it was made for; `label` is what people called it since.
    """

    roster_id: str
    requirement_id: str
    parent_id: str
    first: date | None
    days: int | None
    made_at: datetime
    made_by: str
    status: str
    objective: int | None
    bound: float | None
    note: str
    label: RosterLabel = UNLABELLED

    @property
    def gap(self) -> float | None:
        """Optimality gap (objective - bound) / max(1, objective) [-]; None where one is missing."""
        return gap_between(self.objective, self.bound)


def save_once(connection: Connection, table: Table, key: str, row: dict[str, Any]) -> None:
    """Insert a row; saving the same content again changes nothing (a repeated nightly run).

    Raises
    ------
    Conflict
        If other content is already saved under the id.
    """
    column = table.c[key]
    saved = connection.execute(select(table.c.body).where(column == row[key])).first()
    if saved is None:
        connection.execute(insert(table).values(row))
        anchor(connection, table.name, row[key])
    elif not same_content(saved.body, row["body"]):
        raise Conflict(
            tr(
                "{name} already has another {row}; versions are never overwritten: "
                "save under a new id",
                name=table.name,
                row=row[key],
            )
        )


def found_or_raise(connection: Connection, table: Table, key: str, value: str, what: str) -> Any:
    """The row of an id.

    Parameters
    ----------
    what
        What the id is of, for the message.

    Raises
    ------
    NotFound
        If there is none; names the newest ids that exist.
    """
    column: Column[str] = table.c[key]
    row = connection.execute(select(table).where(column == value)).first()
    if row is None:
        newest = connection.scalars(select(column).order_by(table.c.seq.desc()).limit(3)).all()
        listed = ", ".join(newest) or tr("none is saved yet")
        raise NotFound(
            tr("no {what} {value!r}; newest: {listed}", what=what, value=value, listed=listed)
        )
    return row


def _columns(table: Table, summary: type) -> list[Column[Any]]:
    return [table.c[field.name] for field in fields(summary)]


def save_forecasts(connection: Connection, versions: Iterable[Forecast]) -> None:
    """Save forecast versions.

    Notes
    -----
    What staffing works from (demand, dispersion, the model's own mean) is stored exactly; what is
    shown and scored (baseline, members) to 16 significant bits, quantiles to 12 (0.02 %).

    Raises
    ------
    Conflict
        If another forecast is saved under one of the ids.
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
    _refuse_thinned(connection, (version_id,))
    row = found_or_raise(connection, forecasts, "version_id", version_id, tr("forecast"))
    with reading(tr("forecast {version_id}", version_id=version_id)):
        return unpack(Forecast, row.body)


def _refuse_thinned(connection: Connection, version_ids: Sequence[str]) -> None:
    for version_id in version_ids:
        query = (
            select(anchors.c.digest, audit.c.who, audit.c.at)
            .join(audit, audit.c.seq == anchors.c.seq)
            .where(anchors.c.kind == "forecasts", anchors.c.key == version_id)
            .order_by(anchors.c.seq.desc())
            .limit(1)
        )
        last = connection.execute(query).first()
        if last is not None and not last.digest:
            raise NotFound(
                tr(
                    "forecast {version_id} was thinned by {who} on {at:%Y-%m-%d}; take a "
                    "newer one (`peakshift forecast list`)",
                    version_id=version_id,
                    who=last.who,
                    at=last.at,
                )
            )


def latest_forecast(connection: Connection, queue_id: str) -> Forecast:
    """The forecast of a queue that was saved last, whatever the clock said then.

    Raises
    ------
    NotFound
        If the queue was never forecast.
    """
    query = (
        select(forecasts.c.body)
        .where(forecasts.c.queue_id == queue_id)
        .order_by(forecasts.c.seq.desc())
        .limit(1)
    )
    body = connection.scalar(query)
    if body is None:
        raise NotFound(tr("queue {queue_id} has no forecast yet", queue_id=queue_id))
    with reading(tr("the newest forecast of {queue_id}", queue_id=queue_id)):
        return unpack(Forecast, body)


def list_forecasts(
    connection: Connection, queue_id: str | None = None
) -> tuple[ForecastSummary, ...]:
    """Saved versions of one queue or all, newest first."""
    query = select(*_columns(forecasts, ForecastSummary))
    if queue_id is not None:
        query = query.where(forecasts.c.queue_id == queue_id)
    query = query.order_by(forecasts.c.seq.desc())
    with reading(tr("the list of forecasts")):
        return tuple(ForecastSummary(*row) for row in connection.execute(query))


def compact(forecast: Forecast) -> Forecast:
    """The forecast with what is only shown and scored rounded."""
    return replace(
        forecast,
        quantiles=coarse(forecast.quantiles, QUANTILE_BITS),
        day_quantiles=coarse(forecast.day_quantiles, QUANTILE_BITS),
        yardstick=coarse(forecast.yardstick),
        members=coarse_all(forecast.members),
    )


def save_requirement(connection: Connection, requirement: Requirement) -> None:
    """Save a requirement.

    Raises
    ------
    Conflict
        If another requirement is saved under its id.
    NotFound
        If a forecast that it was made from was thinned meanwhile: nobody could say why.
    """
    _refuse_thinned(connection, requirement.forecast_ids)
    row = {
        "requirement_id": requirement.requirement_id,
        "first": requirement.grid.days[0],
        "days": len(requirement.grid.days),
        "basis": requirement.basis,
        "body": pack(requirement),
    }
    save_once(connection, requirements, "requirement_id", row)


def load_requirement(connection: Connection, requirement_id: str) -> Requirement:
    """A saved requirement.

    Raises
    ------
    NotFound
        If there is none under the id.
    """
    row = found_or_raise(
        connection, requirements, "requirement_id", requirement_id, tr("requirement")
    )
    with reading(tr("requirement {requirement_id}", requirement_id=requirement_id)):
        return unpack(Requirement, row.body)


def list_requirements(connection: Connection) -> tuple[RequirementSummary, ...]:
    """Saved requirements, newest first."""
    query = select(*_columns(requirements, RequirementSummary))
    query = query.order_by(requirements.c.seq.desc())
    with reading(tr("the list of requirements")):
        return tuple(RequirementSummary(*row) for row in connection.execute(query))


def save_roster(connection: Connection, saved: SavedRoster) -> None:
    """Save a roster.

    Raises
    ------
    Conflict
        If another roster is saved under its id.
    NotFound
        If its requirement or its parent is not saved: the roster could not be checked again.
    """
    if saved.parent_id:
        found_or_raise(connection, rosters, "roster_id", saved.parent_id, tr("parent roster"))
    what = tr("requirement (save it before the roster)")
    found_or_raise(connection, requirements, "requirement_id", saved.requirement_id, what)
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
    """A saved roster.

    Raises
    ------
    NotFound
        If there is none under the id.
    """
    row = found_or_raise(connection, rosters, "roster_id", roster_id, tr("roster"))
    requirement = load_requirement(connection, row.requirement_id)
    with reading(tr("roster {roster_id}", roster_id=roster_id)):
        return SavedRoster.from_stored(unpack_plain(row.body), requirement)


def list_rosters(connection: Connection) -> tuple[RosterSummary, ...]:
    """Saved rosters, newest first."""
    labels = documents.load_labels(connection)
    columns = [rosters.c[field.name] for field in fields(RosterSummary) if field.name != "label"]
    query = select(*columns).order_by(rosters.c.seq.desc())
    with reading(tr("the list of rosters")):
        return tuple(
            RosterSummary(
                **{**row._asdict(), "parent_id": row.parent_id or ""},
                label=labels.get(row.roster_id, UNLABELLED),
            )
            for row in connection.execute(query)
        )
