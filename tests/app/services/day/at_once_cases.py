"""What many writers do at once to storms and their playbook."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from app.services.context import Context
from app.services.day.storms import entered as storms
from data.model.day.storm import Hit, Playbook, Standby, Step
from data.store import documents
from tests.app.services.at_once_cases import DAY, Do, Stands, case, most

_NUMBERS = count()


def _storm(context: Context, name: str = "") -> str:
    """Enter one, of a name of its own; its id."""
    name = name or f"any storm {next(_NUMBERS)}"
    begin = datetime(2026, 3, 1, 8, tzinfo=UTC)
    hits = (Hit("", "fault", 1.0, 0.5, 2.0),)
    return storms.enter_storm(context, name, begin, begin + timedelta(hours=6), hits).storm_id


@case(storms.enter_storm)
def entered_storms(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: _storm(c, f"storm {n}"),
        lambda c, n, answer: any(s.name == f"storm {n}" for s in storms.storms_of(c)),
    )


@case(storms.change_storm)
def changed_storms(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine = [_storm(context) for _ in range(most())]
    return (
        lambda c, n: storms.change_storm(c, mine[n], source=f"office {n}"),
        lambda c, n, answer: storms.storm_named(c, mine[n]).source == f"office {n}",
    )


@case(storms.end_storm, "one")
def ended_storm(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine = _storm(context)
    return (
        lambda c, n: storms.end_storm(c, mine, f"reason {n}"),
        lambda c, n, answer: storms.storm_named(c, mine).levels[-1].why == f"reason {n}",
    )


@case(storms.set_storm_level)
def levels_of_storms(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine = [_storm(context) for _ in range(most())]
    return (
        lambda c, n: storms.set_storm_level(c, mine[n], 2 + n % 3),
        lambda c, n, answer: storms.storm_named(c, mine[n]).level == 2 + n % 3,
    )


@case(storms.tick_step)
def ticked_steps(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine, usual = _storm(context), Playbook()
    steps = tuple(Step(f"step{n}", f"Do {n} in {mine}") for n in range(most()))
    levels = (*usual.levels[:4], replace(usual.levels[4], steps=steps))
    storms.set_playbook(context, replace(usual, levels=levels))
    return (
        lambda c, n: storms.tick_step(c, mine, f"step{n}"),
        lambda c, n, answer: any(
            tick.step_id == f"step{n}" for tick in storms.storm_named(c, mine).ticks
        ),
    )


@case(storms.save_storm_plan, "last")
def standby_plans(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine = _storm(context)
    agent = context.store.load(documents.STAFF).agents[0].agent_id
    return (
        lambda c, n: storms.save_storm_plan(
            c, mine, (Standby(agent, "at home", DAY, 60 * n, 60 * n + 240),)
        ),
        lambda c, n, answer: storms.storm_named(c, mine).standbys[0].from_min == 60 * n,
    )


@case(storms.call_standby, most=16)
def calls(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine = _storm(context)
    agents = [a.agent_id for a in context.store.load(documents.STAFF).agents]
    on = [Standby(agent, "at home", DAY, 480, 720) for agent in agents]
    storms.save_storm_plan(context, mine, on)
    return (
        lambda c, n: storms.call_standby(c, mine, agents[n]),
        lambda c, n, answer: next(
            one.called for one in storms.storm_named(c, mine).standbys if one.agent_id == agents[n]
        ),
    )


@case(storms.set_playbook, "last")
def playbooks(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: storms.set_playbook(c, replace(Playbook(), shortfall=4.0 + n)),
        lambda c, n, answer: storms.playbook_of(c).shortfall == 4.0 + n,
    )
