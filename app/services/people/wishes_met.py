"""How often everybody's wishes were refused in the published rosters of the past."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.services.access.asking import asked
from app.services.centre import planning_of
from app.services.context import Context
from app.services.roster.check import roster_of
from data.files.cells import csv_bytes
from data.model.errors import NotFound
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.publication import SavedRoster
from data.model.roster import Roster
from data.model.staff import Agent
from rostering.evaluation.wishes import WishOutcome, wish_outcomes
from rostering.rules.language.duty import Duty
from rostering.rules.language.wishes import refusals, wishes_on


@dataclass(frozen=True)
class WishedBefore:
    """One agent's wishes in earlier published rosters [wishes and days]."""

    asked: int = 0
    refused: int = 0


@asked
def wished_before(
    context: Context, first: date, back_days: int | None = None
) -> dict[str, WishedBefore]:
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
        back_days = planning_of(context).wishes_back_days
    counts: dict[str, list[int]] = {}
    for roster_id, days in _plan(context, first - timedelta(days=back_days), first).items():
        for agent_id, refused in _settled(context.store.load_roster(roster_id), days):
            entry = counts.setdefault(agent_id, [0, 0])
            entry[0] += 1
            entry[1] += refused
    return {agent_id: WishedBefore(*entry) for agent_id, entry in counts.items()}


def _plan(context: Context, since: date, until: date) -> dict[str, list[date]]:
    """The roster that was published last for each day of since <= day < until."""
    newest: dict[date, str] = {}
    for publication in context.store.load_publications(in_force=True):  # newer ones win
        for number in range(publication.days):
            newest[publication.first + timedelta(days=number)] = publication.roster_id
    days_of: dict[str, list[date]] = {}
    for day in sorted(day for day in newest if since <= day < until):
        days_of.setdefault(newest[day], []).append(day)
    return days_of


def _settled(saved: SavedRoster, days: list[date]) -> Iterator[tuple[str, bool]]:
    """Agent and whether it was refused, for each wish on some days of a saved roster."""
    roster = roster_of(saved)
    for day in days:
        for agent_id, mine in saved.problem.wishes_of.items():
            duties = tuple(map(Duty.of, roster.by_cell.get((agent_id, day), ())))
            for wish in wishes_on(mine, day):
                yield agent_id, refusals(wish, duties) > 0


@dataclass(frozen=True)
class WishesOfAgent:
    """One agent's wishes in a roster; a wish for every day counts on each.

    Parameters
    ----------
    asked, refused
        In this roster [wishes and days].
    before
        In the published rosters before it.
    at_stake
        What it would cost by weight to refuse them all [points].
    charged
        What the roster pays for those refused [points].
    """

    agent_id: str
    name: str
    asked: int
    refused: int
    before: WishedBefore
    at_stake: int
    charged: int

    @property
    def granted(self) -> int:
        """Granted in this roster [wishes and days]."""
        return self.asked - self.refused

    @property
    def granted_share(self) -> float | None:
        """Granted of those asked [-]; None where nothing was asked."""
        return self.granted / self.asked if self.asked else None


@dataclass(frozen=True)
class WishesOfRoster:
    """Every wish of a roster, and what it comes to for each agent who has or had any."""

    wishes: tuple[WishOutcome, ...]
    agents: tuple[WishesOfAgent, ...]

    def only(self, agent_id: str = "", refused: bool = False) -> "WishesOfRoster":
        """One agent's part, or of the single wishes those refused; an agent's totals stay whole.

        Raises
        ------
        NotFound
            If the agent wishes and wished nothing.
        """
        if agent_id and agent_id not in {agent.agent_id for agent in self.agents}:
            raise NotFound(
                tr(
                    "agent {agent_id!r} has no wish in this roster, nor one before it",
                    agent_id=agent_id,
                )
            )
        return WishesOfRoster(
            tuple(
                outcome
                for outcome in self.wishes
                if agent_id in ("", outcome.agent_id) and not (refused and outcome.granted)
            ),
            tuple(agent for agent in self.agents if agent_id in ("", agent.agent_id)),
        )

    @property
    def asking(self) -> tuple[WishesOfAgent, ...]:
        """Those who wish something in this roster."""
        return tuple(agent for agent in self.agents if agent.asked)

    @property
    def everybody(self) -> WishesOfAgent:
        """All of them together."""
        before = [agent.before for agent in self.agents]
        return WishesOfAgent(
            agent_id="",
            name="everybody",
            asked=sum(agent.asked for agent in self.agents),
            refused=sum(agent.refused for agent in self.agents),
            before=WishedBefore(sum(b.asked for b in before), sum(b.refused for b in before)),
            at_stake=sum(agent.at_stake for agent in self.agents),
            charged=sum(agent.charged for agent in self.agents),
        )


