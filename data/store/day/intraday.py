"""Forecasts of the rest of a running day: saved as they are made, scored afterwards, thinned."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, insert, select, update

from data.model.codec import from_json, to_json
from data.model.day.intraday import IntradayForecast, SurgeState
from data.model.errors import NotFound
from data.model.language import tr
from data.store.faults import reading
from data.store.packing import coarse, pack, unpack
from data.store.schema import day_updates, intraday_forecasts

_TABLE = intraday_forecasts
_KEY = ("queue_id", "rest_utc_min", "seen")
_SUMS = ("came", "came_updated", "came_before")
_AT_ONCE = 500


@dataclass(frozen=True)
class SavedRest:
    """A version of the rest of a day, and the digest of what it had seen."""

    forecast: IntradayForecast
    seen: str


@dataclass(frozen=True)
class RestVersion:
    """A saved version as lists show it, without its slots.

    Parameters
    ----------
    rest_from
        Begin of the rest.
    total, total_before, low, high
        Contacts of the rest, as forecast before the day, and the ends of its band [contacts].
    strength
        How far the update was believed [-].
    came, came_updated, came_before
        What came in those slots of the rest that are known, and what was forecast for the same
        slots with and without the update [contacts]; None while the day is not scored.
    """

    queue_id: str
    version_id: str
    day: date
    rest_from: datetime
    issued_at: datetime
    seen_until: datetime
    total: float
    total_before: float
    low: float
    high: float
    strength: float
    surge: SurgeState | None = None
    came: float | None = None
    came_updated: float | None = None
    came_before: float | None = None


def save_rests(connection: Connection, versions: Iterable[SavedRest]) -> int:
    """Save versions; one that had seen the very same is there already. Returns how many are new."""
    rows = {(row["queue_id"], row["rest_utc_min"], row["seen"]): row for row in map(_row, versions)}
    if not rows:
        return 0
    since = min(key[1] for key in rows)
    query = select(*(_TABLE.c[name] for name in _KEY)).where(_TABLE.c.rest_utc_min >= since)
    there = {tuple(row) for row in connection.execute(query)}
    new = [row for key, row in rows.items() if key not in there]
    if new:
        connection.execute(insert(_TABLE), new)
    return len(new)


def _row(saved: SavedRest) -> dict[str, Any]:
    made = saved.forecast
    return {
        "queue_id": made.queue_id,
        "rest_utc_min": int(made.grid.start.timestamp() // 60),
        "seen": saved.seen,
        "version_id": made.version_id,
        "day": made.grid.days[0],
        "issued_at": made.issued_at,
        "seen_until": made.seen_until,
        "total": made.total,
        "total_before": float(made.before.sum()),
        "low": made.low,
        "high": made.high,
        "strength": made.strength,
        "surge": to_json(made.surge),
        "body": pack(
            replace(
                made,
                contacts=coarse(made.contacts),
                handle_s=coarse(made.handle_s),
                before=coarse(made.before),
            )
        ),
    }


def list_rests(
    connection: Connection, first: date, last: date, queue_ids: Sequence[str] = ()
) -> tuple[RestVersion, ...]:
    """Versions of the days first .. last, oldest first."""
    columns = [column for column in _TABLE.c if column.name not in ("body", "seen")]
    query = (
        select(*columns)
        .where(_TABLE.c.day.between(first, last))
        .order_by(_TABLE.c.rest_utc_min, _TABLE.c.queue_id, _TABLE.c.issued_at)
    )
    if queue_ids:
        query = query.where(_TABLE.c.queue_id.in_(queue_ids))
    with reading(tr("forecasts within the day")):
        return tuple(_version(row._asdict()) for row in connection.execute(query))


def _version(row: dict[str, Any]) -> RestVersion:
    minutes = row.pop("rest_utc_min")
    surge = row.pop("surge")
    return RestVersion(
        **row,
        rest_from=datetime.fromtimestamp(minutes * 60, UTC),
        surge=from_json(SurgeState, surge) if surge else None,
    )


def load_rest(connection: Connection, queue_id: str, day: date, at: datetime) -> IntradayForecast:
    """The newest version of a queue's day that was issued by a moment.

    Raises
    ------
    NotFound
        If there is none, or only its totals are left.
    """
    query = (
        select(_TABLE.c.body)
        .where(_TABLE.c.queue_id == queue_id, _TABLE.c.day == day, _TABLE.c.issued_at <= at)
        .order_by(_TABLE.c.issued_at.desc(), _TABLE.c.rest_utc_min.desc())
    )
    with reading(tr("forecasts within the day")):
        body = connection.scalar(query.limit(1))
        if body is not None:
            return unpack(IntradayForecast, bytes(body))
    raise NotFound(
        tr("no forecast within {day} is saved for queue {queue}", day=day, queue=queue_id)
    )


def unscored_days(connection: Connection, before: date) -> tuple[date, ...]:
    """Days before one of which a version is not scored yet, oldest first."""
    query = (
        select(_TABLE.c.day)
        .where(_TABLE.c.came.is_(None), _TABLE.c.day < before, _TABLE.c.body.is_not(None))
        .distinct()
    )
    return tuple(sorted(connection.scalars(query)))


def load_bodies(
    connection: Connection, queue_id: str, day: date
) -> dict[tuple[int, str], IntradayForecast]:
    """Whole versions of a queue's day, by first minute of the rest and digest of what was seen."""
    query = select(_TABLE.c.rest_utc_min, _TABLE.c.seen, _TABLE.c.body).where(
        _TABLE.c.queue_id == queue_id, _TABLE.c.day == day, _TABLE.c.body.is_not(None)
    )
    with reading(tr("forecasts within the day")):
        return {
            (row.rest_utc_min, row.seen): unpack(IntradayForecast, bytes(row.body))
            for row in connection.execute(query)
        }


