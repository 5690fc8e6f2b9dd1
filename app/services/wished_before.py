"""How often everybody's wishes were refused in the published rosters of the past."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.services.check_roster import roster_of
from app.services.desk import Desk
from app.services.set_planning import planning_of
from data.model.saved_roster import SavedRoster
from rostering.rules.duty import Duty
from rostering.rules.wished import refusals, wishes_on


@dataclass(frozen=True)
class WishedBefore:
    """One agent's wishes in earlier published rosters [wishes and days]."""

    asked: int = 0
    refused: int = 0


def wished_before(desk: Desk, first: date, back_days: int | None = None) -> dict[str, WishedBefore]:
    """Wishes and refusals of everybody who wished anything before a day, as last published.

    Parameters
    ----------
    back_days
        How far back published rosters are looked at [days]; None: as planning defaults have it.

    Notes
    -----
    Counted from the published rosters themselves, which never change and hold the wishes that
    they were built with; so versions published before anybody counted are there too.
    """
    if back_days is None:
        back_days = planning_of(desk).wishes_back_days
    counts: dict[str, list[int]] = {}
    for roster_id, days in _plan(desk, first - timedelta(days=back_days), first).items():
        for agent_id, refused in _settled(desk.store.load_roster(roster_id), days):
            entry = counts.setdefault(agent_id, [0, 0])
            entry[0] += 1
            entry[1] += refused
    return {agent_id: WishedBefore(*entry) for agent_id, entry in counts.items()}


def _plan(desk: Desk, since: date, until: date) -> dict[str, list[date]]:
    """The roster that was published last for each day of since <= day < until."""
    newest: dict[date, str] = {}
    for publication in desk.store.load_publications():  # oldest first: newer ones win
        for number in range(publication.days):
            newest[publication.first + timedelta(days=number)] = publication.roster_id
    days_of: dict[str, list[date]] = {}
    for day in sorted(day for day in newest if since <= day < until):
        days_of.setdefault(newest[day], []).append(day)
    return days_of


def _settled(saved: SavedRoster, days: list[date]) -> Iterator[tuple[str, bool]]:
    """Agent and whether it was refused, for each wish on some days of a kept roster."""
    roster = roster_of(saved)
    for day in days:
        for agent_id, mine in saved.problem.wishes_of.items():
            duties = tuple(map(Duty.of, roster.by_cell.get((agent_id, day), ())))
            for wish in wishes_on(mine, day):
                yield agent_id, refusals(wish, duties) > 0
