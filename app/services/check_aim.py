"""A rule is aimed only at contracts, agents and queues that there are, and at somebody."""

from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from data.model.errors import InvalidValue
from data.model.queue import Queue
from data.model.rule import RuleSetting
from data.model.staff import Staff
from rostering.rules import RULES
from rostering.rules.aims import meant

SHOWN = 3

_NO_STAFF = "no staff is stored yet, run `peakshift staff import FOLDER`"
_STAFF_LISTED = (
    "`peakshift staff show` counts contracts, `peakshift staff export FOLDER` lists everybody"
)
_NONE_YET = {
    "contract": _NO_STAFF,
    "agent": _NO_STAFF,
    "queue": "no queue is known yet, run `peakshift history import FILE`",
}
_LISTED = {
    "contract": _STAFF_LISTED,
    "agent": _STAFF_LISTED,
    "queue": "`peakshift centre show` lists every queue",
}


def check_aim(setting: RuleSetting, staff: Staff, queues: Sequence[Queue]) -> None:
    """Refuse a setting that names somebody unknown, or whose contracts and agents never meet.

    Raises
    ------
    InvalidValue
        If so: it would bind nobody, and nobody would see that.
    """
    _known("contract", setting.contracts, {c.contract_id: c.name for c in staff.contracts})
    _known("agent", setting.agents, {a.agent_id: a.name for a in staff.agents})
    _known("queue", setting.queues, {queue.queue_id: queue.name for queue in queues})
    if setting.contracts and setting.agents and not meant(setting, staff.agents):
        raise InvalidValue(
            f"rule {setting.rule} would bind nobody: of {', '.join(setting.agents)} nobody has "
            f"contract {' or '.join(setting.contracts)}; name agents or contracts, not both"
        )


def check_prices(book: Sequence[RuleSetting]) -> None:
    """Refuse two prices for one queue, and a rule about queues or the floor without a general one.

    Raises
    ------
    InvalidValue
        If so; the message names the queue.
    """
    for rule in dict.fromkeys(s.rule for s in book if RULES[s.rule].scope != "agents"):
        mine = [setting for setting in book if setting.rule == rule]
        if sum(not setting.queues for setting in mine) != 1:
            raise InvalidValue(
                f"{rule} needs exactly one setting without queues: the price of every queue that "
                "no other one names. Name the queues of a further one "
                f"(`peakshift rules set {rule} --queue QUEUE --price POINTS`)"
            )
        times = Counter(queue for setting in mine for queue in setting.queues)
        if twice := [queue for queue, n in times.items() if n > 1]:
            raise InvalidValue(
                f"{rule} has two prices for queue {', '.join(twice)}: change the one there is, or "
                "remove it first"
            )


def nearest(asked: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Ids whose id or name comes nearest to what was asked; the first ones where none is near."""
    spoken = {word.casefold(): key for key, name in names.items() for word in (name, key)}
    near = get_close_matches(asked.casefold(), spoken, n=2 * SHOWN, cutoff=0.4)
    found = tuple(dict.fromkeys(spoken[word] for word in near))
    return (found or tuple(names))[:SHOWN]


def _known(what: str, asked: tuple[str, ...], names: Mapping[str, str]) -> None:
    complaints = [
        f"no {what} {name!r}; nearest known: "
        + ", ".join(f"{key} ({names[key]})" for key in nearest(name, names))
        for name in asked
        if name not in names
    ]
    if complaints and not names:
        raise InvalidValue(f"no {what} {', '.join(asked)}: {_NONE_YET[what]} first")
    if complaints:
        raise InvalidValue("; ".join(complaints) + f". {_LISTED[what]}")