def note_scores(
    connection: Connection,
    queue_id: str,
    scores: Mapping[tuple[int, str], tuple[float, float, float]],
) -> None:
    """Note what came of versions, and what was forecast for it with and without the update."""
    for (minute, seen), sums in scores.items():
        mine = (
            _TABLE.c.queue_id == queue_id,
            _TABLE.c.rest_utc_min == minute,
            _TABLE.c.seen == seen,
        )
        values = dict(zip(_SUMS, sums, strict=True))
        connection.execute(update(_TABLE).where(*mine).values(values))


def thin_rests(connection: Connection, before: date, gone_before: date, zone: str) -> int:
    """Of days before one leave the first version of each hour, without its slots; older ones go.

    Returns
    -------
    int
        Versions that went [-].
    """
    clock, seen_hours, gone = ZoneInfo(zone), set[tuple[str, int, int]](), list[dict[str, Any]]()
    names = (*_KEY, "issued_at", "day")
    query = select(*(_TABLE.c[name] for name in names)).where(_TABLE.c.day < before)
    for row in connection.execute(query.order_by(_TABLE.c.rest_utc_min, _TABLE.c.issued_at)):
        start = datetime.fromtimestamp(row.rest_utc_min * 60, clock)
        hour = (row.queue_id, start.toordinal(), start.hour)
        if row.day < gone_before or hour in seen_hours:
            gone.append({name: getattr(row, name) for name in _KEY})
        seen_hours.add(hour)
    for key in gone:
        connection.execute(delete(_TABLE).where(*(_TABLE.c[n] == v for n, v in key.items())))
    old = (_TABLE.c.day < before, _TABLE.c.body.is_not(None))
    connection.execute(update(_TABLE).where(*old).values(body=None))
    return len(gone)


def save_day_updates(connection: Connection, day: date, bodies: Mapping[str, bytes]) -> None:
    """Save what was learnt for a day, by queue; what was learnt for another day goes."""
    rows = [{"queue_id": queue, "day": day, "body": body} for queue, body in bodies.items()]
    for at in range(0, len(rows), _AT_ONCE):
        part = rows[at : at + _AT_ONCE]
        old = day_updates.c.queue_id.in_([row["queue_id"] for row in part])
        connection.execute(delete(day_updates).where(old))
        connection.execute(insert(day_updates), part)


def load_day_update(connection: Connection, queue_id: str, day: date) -> bytes | None:
    """What was learnt for a queue's day; None where nothing was."""
    query = select(day_updates.c.body).where(
        day_updates.c.queue_id == queue_id, day_updates.c.day == day
    )
    body = connection.scalar(query)
    return None if body is None else bytes(body)
