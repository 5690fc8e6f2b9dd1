"""A small centre with all that rules look at: queues, breaks, history, wishes, leave, locks."""

from datetime import timedelta

import numpy as np

from data.model.problem import RosterProblem
from data.model.roster import KINDS, LedgerLine, Lock
from data.model.rule import RuleSetting
from data.model.shift import Break, Shift
from data.model.staff import Agent, Availability, Leave, Wish
from tests.rostering.builders import MONDAY, a_contract, a_meal, a_problem, a_template, an_agent

SKILLS = (("q",), ("q", "r"), ("r",))
TEMPLATES = (
    a_template("D", 420, 780, step_min=120, length_min=480, breaks=(a_meal(),)),
    a_template("N", 1260, 1320, length_min=540, breaks=(a_meal(180, 240, 30),)),
)
CONTRACTS = (
    a_contract(weekly_min_min=420, weekly_max_min=2400),
    a_contract(contract_id="part", name="Part time", weekly_max_min=1500),
)


def a_centre_with_everything(
    rules: tuple[RuleSetting, ...], agents: int = 4, days: int = 7
) -> RosterProblem:
    """A roster exists in it whatever rules are priced."""
    people = [_person(i) for i in range(agents)]
    kept = Shift("A1", _day(4), 540, 480, "D", (Break(540 + 180, 60, "meal"),))
    return a_problem(
        days,
        people,
        TEMPLATES,
        rules,
        heads=_heads(days),
        queues=("q", "r"),
        contracts=CONTRACTS,
        leave=(Leave("A0", _day(2), _day(3)),),
        availability=(Availability("A2", 1, 420, 1300), Availability("A2", 4, 0, 0)),
        wishes=(
            Wish("A0", _day(5), "off", weight=2),
            Wish("A1", None, "off", 1200, 1439, 1),
            Wish("A2", _day(1), "on", 400, 600, 3),
        ),
        holidays=frozenset({_day(4)}),
        history=tuple(shift for person in people for shift in _worked(person)),
        locks=(Lock("A0", _day(1), None), Lock("A1", _day(4), kept)),
        ledger=(LedgerLine("A3", _day(-60), {k: (_day(-30), _day(-29)) for k in KINDS}),),
    )


def _person(i: int) -> Agent:
    contract = "part" if i % 5 == 4 else "full"
    return an_agent(f"A{i}", SKILLS[i % 3], contract=contract, senior=i % 2 == 0)


def _heads(days: int) -> np.ndarray:
    """Nobody at night, two by day, thinned at random, shape (queues, slots)."""
    day = np.repeat([0, 1, 2, 1], [7, 4, 6, 7])
    thinned = np.random.default_rng(1).random((2, days * 24)) < 0.3
    return np.clip(np.tile(day, (2, days)) - thinned, 0, None)


def _worked(person: Agent) -> list[Shift]:
    """The week before: two days of three, now and then a night."""
    number = int(person.agent_id[1:])
    found = []
    for n in range(1, 8):
        if (number + n) % 4 == 0 and n > 1:
            found.append(Shift(person.agent_id, _day(-n), 1260, 540, "N"))
        elif (number + n) % 3 and (number + n) % 4 != 3:
            found.append(Shift(person.agent_id, _day(-n), 540, 480, "D"))
    return found


def _day(n: int):  # type: ignore[no-untyped-def]
    return MONDAY + timedelta(days=n)
