"""Publications: versions, what one would change, whose edits it would undo; the plan in force."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.api.nouns.rosters import CSV
from app.api.parts.answers import File
from app.api.parts.route import Route
from app.services.context import Context
from app.services.day.floor import Floor, floor_of_days
from app.services.exchange.sending import seen_by
from app.services.jobs.of_notices import SendOrder
from app.services.roster.check import CellChange
from app.services.roster.evaluation.proof import Rebuilt, rebuild_proof
from app.services.roster.files import payroll_of
from app.services.roster.plan import plan_of, roster_asked_about
from app.services.roster.publishing.publish import (
    current_version,
    publication_of,
    publish_roster,
    roll_back,
    withdraw,
)
from app.services.roster.publishing.states import what_became
from app.services.roster.publishing.undone import Undone, changes_since_published, undone_by
from data.export import payroll
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.publication import Publication, days_in_force
from data.model.shift import Shift

TAG = "Publications"
_MOST_DAYS = 400


@dataclass(frozen=True)
class Current:
    """The newest version; 0 where nothing was ever published."""

    version: int


@dataclass(frozen=True)
class Version:
    """A published version.

    Parameters
    ----------
    days_in_force
        Days that go by it now [-].
    became
        What became of it, in words; empty while it is simply in force.
    """

    publication: Publication
    days_in_force: int
    became: str


@dataclass(frozen=True)
class WouldChange:
    """What publishing a roster would change.

    Parameters
    ----------
    against
        Version in force now; null where none is.
    undone
        Edits of others in force that it does not have.
    """

    against: Publication | None
    changes: tuple[CellChange, ...]
    undone: tuple[Undone, ...]


@dataclass(frozen=True)
class InForce:
    """Who works when by what is published, and the days that nothing plans."""

    shifts: tuple[Shift, ...]
    versions: dict[date, int]
    unpublished: tuple[date, ...]


def versions_of(context: Context) -> tuple[Version, ...]:
    """Published versions, newest first, and which of them are in force."""
    every = context.store.load_publications()
    days, became = days_in_force(every), what_became(every)
    return tuple(
        Version(one, days[one.version], str(became.get(one.version, ""))) for one in reversed(every)
    )


def current(context: Context) -> Current:
    """The newest version; its entity tag is what publishing takes in If-Match."""
    return Current(current_version(context))


def would_change(context: Context, roster_id: str) -> WouldChange:
    """What publishing a roster would change for whom, and whose edits it would undo."""
    against, changes = changes_since_published(context, roster_id)
    return WouldChange(against, changes, undone_by(context, roster_id))


def again(
    context: Context, version: int, why: str, *, expected_version: int | None = None
) -> dict[str, Any]:
    """Publish an earlier version again, as a new one, with its proof."""
    done, changes = roll_back(context, version, why, expected_version=expected_version)
    return {"publication": done, "changes": changes}


def taken_back(
    context: Context, version: int, why: str, *, expected_version: int | None = None
) -> dict[str, Any]:
    """Withdraw a version: its days go by what was published before, if anything."""
    done, plan = withdraw(context, version, why, expected_version=expected_version)
    return {"publication": done, "unpublished": plan.unpublished}


def proof_rebuilt(context: Context, version: int) -> Rebuilt:
    """The proof of a version made again, and every figure that came out otherwise."""
    return rebuild_proof(context, version)


def in_force(context: Context, first: date, last: date, agent_id: str = "") -> InForce:
    """Who works when by what is published.

    Parameters
    ----------
    first, last
        Days, both included.
    agent_id
        Only this agent's shifts.
    """
    if not 0 <= (last - first).days < _MOST_DAYS:
        raise InvalidValue(
            tr(
                "{first} .. {last}: the last day follows the first, {most_days} at most",
                first=first,
                last=last,
                most_days=_MOST_DAYS,
            )
        )
    plan = plan_of(context, first, last)
    mine = tuple(shift for shift in plan.shifts if agent_id in ("", shift.agent_id))
    versions = {day: one.version for day, one in sorted(plan.by_day.items())}
    return InForce(mine, versions, plan.unpublished)


def asked_about(context: Context, day: date | None = None) -> dict[str, str]:
    """The roster that a question without one is about: the published one in force.

    Parameters
    ----------
    day
        Day that the question is about; today, or else the last that is published.
    """
    roster_id, says = roster_asked_about(context, day)
    return {"roster_id": roster_id, "says": says}


def hours_paid(context: Context, first: date, last: date, titles: bool = False) -> File:
    """What is paid on some days by the published rosters, as CSV.

    Parameters
    ----------
    first, last
        Days, both included.
    titles
        Columns called `Agent id` or `agent_id`.
    """
    period, _ = payroll_of(context, first, last)
    return File(payroll(period, titles=titles), f"payroll-{first}-{last}.csv", CSV)


def on_floor(context: Context, first: date, days: int = 1) -> Floor:
    """Need and agents on the floor slot by slot, holes, and who is away.

    Parameters
    ----------
    days
        How many [days].
    """
    return floor_of_days(context, first, days)


_WHY = {"why": "January as agreed"}

ROUTES = (
    Route("GET", "/publications", versions_of, listed=True),
    Route("GET", "/publications/current", current),
    Route("POST", "/publications", publish_roster, expects=True, status=201,
          limits={"replications": (2, 1000)}, example={"roster_id": "R-...", **_WHY}),
    Route("GET", "/publications/{number}", publication_of, limits={"number": (1, 10**9)}),
    Route("GET", "/publications/{version}/proof", proof_rebuilt, limits={"version": (1, 10**9)}),
    Route("POST", "/publications/{version}/roll-back", again, expects=True, status=201,
          example=_WHY),
    Route("POST", "/publications/{version}/withdrawal", taken_back, expects=True, status=201,
          example=_WHY),
    Route("POST", "/messages", SendOrder,
          example={"messages": [{"agent_id": "A001", "name": "Li", "text": "..."}], "version": 3}),
    Route("GET", "/publications/{version}/messages", seen_by, limits={"version": (1, 10**9)}),
    Route("GET", "/rosters/{roster_id}/publishing", would_change),
    Route("GET", "/plan", in_force, example={"first": "2026-01-05", "last": "2026-01-11"}),
    Route("GET", "/plan/roster", asked_about),
    Route("GET", "/plan/floor", on_floor, limits={"days": (1, 31)}),
    Route("GET", "/payroll", hours_paid, media=("text/csv",)),
)  # fmt: skip