@asked
def wishes_of_roster(
    context: Context, roster_id: str, back_days: int | None = None
) -> WishesOfRoster:
    """What became of the wishes that a saved roster was built with.

    Parameters
    ----------
    back_days
        How far before the roster published ones are looked at [days]; None: as planning defaults
        have it.
    """
    saved = context.store.load_roster(roster_id)
    problem, roster = saved.problem, roster_of(saved)
    return wishes_in(problem, roster, wished_before(context, problem.first, back_days))


def wishes_in(
    problem: RosterProblem, roster: Roster, before: Mapping[str, WishedBefore]
) -> WishesOfRoster:
    """What became of every wish of a problem."""
    found = wish_outcomes(problem, roster)
    mine: dict[str, list[WishOutcome]] = {}
    for outcome in found:
        mine.setdefault(outcome.agent_id, []).append(outcome)
    return WishesOfRoster(
        found,
        tuple(
            _summed(agent, mine.get(agent.agent_id, []), before.get(agent.agent_id, WishedBefore()))
            for agent in problem.agents
            if agent.agent_id in mine or agent.agent_id in before
        ),
    )


def _summed(agent: Agent, mine: list[WishOutcome], before: WishedBefore) -> WishesOfAgent:
    return WishesOfAgent(
        agent.agent_id,
        agent.name,
        len(mine),
        sum(not outcome.granted for outcome in mine),
        before,
        sum(outcome.at_stake for outcome in mine),
        sum(outcome.charged for outcome in mine),
    )


def wishes_json(found: WishesOfRoster) -> dict[str, Any]:
    """Totals over all, totals by agent and every wish, as JSON values."""
    return {
        "everybody": _totals(found.everybody),
        "agents": [_totals(agent) for agent in found.agents],
        "wishes": [dict(zip(_COLUMNS, row, strict=True)) for row in _rows(found)],
    }


def wishes_csv(found: WishesOfRoster) -> bytes:
    """Every wish and what became of it, one a row."""
    return csv_bytes(_COLUMNS, _rows(found))


def _totals(agent: WishesOfAgent) -> dict[str, Any]:
    return {
        "agent_id": agent.agent_id,
        "name": agent.name,
        "asked": agent.asked,
        "granted": agent.granted,
        "refused": agent.refused,
        "granted_share": agent.granted_share,
        "asked_before": agent.before.asked,
        "refused_before": agent.before.refused,
        "at_stake_points": agent.at_stake,
        "charged_points": agent.charged,
    }


_COLUMNS = (
    "agent_id", "name", "day", "wish", "asked_for", "weight", "outcome", "at_stake_points",
    "charged_points", "refused_earlier_here", "refused_before",
)  # fmt: skip


def _rows(found: WishesOfRoster) -> list[tuple[object, ...]]:
    of = {agent.agent_id: agent for agent in found.agents}
    return [
        (
            outcome.agent_id,
            of[outcome.agent_id].name,
            outcome.day.isoformat(),
            outcome.wish.what,
            tr("that day") if outcome.wish.day else tr("every day"),
            outcome.wish.weight,
            "granted" if outcome.granted else "refused",
            outcome.at_stake,
            outcome.charged,
            outcome.earlier,
            of[outcome.agent_id].before.refused,
        )
        for outcome in found.wishes
    ]
