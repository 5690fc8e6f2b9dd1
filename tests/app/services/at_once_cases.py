"""What many writers do at once, a verb at a time: apart (different things) or to one thing.

Here are the cases of rules, of the centre and of its history; a folder beside has those of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from app.services import activity_orders, centre, history
from app.services.context import Context, centre_of
from app.services.roster import build
from app.services.roster.check import roster_of
from app.services.rules import saved as rules
from data.model.activity import ActivityOrder
from data.model.centre import PlanningDefaults
from data.model.queue import Queue
from data.model.rule import RuleSetting
from data.model.special_day import SpecialDay
from data.store import documents
from rostering.evaluation.scorecard import score
from rostering.rules import RULES
from tests.app.small_centre import HEADER

MOST, FEW = 20, 4
"""Writers at once of the heavy round, and those that a case is ready for in the others."""
FURTHER = tuple(Queue(f"q{n:02d}", f"Queue {n}") for n in range(MOST))
DAY = date(2026, 3, 1)
Do = Callable[[Context, int], Any]
Stands = Callable[[Context, int, Any], bool]
Kind = Literal["apart", "one", "last"]


@dataclass(frozen=True)
class Case:
    """A writing verb done by many at once.

    Parameters
    ----------
    kind
        `apart`: to different things, so all are told success. `one`: to one thing that each of
        them saw, so one is. `last`: each replaces a whole, so all are and the last one stands.
    make
        Prepares the store; what the n-th writer does, and whether its change stands.
    names_who
        Whether those refused are told who was first.
    """

    verb: str
    kind: Kind
    make: Callable[[Context, Path], tuple[Do, Stands]]
    names_who: bool = False
    most: int = MOST

    @property
    def id(self) -> str:
        """Name of the case in reports."""
        return f"{self.verb}-{self.make.__name__.strip('_')}-{self.kind}"


CASES: list[Case] = []

ready_for = FEW


def most() -> int:
    """Writers for whom a case makes different things ready."""
    return ready_for


def case(
    verb: Callable[..., Any], kind: Kind = "apart", *, names_who: bool = False, most: int = MOST
) -> Callable[[Callable[[Context, Path], tuple[Do, Stands]]], None]:
    """Add the decorated preparation as a case of a verb."""

    def add(make: Callable[[Context, Path], tuple[Do, Stands]]) -> None:
        CASES.append(Case(verb.__name__, kind, make, names_who, most))

    return add


def agent_ids(context: Context) -> list[str]:
    return [agent.agent_id for agent in context.store.load(documents.STAFF).agents]


def _of_agents(context: Context) -> RuleSetting:
    """The first setting that may be set once more for some agents."""
    known = build.rules_of(context)
    return next(
        s for s in known if RULES[s.rule].scope == "agents" and not RULES[s.rule].structural
    )


def _pair(context: Context, n: int) -> tuple[str, str]:
    """Two agents; no two writers have the same."""
    ids = agent_ids(context)
    return ids[n % len(ids)], ids[(n + 1 + n // len(ids)) % len(ids)]


@case(rules.change_setting)
def precedences(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = build.rules_of(context)

    def after(n: int) -> RuleSetting:
        return replace(seen[n], precedence=700 + n)

    return (
        lambda c, n: rules.change_setting(c, seen[n], after(n), "mine"),
        lambda c, n, answer: after(n) in build.rules_of(c),
    )


@case(rules.change_setting, "one", names_who=True)
def one_setting(context: Context, folder: Path) -> tuple[Do, Stands]:
    before = build.rules_of(context)[-1]
    return (
        lambda c, n: rules.change_setting(c, before, replace(before, precedence=900 + n)),
        lambda c, n, answer: replace(before, precedence=900 + n) in build.rules_of(c),
    )


@case(rules.add_setting)
def agents(context: Context, folder: Path) -> tuple[Do, Stands]:
    general = _of_agents(context)
    mine = [replace(general, agents=_pair(context, n), precedence=500 + n) for n in range(most())]
    return (
        lambda c, n: rules.add_setting(c, mine[n], "some"),
        lambda c, n, answer: mine[n] in build.rules_of(c),
    )


@case(rules.remove_setting)
def settings_of_agents(context: Context, folder: Path) -> tuple[Do, Stands]:
    general = _of_agents(context)
    mine = [replace(general, agents=_pair(context, n), precedence=400 + n) for n in range(most())]
    for setting in mine:
        rules.add_setting(context, setting)
    return (
        lambda c, n: rules.remove_setting(c, mine[n]),
        lambda c, n, answer: mine[n] not in build.rules_of(c),
    )


@case(rules.price_queues)
def prices(context: Context, folder: Path) -> tuple[Do, Stands]:
    general = next(s for s in build.rules_of(context) if s.rule == "understaffing")

    def mine(n: int) -> RuleSetting:
        return replace(general, queues=(FURTHER[n].queue_id,), price=40 + n)

    return (
        lambda c, n: rules.price_queues(c, mine(n)),
        lambda c, n, answer: mine(n) in build.rules_of(c),
    )


@case(rules.price_queues, "one", names_who=True)
def one_price(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = build.rules_of(context)
    general = next(s for s in seen if s.rule == "understaffing" and not s.queues)

    def mine(n: int) -> RuleSetting:
        return replace(general, queues=("fault",), price=70 + n)

    return (
        lambda c, n: rules.price_queues(c, mine(n), seen=seen),
        lambda c, n, answer: mine(n) in build.rules_of(c),
    )


@case(rules.set_rules, "last")
def rule_sets(context: Context, folder: Path) -> tuple[Do, Stands]:
    known = build.rules_of(context)

    def mine(n: int) -> rules.RuleSet:
        return (replace(known[0], precedence=300 + n), *known[1:])

    return (
        lambda c, n: rules.set_rules(c, mine(n)),
        lambda c, n, answer: build.rules_of(c) == mine(n),
    )


@case(rules.reset_rules, "one")
def default_rules(context: Context, folder: Path) -> tuple[Do, Stands]:
    first, *others = build.rules_of(context)
    rules.set_rules(context, (replace(first, precedence=999), *others))
    return (
        lambda c, n: rules.reset_rules(c, "back"),
        lambda c, n, answer: build.rules_of(c) == rules.default_settings(),
    )


def _labels(context: Context) -> set[str]:
    return {order.label for order in activity_orders.activity_orders_of(context)}


@case(activity_orders.add_activity_order)
def orders(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: activity_orders.add_activity_order(c, ActivityOrder(f"order {n}", 30)),
        lambda c, n, answer: f"order {n}" in _labels(c),
    )


@case(activity_orders.add_activity_order, "one", names_who=True)
def one_order(context: Context, folder: Path) -> tuple[Do, Stands]:
    activity_orders.add_activity_order(context, ActivityOrder("coaching", 30))
    seen = activity_orders.activity_orders_of(context)

    def mine(n: int) -> ActivityOrder:
        return ActivityOrder("coaching", 45 + 15 * n)

    return (
        lambda c, n: activity_orders.add_activity_order(c, mine(n), seen=seen),
        lambda c, n, answer: mine(n) in activity_orders.activity_orders_of(c),
    )


@case(activity_orders.remove_activity_order)
def removed_orders(context: Context, folder: Path) -> tuple[Do, Stands]:
    for n in range(most()):
        activity_orders.add_activity_order(context, ActivityOrder(f"done {n}", 30))
    return (
        lambda c, n: activity_orders.remove_activity_order(c, f"done {n}"),
        lambda c, n, answer: f"done {n}" not in _labels(c),
    )


def _table(context: Context) -> Any:
    return context.store.load(documents.SPECIAL_DAYS)


@case(centre.add_special_days)
def days(context: Context, folder: Path) -> tuple[Do, Stands]:
    def mine(n: int) -> SpecialDay:
        return SpecialDay(DAY + timedelta(days=n), f"Storm {n}", "event")

    return (
        lambda c, n: centre.add_special_days(c, mine(n).day, mine(n).day, mine(n).name),
        lambda c, n, answer: _table(c).get(mine(n).day) == mine(n),
    )


@case(centre.add_special_days, "one", names_who=True)
def one_day(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen, day = _table(context), DAY - timedelta(days=9)
    return (
        lambda c, n: centre.add_special_days(c, day, day, f"Flood {n}", seen=seen),
        lambda c, n, answer: _table(c)[day].name == f"Flood {n}",
    )


@case(centre.drop_special_day)
def dropped_days(context: Context, folder: Path) -> tuple[Do, Stands]:
    first = DAY + timedelta(days=100)
    centre.add_special_days(context, first, first + timedelta(days=most() - 1), "Called off")
    return (
        lambda c, n: centre.drop_special_day(c, first + timedelta(days=n)),
        lambda c, n, answer: first + timedelta(days=n) not in _table(c),
    )


def _queue(context: Context, queue_id: str) -> Queue:
    return next(q for q in context.store.load(documents.QUEUES) if q.queue_id == queue_id)


@case(centre.set_queue)
def groups(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: centre.set_queue(c, FURTHER[n].queue_id, {"group": f"group {n}"}),
        lambda c, n, answer: _queue(c, FURTHER[n].queue_id).group == f"group {n}",
    )


_FIELDS: list[tuple[str, Any]] = [
    ("name", "Billing, east"),
    ("group", "east"),
    ("patience_s", 77.0),
    ("concurrency", 2),
    ("retry_share", 0.07),
]
_TARGET: list[tuple[str, Any]] = [
    ("service_share", 0.77),
    ("threshold_s", 33.0),
    ("occupancy_cap_share", 0.81),
    ("min_heads", 1),
]


@case(centre.set_queue, most=len(_FIELDS) + len(_TARGET))
def fields_of_one_queue(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = _queue(context, "billing")

    def do(c: Context, n: int) -> Queue:
        if n < len(_FIELDS):
            return centre.set_queue(c, "billing", dict([_FIELDS[n]]), seen=seen)
        part = dict([_TARGET[n - len(_FIELDS)]])
        return centre.set_queue(c, "billing", target=replace(seen.target, **part), seen=seen)

    def stands(c: Context, n: int, answer: Queue) -> bool:
        held = _queue(c, "billing")
        if n < len(_FIELDS):
            return bool(getattr(held, _FIELDS[n][0]) == _FIELDS[n][1])
        name, value = _TARGET[n - len(_FIELDS)]
        return bool(getattr(held.target, name) == value)

    return do, stands


@case(centre.set_queue, "one", names_who=True)
def one_target(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = _queue(context, "fault")
    return (
        lambda c, n: centre.set_queue(c, "fault", target={"threshold_s": 30.0 + n}, seen=seen),
        lambda c, n, answer: _queue(c, "fault").target.threshold_s == 30.0 + n,
    )


_FIGURES = [field.name for field in fields(PlanningDefaults)]


@case(centre.set_planning, most=len(_FIGURES))
def figures(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = centre.planning_of(context)

    def do(c: Context, n: int) -> PlanningDefaults:
        whole = {name: getattr(seen, name) for name in _FIGURES}  # a form sends all of them
        figure = {_FIGURES[n]: whole[_FIGURES[n]] + 1}
        return centre.set_planning(c, {**whole, **figure}, "tried", seen=seen)

    def stands(c: Context, n: int, answer: PlanningDefaults) -> bool:
        held = centre.planning_of(c)
        return bool(getattr(held, _FIGURES[n]) == getattr(seen, _FIGURES[n]) + 1)

    return do, stands


@case(centre.set_planning, "one", names_who=True)
def one_figure(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = centre.planning_of(context)
    return (
        lambda c, n: centre.set_planning(c, {"wishes_back_days": 200 + n}, seen=seen),
        lambda c, n, answer: centre.planning_of(c).wishes_back_days == 200 + n,
    )


@case(centre.set_centre, "last")
def names_of_the_centre(context: Context, folder: Path) -> tuple[Do, Stands]:
    held = context.store.load(documents.CENTRE)
    assert held is not None
    return (
        lambda c, n: centre.set_centre(c, replace(held, name=f"Centre {n}")),
        lambda c, n, answer: centre_of(c).name == f"Centre {n}",
    )


@case(centre.set_centre, "one", names_who=True)
def one_name_of_the_centre(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = centre_of(context)
    return (
        lambda c, n: centre.set_centre(c, replace(seen, name=f"Named {n}"), seen=seen),
        lambda c, n, answer: centre_of(c).name == f"Named {n}",
    )


@case(history.import_history)
def files(context: Context, folder: Path) -> tuple[Do, Stands]:
    for n, queue in enumerate(FURTHER):
        line = f"2025-06-02T10:00:00+08:00,30,{queue.queue_id},{queue.name},voice,{n},{n},0,{n},20,"
        file = folder / f"import-{n}.csv"
        file.write_text(f"{HEADER}\n{line}{n * 240},{n * 9},,\n", encoding="utf-8")
    return (
        lambda c, n: history.import_history(c, folder / f"import-{n}.csv").new,
        lambda c, n, answer: c.store.load_series(FURTHER[n].queue_id).offered[0] == n,
    )


@case(history.tag_slots)
def slots(context: Context, folder: Path) -> tuple[Do, Stands]:
    grid = context.store.load_series("fault").grid

    def start(n: int) -> datetime:
        return grid.part(48 + 2 * n, 48 + 2 * n).start

    half_hour = timedelta(minutes=30)
    return (
        lambda c, n: history.tag_slots(c, "fault", start(n), start(n) + half_hour, f"tag {n}"),
        lambda c, n, answer: f"tag {n}" in c.store.load_series("fault").event_tag.values(),
    )


def newest_roster(context: Context) -> str:
    return context.store.list_rosters()[-1].roster_id


def saved_rosters(context: Context, note: str, count: int) -> list[str]:
    """So many rosters like the oldest, made for one reason, which nobody published."""
    saved = context.store.load_roster(newest_roster(context))
    card = score(saved.problem, roster_of(saved))
    mine = [found.roster_id for found in context.store.list_rosters() if found.note == note]
    mine += [
        build.save_result(
            context, saved.problem, saved.result, verb="build_roster", why=note, card=card
        ).roster_id
        for _ in range(count - len(mine))
    ]
    return sorted(mine)
