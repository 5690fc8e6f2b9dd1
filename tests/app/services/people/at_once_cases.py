"""What many writers do at once to people, contracts, leave and wishes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from app.services.context import Context
from app.services.people import agents as agents_
from app.services.people import contracts, leave, staff_import, swap_notices, swaps, wishes
from app.services.people.agents import AgentChanges
from data.model.day.swap import SwapRequest, SwapWord
from data.model.staff import Agent, Availability, Contract, Leave, Staff, Wish
from data.store import documents
from tests.app.services.at_once_cases import DAY, Do, Stands, agent_ids, case, most


def _staff(context: Context) -> Staff:
    return context.store.load(documents.STAFF)


def _agent(context: Context, agent_id: str) -> Agent | None:
    return next((one for one in _staff(context).agents if one.agent_id == agent_id), None)


@case(agents_.add_agent)
def new_people(context: Context, folder: Path) -> tuple[Do, Stands]:
    contract = _staff(context).contracts[0].contract_id

    def mine(n: int) -> Agent:
        return Agent(f"new-{n}", f"New {n}", contract, ("fault",))

    return (
        lambda c, n: agents_.add_agent(c, mine(n)),
        lambda c, n, answer: _agent(c, f"new-{n}") == mine(n),
    )


@case(agents_.change_agent, most=12)
def names_of_people(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = _staff(context).agents

    def mine(n: int) -> Agent:
        return replace(seen[n], name=f"Called {n}")

    return (
        lambda c, n: agents_.change_agent(c, mine(n), seen=seen[n]),
        lambda c, n, answer: _agent(c, seen[n].agent_id) == mine(n),
    )


@case(agents_.change_agent, "one", names_who=True)
def one_team(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = _staff(context).agents[0]
    return (
        lambda c, n: agents_.change_agent(c, replace(seen, team=f"desk {n}"), seen=seen),
        lambda c, n, answer: getattr(_agent(c, seen.agent_id), "team", "") == f"desk {n}",
    )


@case(agents_.change_agents, most=8)
def pairs_of_people(context: Context, folder: Path) -> tuple[Do, Stands]:
    ids = agent_ids(context)

    def do(c: Context, n: int) -> Any:
        return agents_.change_agents(c, ids[2 * n : 2 * n + 2], AgentChanges(team=f"pair {n}"))

    def stands(c: Context, n: int, answer: Any) -> bool:
        return {a.team for a in _staff(c).agents if a.agent_id in ids[2 * n : 2 * n + 2]} == {
            f"pair {n}"
        }

    return do, stands


@case(agents_.remove_agents, most=8)
def leavers(context: Context, folder: Path) -> tuple[Do, Stands]:
    contract = _staff(context).contracts[0].contract_id
    for n in range(8):
        agents_.add_agent(context, Agent(f"leaver-{n}", "", contract, ("fault",)))
    return (
        lambda c, n: agents_.remove_agents(c, (f"leaver-{n}",)),
        lambda c, n, answer: _agent(c, f"leaver-{n}") is None,
    )


@case(agents_.set_availability, most=7)
def weekdays_of_one(context: Context, folder: Path) -> tuple[Do, Stands]:
    agent_id = agent_ids(context)[0]
    hours = tuple(row for row in _staff(context).availability if row.agent_id == agent_id)
    if hours:
        agents_.set_availability(context, agent_id, ())

    def mine(n: int) -> Availability:
        return Availability(agent_id, n, 60 * n, 1200)

    return (
        lambda c, n: agents_.set_availability(c, agent_id, (mine(n),), seen=()),
        lambda c, n, answer: mine(n) in _staff(c).availability,
    )


@case(contracts.set_contract)
def new_contracts(context: Context, folder: Path) -> tuple[Do, Stands]:
    def mine(n: int) -> Contract:
        return Contract(f"terms-{n}", f"Terms {n}", 0, 600 + n)

    return (
        lambda c, n: contracts.set_contract(c, mine(n)),
        lambda c, n, answer: mine(n) in _staff(c).contracts,
    )


@case(contracts.set_contract, "one", names_who=True)
def one_contract(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = _staff(context).contracts[0]
    return (
        lambda c, n: contracts.set_contract(c, replace(seen, hour_cents=9000 + n), seen=seen),
        lambda c, n, answer: replace(seen, hour_cents=9000 + n) in _staff(c).contracts,
    )


@case(contracts.remove_contract)
def ended_contracts(context: Context, folder: Path) -> tuple[Do, Stands]:
    for n in range(most()):
        contracts.set_contract(context, Contract(f"ended-{n}", "", 0, 500 + n))
    return (
        lambda c, n: contracts.remove_contract(c, f"ended-{n}"),
        lambda c, n, answer: f"ended-{n}" not in {o.contract_id for o in _staff(c).contracts},
    )


def _wish(context: Context, n: int, first: date, weight: int = 3) -> Wish:
    ids = agent_ids(context)
    return Wish(ids[n % len(ids)], first + timedelta(days=n), "off", weight=weight)


def _wishes(context: Context) -> tuple[Wish, ...]:
    return context.store.load(documents.STAFF).wishes


@case(wishes.add_wish)
def several_wishes(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: wishes.add_wish(c, _wish(c, n, DAY)),
        lambda c, n, answer: answer in _wishes(c),
    )


@case(wishes.add_wish, "one")
def one_wish(context: Context, folder: Path) -> tuple[Do, Stands]:
    first = _wish(context, 0, DAY + timedelta(days=300))
    return (
        lambda c, n: wishes.add_wish(c, replace(first, weight=1 + n % 5)),
        lambda c, n, answer: answer in _wishes(c),
    )


@case(wishes.remove_wishes)
def removed_wishes(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine = [_wish(context, n, DAY + timedelta(days=60)) for n in range(most())]
    for wish in mine:
        wishes.add_wish(context, wish)
    return (
        lambda c, n: wishes.remove_wishes(c, (mine[n],)),
        lambda c, n, answer: mine[n] not in _wishes(c),
    )


def _leave(context: Context, n: int, first: date) -> Leave:
    ids = agent_ids(context)
    day = first + timedelta(days=3 * n)
    return Leave(ids[n % len(ids)], day, day + timedelta(days=1), "annual")


def _on_leave(context: Context) -> tuple[Leave, ...]:
    return context.store.load(documents.STAFF).leave


@case(leave.add_leave)
def several_leaves(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: leave.add_leave(c, _leave(c, n, DAY + timedelta(days=400))),
        lambda c, n, answer: answer in _on_leave(c),
    )


@case(leave.record_absences)
def absence(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: leave.record_absences(c, [_leave(c, n, DAY + timedelta(days=500))]),
        lambda c, n, answer: bool(answer) and set(answer) <= set(_on_leave(c)),
    )


@case(leave.add_leave, "one")
def one_leave(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine = _leave(context, 0, DAY + timedelta(days=700))
    return (
        lambda c, n: leave.add_leave(c, replace(mine, last=mine.last + timedelta(days=n))),
        lambda c, n, answer: answer in _on_leave(c),
    )


@case(leave.remove_leave)
def removed_leave(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine = [_leave(context, n, DAY + timedelta(days=800)) for n in range(most())]
    for row in mine:
        leave.add_leave(context, row)
    return (
        lambda c, n: leave.remove_leave(c, mine[n].agent_id, mine[n].first),
        lambda c, n, answer: mine[n] not in _on_leave(c),
    )


def _swap(n: int) -> SwapRequest:
    said = SwapWord("asked", "tester", datetime(2026, 3, 1, tzinfo=UTC))
    day = DAY + timedelta(days=900 + n)
    return SwapRequest(f"W-{n:02d}", day, "A001", "A002", "", "", None, None, (said,))


@case(swaps.note_swap)
def swaps_asked_for(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: swaps.note_swap(c, _swap(n)),
        lambda c, n, answer: answer in c.store.load(documents.SWAPS),
    )


@case(swap_notices.note_written)
def swaps_written_of(context: Context, folder: Path) -> tuple[Do, Stands]:
    asked = [swaps.note_swap(context, _swap(100 + n)) for n in range(most())]
    return (
        lambda c, n: swap_notices.note_written(c, asked[n], ("A1",)),
        lambda c, n, answer: swaps.swap_named(c, asked[n].request_id).written == 1,
    )


@case(swaps.note_swap, "one", names_who=True)
def one_swap(context: Context, folder: Path) -> tuple[Do, Stands]:
    asked = swaps.note_swap(context, _swap(0))

    def ended(who: str) -> SwapRequest:
        return asked.with_word(SwapWord("refused", who, datetime(2026, 3, 1, tzinfo=UTC)))

    return (
        lambda c, n: swaps.note_swap(c, ended(c.who)),
        lambda c, n, answer: answer in c.store.load(documents.SWAPS),
    )


@case(staff_import.replace_staff, "last")
def whole_staffs(context: Context, folder: Path) -> tuple[Do, Stands]:
    held = context.store.load(documents.STAFF)

    def mine(n: int) -> Any:
        first, *others = held.agents
        return replace(held, agents=(replace(first, name=f"Name {n}"), *others))

    return (
        lambda c, n: staff_import.replace_staff(c, mine(n), f"file {n}"),
        lambda c, n, answer: c.store.load(documents.STAFF) == mine(n),
    )
