"""What many writers do at once, a verb at a time: apart (different things) or to one thing."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from app.services import activity_orders, centre, history
from app.services.access import language as language_choice
from app.services.context import Context, centre_of
from app.services.day import feed
from app.services.day.alerts import raised as alerts
from app.services.day.proposals import overflow, take
from app.services.day.recourse import night
from app.services.exchange import layouts, notices, quiet, sending
from app.services.forecast import adjustments
from app.services.people import agents as agents_
from app.services.people import contracts, leave, staff_import, wishes
from app.services.people.agents import AgentChanges
from app.services.roster import build, label, locks
from app.services.roster.changes import edit
from app.services.roster.check import roster_of
from app.services.roster.publishing import publish
from app.services.rules import saved as rules
from app.services.service_quality import seats as seats_
from app.services.shift_design import design as shift_design
from app.services.staffing import requirement, shrinkage
from data.model.activity import ActivityOrder
from data.model.adjustment import Adjustment
from data.model.centre import PlanningDefaults, QuietHours
from data.model.day.alerts import Finding
from data.model.day.overflow import Overflow
from data.model.day.proposals import Proposal, Taken
from data.model.day.recourse import NightProposal
from data.model.publication import WITHDRAWS, Publication, RosterLabel
from data.model.queue import Queue
from data.model.requirement import Shrinkage
from data.model.rule import RuleSetting
from data.model.series import FileLayout
from data.model.service_quality.records import Seat
from data.model.special_day import SpecialDay
from data.model.staff import Agent, Availability, Contract, Leave, Staff, Wish
from data.store import documents
from rostering.evaluation.scorecard import score
from rostering.rules import RULES
from tests.app.small_centre import FIRST_DAY, HEADER

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


def _agents(context: Context) -> list[str]:
    return [agent.agent_id for agent in context.store.load(documents.STAFF).agents]


def _of_agents(context: Context) -> RuleSetting:
    """The first setting that may be set once more for some agents."""
    known = build.rules_of(context)
    return next(
        s for s in known if RULES[s.rule].scope == "agents" and not RULES[s.rule].structural
    )


def _pair(context: Context, n: int) -> tuple[str, str]:
    """Two agents; no two writers have the same."""
    ids = _agents(context)
    return ids[n % len(ids)], ids[(n + 1 + n // len(ids)) % len(ids)]


# --- rules -----------------------------------------------------------------------------------


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


# --- shrinkage -------------------------------------------------------------------------------


@case(shrinkage.set_shrinkage)
def causes(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: shrinkage.set_shrinkage(c, Shrinkage(f"cause {n}", 0.001)),
        lambda c, n, answer: f"cause {n}" in {s.name for s in shrinkage.shrinkages_of(c)},
    )


@case(shrinkage.set_shrinkages)
def rows_of_a_table(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = shrinkage.shrinkages_of(context)

    def added(c: Context, n: int) -> object:
        return shrinkage.set_shrinkages(c, (*seen, Shrinkage(f"row {n}", 0.001)), seen=seen)

    return added, lambda c, n, answer: f"row {n}" in {s.name for s in shrinkage.shrinkages_of(c)}


@case(shrinkage.set_shrinkages, "one", names_who=True)
def one_share(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = shrinkage.shrinkages_of(context)

    def mine(n: int) -> Shrinkage:
        return replace(seen[0], share=0.01 + 0.001 * n)

    return (
        lambda c, n: shrinkage.set_shrinkages(c, (mine(n), *seen[1:]), seen=seen),
        lambda c, n, answer: mine(n) in shrinkage.shrinkages_of(c),
    )


@case(shrinkage.drop_shrinkage)
def dropped_causes(context: Context, folder: Path) -> tuple[Do, Stands]:
    there = {one.name for one in shrinkage.shrinkages_of(context)}
    for name in (f"old {n}" for n in range(most())):
        if name not in there:
            shrinkage.set_shrinkage(context, Shrinkage(name, 0.001))
    return (
        lambda c, n: shrinkage.drop_shrinkage(c, f"old {n}"),
        lambda c, n, answer: f"old {n}" not in {s.name for s in shrinkage.shrinkages_of(c)},
    )


@case(shrinkage.fit_shrinkages)
def fitted_causes(context: Context, folder: Path) -> tuple[Do, Stands]:
    for n in range(most()):
        lines = ["day,cause,rostered_minutes,lost_minutes,paid,planned"]
        days = (FIRST_DAY + timedelta(days=k) for k in range(21))
        lines += [f"{day},fitted {n},10000,10,yes,no" for day in days]
        (folder / f"absence-{n}.csv").write_text("\n".join(lines), encoding="utf-8")
    return (
        lambda c, n: shrinkage.fit_shrinkages(c, folder / f"absence-{n}.csv"),
        lambda c, n, answer: f"fitted {n}" in {s.name for s in shrinkage.shrinkages_of(c)},
    )


@case(shrinkage.reset_shrinkages, "one")
def assumed_shares(context: Context, folder: Path) -> tuple[Do, Stands]:
    shrinkage.set_shrinkage(context, Shrinkage("not assumed", 0.002))
    return (
        lambda c, n: shrinkage.reset_shrinkages(c),
        lambda c, n, answer: shrinkage.shrinkages_of(c) == shrinkage.DEFAULT_SHRINKAGES,
    )


# --- activities, events, queues, defaults ----------------------------------------------------


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


@case(seats_.add_seats)
def more_seats(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: seats_.add_seats(c, f"Z{n}", 2),
        lambda c, n, answer: f"Z{n}-01" in {seat.seat_id for seat in seats_.seats_of(c)},
    )


@case(seats_.set_seats, "one", names_who=True)
def one_seat(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = seats_.add_seats(context, "East", 1)

    def mine(n: int) -> tuple[Seat, ...]:
        return (replace(seen[0], site=f"Site {n}"), *seen[1:])

    return (
        lambda c, n: seats_.set_seats(c, mine(n), seen=seen),
        lambda c, n, answer: seats_.seats_of(c) == mine(n),
    )


@case(seats_.put_out_of_order)
def seats_out(context: Context, folder: Path) -> tuple[Do, Stands]:
    ids = [seat.seat_id for seat in seats_.add_seats(context, "East", most())]
    return (
        lambda c, n: seats_.put_out_of_order(c, (ids[n],)),
        lambda c, n, answer: seats_.seats_of(c)[n].out_of_order,
    )


@case(seats_.save_seat_plan)
def seat_plans(context: Context, folder: Path) -> tuple[Do, Stands]:
    seats_.add_seats(context, "East", 20)
    drafts = saved_rosters(context, "seats", most())
    plan = seats_.plan_roster_seats(context, drafts[0], time_limit_s=0.1)
    return (
        lambda c, n: seats_.save_seat_plan(c, drafts[n], plan),
        lambda c, n, answer: seats_.seat_plan_of(c, drafts[n]) == plan,
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


def _an_alert(context: Context, folder: Path) -> str:
    found = alerts.note_findings(context, (Finding("surge", folder.name),))
    return found.raised[0].alert_id


@case(alerts.acknowledge_alert, "one", names_who=True)
def one_alert(context: Context, folder: Path) -> tuple[Do, Stands]:
    alert_id = _an_alert(context, folder)
    return (
        lambda c, n: alerts.acknowledge_alert(c, alert_id, f"mine {n}"),
        lambda c, n, answer: c.store.load_alert(alert_id).note == f"mine {n}",
    )


@case(alerts.note_findings, "last")
def looks(context: Context, folder: Path) -> tuple[Do, Stands]:
    def about(n: int) -> str:
        return f"{folder.name} {n}"

    return (
        lambda c, n: alerts.note_findings(c, (Finding("surge", about(n)),)),
        lambda c, n, answer: about(n) in {a.subject for a in alerts.alerts_of(c) if a.open},
    )


@case(alerts.note_sent, "last")
def notices_of_one(context: Context, folder: Path) -> tuple[Do, Stands]:
    alert_id = _an_alert(context, folder)
    return (
        lambda c, n: alerts.note_sent(c, alert_id, f"sent to {n}"),
        lambda c, n, answer: c.store.load_alert(alert_id).sent == f"sent to {n}",
    )


@case(alerts.set_alert_settings, "one", names_who=True)
def one_limit(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = alerts.alert_settings_of(context)
    base = 20 if seen.missing_min >= 100 else 100
    return (
        lambda c, n: alerts.set_alert_settings(c, {"missing_min": base + n}, seen=seen),
        lambda c, n, answer: alerts.alert_settings_of(c).missing_min == base + n,
    )


@case(alerts.set_escalation, "last")
def second_level(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: alerts.set_escalation(c, 2, f"json://host-{n}.example.org"),
        lambda c, n, answer: f"host-{n}." in c.store.load(documents.ESCALATION).addresses[0],
    )


@case(notices.set_destination, "one", names_who=True)
def one_destination(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = context.store.load(documents.NOTICES)
    return (
        lambda c, n: notices.set_destination(c, f"json://host-{n}.example.org", seen=seen),
        lambda c, n, answer: f"host-{n}." in c.store.load(documents.NOTICES).address,
    )


@case(sending.set_people_address, "one", names_who=True)
def one_address_of_people(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = context.store.load(documents.NOTICES)
    return (
        lambda c, n: sending.set_people_address(c, f"json://mail-{n}.org/{{email}}", seen=seen),
        lambda c, n, answer: f"mail-{n}." in c.store.load(documents.NOTICES).people,
    )


@case(quiet.set_quiet_hours, "one", names_who=True)
def quiet_for_all(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = quiet.quiet_hours_of(context, quiet.PEOPLE)
    end = 60 if seen.end_min >= 300 else 300
    return (
        lambda c, n: quiet.set_quiet_hours(c, quiet.PEOPLE, QuietHours(1, end + n), seen=seen),
        lambda c, n, answer: quiet.quiet_hours_of(c, quiet.PEOPLE).end_min == end + n,
    )


@case(quiet.set_own_quiet_hours)
def own_quiet(context: Context, folder: Path) -> tuple[Do, Stands]:
    known = quiet.quiet_hours_of(context, "agent:A0")
    first = 60 if known.first_min >= 600 else 600
    return (
        lambda c, n: quiet.set_own_quiet_hours(c, f"A{n}", QuietHours(first + n, 5)),
        lambda c, n, answer: quiet.quiet_hours_of(c, f"agent:A{n}").first_min == first + n,
    )


@case(sending.confirm_shifts)
def shifts_seen(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: sending.confirm_shifts(c, f"A{n}", 77),
        lambda c, n, answer: f"A{n}" in sending.seen_by(c, 77).confirmed,
    )


@case(sending.note_messages_sent)
def messages_noted(context: Context, folder: Path) -> tuple[Do, Stands]:
    def sent(n: int) -> tuple[sending.Delivery, ...]:
        return (sending.Delivery(f"A{n}", f"A{n}", "sent"),)

    return (
        lambda c, n: sending.note_messages_sent(c, 78, sent(n)),
        lambda c, n, answer: f"A{n}" in sending.seen_by(c, 78).sent,
    )


def _layout(n: int) -> FileLayout:
    columns = {"interval_start": "begin", "offered": f"calls {n}"}
    return FileLayout(f"layout {n}", columns, "fault", 30)


@case(feed.import_day)
def states_of_agents(context: Context, folder: Path) -> tuple[Do, Stands]:
    def file(n: int) -> Path:
        path = folder / f"agents{n}.csv"
        path.write_text(f"agent,state,since\nA{n},break,2025-08-10T09:00+08:00\n")
        return path

    return (
        lambda c, n: feed.import_day(c, file(n)),
        lambda c, n, answer: (
            answer.accepted == 1
            and any(one.source == f"agents{n}.csv" for one in c.store.list_feeds("agent_states"))
        ),
    )


@case(feed.set_day_feed, "one", names_who=True)
def silence(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = feed.set_day_feed(context, {"silent_min": 15})
    return (
        lambda c, n: feed.set_day_feed(c, {"silent_min": 30 + n}, seen=seen),
        lambda c, n, answer: c.store.load(documents.DAY_FEED).silent_min == 30 + n,
    )


@case(feed.set_day_feed)
def words_of_states(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: feed.set_day_feed(c, {}, {f"word {n}": "break"}),
        lambda c, n, answer: (f"word {n}", "break") in c.store.load(documents.DAY_FEED).words,
    )


@case(layouts.save_file_layout)
def own_layouts(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: layouts.save_file_layout(c, _layout(n)),
        lambda c, n, answer: _layout(n) in layouts.file_layouts_of(c),
    )


@case(layouts.save_file_layout, "one", names_who=True)
def one_layout(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = layouts.save_file_layout(context, _layout(99))
    return (
        lambda c, n: layouts.save_file_layout(c, replace(seen, minutes=n + 1), seen=seen),
        lambda c, n, answer: replace(seen, minutes=n + 1) in layouts.file_layouts_of(c),
    )


@case(layouts.drop_file_layout)
def dropped_layouts(context: Context, folder: Path) -> tuple[Do, Stands]:
    for n in range(most()):
        layouts.save_file_layout(context, replace(_layout(n), name=f"old {n}"))
    return (
        lambda c, n: layouts.drop_file_layout(c, f"old {n}"),
        lambda c, n, answer: f"old {n}" not in {o.name for o in layouts.file_layouts_of(c)},
    )


# --- people ----------------------------------------------------------------------------------


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
    ids = _agents(context)

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
    agent_id = _agents(context)[0]
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
    ids = _agents(context)
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
    ids = _agents(context)
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


@case(shift_design.adopt_design, "one", names_who=True)
def designs(context: Context, folder: Path) -> tuple[Do, Stands]:
    held = context.store.load(documents.STAFF)
    first = context.store.list_requirements()[-1].first
    problem = build.problem_for(context, first, 7)
    longer = max(t.length_min for t in problem.templates)

    def mine(n: int) -> Any:
        return tuple(
            replace(t, code=f"{t.code}x{n}") if t.length_min == longer else t
            for t in problem.templates
        )

    def stands(c: Context, n: int, answer: Any) -> bool:
        now = c.store.load(documents.STAFF)
        return mine(n)[-1] in now.templates and now.agents == held.agents

    return lambda c, n: shift_design.adopt_design(c, problem, mine(n), "fewer"), stands


# --- history and forecasts -------------------------------------------------------------------


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


def _adjustment(context: Context, n: int) -> Adjustment:
    grid = context.store.latest_forecast("fault").grid
    first = grid.start + timedelta(days=1, hours=n)
    return Adjustment("", "fault", "change_by", 1.0 + n, first, first + timedelta(hours=1))


def _in_force(context: Context) -> list[float]:
    """Amounts of the adjustments, where the newest forecast holds just those in force."""
    kept = [a for a in context.store.load(documents.ADJUSTMENTS) if a.queue_id == "fault"]
    newest = context.store.latest_forecast("fault")
    assert sorted(newest.adjustments) == sorted(kept)
    return [adjustment.amount for adjustment in kept]


@case(adjustments.add_adjustment)
def adjusted_hours(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine = [_adjustment(context, n) for n in range(most())]
    return (
        lambda c, n: adjustments.add_adjustment(c, mine[n]).version_id,
        lambda c, n, answer: mine[n].amount in _in_force(c),
    )


@case(adjustments.drop_adjustment)
def dropped_adjustments(context: Context, folder: Path) -> tuple[Do, Stands]:
    least = 100.0 + len(context.store.load(documents.ADJUSTMENTS))
    for n in range(most()):
        mine = replace(_adjustment(context, n), amount=least + n)
        adjustments.add_adjustment(context, mine)
    ids = {a.amount: a.layer_id for a in context.store.load(documents.ADJUSTMENTS)}
    return (
        lambda c, n: adjustments.drop_adjustment(c, ids[least + n]).version_id,
        lambda c, n, answer: least + n not in _in_force(c),
    )


@case(adjustments.replay)
def replayed(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: adjustments.replay(c, "fault").version_id,
        lambda c, n, answer: c.store.load_forecast(answer).version_id == answer,
    )


@case(requirement.set_requirement)
def requirements(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: requirement.set_requirement(c, judged=False).requirement_id,
        lambda c, n, answer: c.store.load_requirement(answer).requirement_id == answer,
    )


# --- rosters ---------------------------------------------------------------------------------


@case(locks.lock_in_roster)
def cells(context: Context, folder: Path) -> tuple[Do, Stands]:
    return _cells(context, locks.lock_in_roster, 0, True)


@case(locks.unlock_in_roster)
def locked_cells(context: Context, folder: Path) -> tuple[Do, Stands]:
    saved = context.store.load_roster(_roster(context))
    span = locks.LockSpan("*", roster_of(saved).dates[4], roster_of(saved).dates[5])
    locks.lock_in_roster(context, saved.roster_id, (span,))
    return _cells(context, locks.unlock_in_roster, 4, False)


def _roster(context: Context) -> str:
    return context.store.list_rosters()[-1].roster_id


def _cells(context: Context, verb: Any, day: int, locked: bool) -> tuple[Do, Stands]:
    saved = context.store.load_roster(_roster(context))
    ids = [agent.agent_id for agent in saved.problem.agents]

    def cell(n: int) -> tuple[str, date]:
        return ids[n % len(ids)], roster_of(saved).dates[day + n // len(ids)]

    def do(c: Context, n: int) -> object:
        agent_id, when = cell(n)
        return verb(c, saved.roster_id, (locks.LockSpan(agent_id, when, when),))

    return do, lambda c, n, answer: (cell(n) in locks.locked_cells_of(c, saved)) == locked


@case(edit.save_edit)
def edits(context: Context, folder: Path) -> tuple[Do, Stands]:
    saved = context.store.load_roster(_roster(context))
    free = sorted(s for s in roster_of(saved).shifts if s.day == roster_of(saved).dates[6])

    def mine(n: int) -> edit.CellEdit:
        return edit.CellEdit(free[n % len(free)].agent_id, free[0].day, None)

    def stands(c: Context, n: int, answer: str) -> bool:
        child = c.store.load_roster(answer)
        cell = (mine(n).agent_id, mine(n).day)
        return child.parent_id == saved.roster_id and cell not in roster_of(child).by_cell

    return lambda c, n: edit.save_edit(c, saved.roster_id, (mine(n),), f"{n}").roster_id, stands


@case(build.save_result)
def results(context: Context, folder: Path) -> tuple[Do, Stands]:
    saved = context.store.load_roster(_roster(context))
    card = score(saved.problem, roster_of(saved))
    return (
        lambda c, n: (
            build.save_result(
                c, saved.problem, saved.result, verb="build_roster", why=f"{n}", card=card
            ).roster_id
        ),
        lambda c, n, answer: c.store.load_roster(answer).note == f"{n}",
    )


@case(publish.publish_roster, "one", names_who=True)
def version(context: Context, folder: Path) -> tuple[Do, Stands]:
    roster_id, seen = _roster(context), publish.current_version(context)
    return (
        lambda c, n: publish.publish_roster(
            c, roster_id, f"{n}", expected_version=seen, accept_violations=True, replications=2
        ),
        lambda c, n, answer: answer in c.store.load_publications(),
    )


def _version(context: Context, roster_id: str) -> Publication:
    """One more version of the oldest roster, without a simulation."""
    roster = roster_of(context.store.load_roster(roster_id))
    draft = Publication(0, roster_id, roster.first, roster.days, "tester", "", context.clock())
    entry = context.entry("publish_roster", f"roster:{roster_id}")
    return context.store.publish(draft, publish.current_version(context), entry)


def _in_force_now(context: Context) -> set[int]:
    return {p.version for p in context.store.load_publications(in_force=True)}


@case(publish.roll_back, "one", names_who=True)
def earlier_version(context: Context, folder: Path) -> tuple[Do, Stands]:
    old, other = saved_rosters(context, "published", 2)
    earlier, newer = _version(context, old), _version(context, other)
    return (
        lambda c, n: publish.roll_back(c, earlier.version, f"{n}", expected_version=newer.version),
        lambda c, n, answer: answer[0].version in _in_force_now(c),
    )


@case(publish.withdraw)
def versions(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine = [_version(context, _roster(context)).version for _ in range(most())]

    def stands(c: Context, n: int, answer: Any) -> bool:
        return answer[0].proof == {WITHDRAWS: mine[n]} and mine[n] not in _in_force_now(c)

    return lambda c, n: publish.withdraw(c, mine[n], f"{n}"), stands


@case(publish.withdraw, "one", names_who=True)
def one_version(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine = _version(context, _roster(context)).version
    return (
        lambda c, n: publish.withdraw(c, mine, f"{n}"),
        lambda c, n, answer: mine not in _in_force_now(c),
    )


def saved_rosters(context: Context, note: str, count: int) -> list[str]:
    """So many rosters like the oldest, made for one reason, which nobody published."""
    saved = context.store.load_roster(_roster(context))
    card = score(saved.problem, roster_of(saved))
    mine = [found.roster_id for found in context.store.list_rosters() if found.note == note]
    mine += [
        build.save_result(
            context, saved.problem, saved.result, verb="build_roster", why=note, card=card
        ).roster_id
        for _ in range(count - len(mine))
    ]
    return sorted(mine)


def _drafts(context: Context) -> list[str]:
    return saved_rosters(context, "draft", most())


def _label(context: Context, roster_id: str) -> RosterLabel:
    return context.store.load(documents.label_of(roster_id))


@case(label.name_roster)
def names(context: Context, folder: Path) -> tuple[Do, Stands]:
    drafts = _drafts(context)
    return (
        lambda c, n: label.name_roster(c, drafts[n], f"Draft {n}"),
        lambda c, n, answer: _label(c, drafts[n]).name == f"Draft {n}",
    )


@case(label.name_roster, "one")
def one_name_of_many_rosters(context: Context, folder: Path) -> tuple[Do, Stands]:
    drafts = _drafts(context)
    return (
        lambda c, n: label.name_roster(c, drafts[n], "The very one"),
        lambda c, n, answer: _label(c, drafts[n]).name == "The very one",
    )


@case(label.name_roster, "one", names_who=True)
def one_name(context: Context, folder: Path) -> tuple[Do, Stands]:
    draft = _drafts(context)[0]
    seen = _label(context, draft)
    return (
        lambda c, n: label.name_roster(c, draft, f"Mine {n}", seen=seen),
        lambda c, n, answer: _label(c, draft).name == f"Mine {n}",
    )


@case(label.note_roster)
def notes(context: Context, folder: Path) -> tuple[Do, Stands]:
    drafts = _drafts(context)
    return (
        lambda c, n: label.note_roster(c, drafts[n], f"agreed {n}"),
        lambda c, n, answer: _label(c, drafts[n]).note == f"agreed {n}",
    )


@case(label.note_roster, "one", names_who=True)
def one_note(context: Context, folder: Path) -> tuple[Do, Stands]:
    draft = _drafts(context)[1]
    seen = _label(context, draft)
    return (
        lambda c, n: label.note_roster(c, draft, f"noted {n}", seen=seen),
        lambda c, n, answer: _label(c, draft).note == f"noted {n}",
    )


@case(label.archive_roster)
def archived(context: Context, folder: Path) -> tuple[Do, Stands]:
    drafts = _drafts(context)
    return (
        lambda c, n: label.archive_roster(c, drafts[n]),
        lambda c, n, answer: _label(c, drafts[n]).archived,
    )


@case(label.archive_roster, "one")
def one_archived(context: Context, folder: Path) -> tuple[Do, Stands]:
    draft = _roster(context)
    for publication in context.store.load_publications(in_force=True):
        if publication.roster_id == draft:
            publish.withdraw(context, publication.version, "to archive it")
    return (
        lambda c, n: label.archive_roster(c, draft),
        lambda c, n, answer: _label(c, draft).archived,
    )


@case(language_choice.set_language)
def languages(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: (c.who, language_choice.set_language(c, "zh-CN")),
        lambda c, n, answer: (answer[0], "zh-CN") in c.store.load(documents.LANGUAGES),
    )


# --- the running day -------------------------------------------------------------------------


def a_proposal(n: int) -> Proposal:
    """A proposal without actions, of an id of its own."""
    made_at = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    return Proposal(f"P-{n:02d}", DAY, made_at, "tester", "R-1", 1, 480, (), 0, 0, 0.0, 0, True)


@case(take.save_proposal)
def proposals(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: take.save_proposal(c, a_proposal(n)),
        lambda c, n, answer: f"P-{n:02d}" in take.day_log(c, DAY).proposals,
    )


@case(take.log_taken)
def taken_actions(context: Context, folder: Path) -> tuple[Do, Stands]:
    made_at = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    for n in range(most()):
        take.save_proposal(context, a_proposal(n))
    return (
        lambda c, n: take.log_taken(c, Taken(f"P-{n:02d}", (), c.who, made_at, "", "R", 9)),
        lambda c, n, answer: answer in take.day_log(c, DAY).taken,
    )


@case(take.log_waiting)
def waiting_actions(context: Context, folder: Path) -> tuple[Do, Stands]:
    made_at = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    for n in range(most()):
        take.save_proposal(context, a_proposal(n))
    return (
        # Others take the same proposals without any action, and what is taken waits no more.
        lambda c, n: take.log_waiting(c, Taken(f"P-{n:02d}", (9,), c.who, made_at, "", "R")),
        lambda c, n, answer: answer in take.day_log(c, DAY).waiting,
    )


@case(take.log_undone, "one")
def an_undone_action(context: Context, folder: Path) -> tuple[Do, Stands]:
    made_at = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    take.save_proposal(context, a_proposal(0))
    taken = take.log_taken(context, Taken("P-00", (), "first", made_at, "", "R", 8))
    return (
        lambda c, n: take.log_undone(c, taken),
        lambda c, n, answer: answer in take.day_log(c, DAY).taken,
    )


@case(take.note_shift)
def notes_of_a_shift(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: take.note_shift(c, f"note {n}", DAY),
        lambda c, n, answer: answer in take.day_log(c, DAY).notes,
    )


@case(overflow.set_overflows, "last")
def overflows(context: Context, folder: Path) -> tuple[Do, Stands]:
    def mine(n: int) -> tuple[Overflow, ...]:
        return (Overflow(FURTHER[n].queue_id, "fault"),)

    return (
        lambda c, n: overflow.set_overflows(c, mine(n)),
        lambda c, n, answer: overflow.overflows_of(c) == mine(n),
    )


@case(night.save_night_proposal, "last")
def what_the_night_prepared(context: Context, folder: Path) -> tuple[Do, Stands]:
    made_at = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)

    def mine(n: int) -> NightProposal:
        return NightProposal(made_at, f"R-{n}", 1, ())

    return (
        lambda c, n: night.save_night_proposal(c, mine(n)),
        lambda c, n, answer: night.night_proposal(c) == mine(n),
    )


@case(night.dismiss_night_proposal, "one")
def night_proposals(context: Context, folder: Path) -> tuple[Do, Stands]:
    made_at = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    waiting = NightProposal(made_at, "R-1", 1, (), roster_id="R-2")
    context.store.save(documents.NIGHT_PROPOSAL, waiting, context.entry("x", "roster:R-2"))
    return (
        lambda c, n: night.dismiss_night_proposal(c, f"no {n}"),
        lambda c, n, answer: night.night_proposal(c) == answer,
    )
