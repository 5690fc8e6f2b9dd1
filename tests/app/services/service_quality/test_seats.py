"""Seats by the use cases and the command: planned, saved, in exports, and told when they lack."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.services.context import Context
from app.services.roster.check import roster_of
from app.services.roster.files import export_roster
from app.services.service_quality.seats import (
    MOST_SEATS,
    add_seats,
    plan_roster_seats,
    put_out_of_order,
    save_seat_plan,
    seat_plan_of,
    seat_shortages,
    seats_lacking,
    seats_of,
)
from data.model.errors import InvalidValue, NotFound
from data.model.publication import SavedRoster
from data.store import documents
from tests.app.small_centre import SmallCentre

Call = Callable[..., tuple[int, str, str]]


def test_a_saved_seat_plan_stands_in_every_export(seeded: tuple[Context, SavedRoster]) -> None:
    context, saved = seeded
    with pytest.raises(NotFound, match="peakshift seats add"):
        plan_roster_seats(context, saved.roster_id)
    add_seats(context, "East", 30, why="moved in")
    plan = plan_roster_seats(context, saved.roster_id, time_limit_s=0.2)
    assert (plan.unseated, plan.moves, plan.proven) == (0, 0, True)
    save_seat_plan(context, saved.roster_id, plan, "first plan")
    assert seat_plan_of(context, saved.roster_id) == plan
    text = export_roster(context, saved.roster_id).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    seats = {(row["agent_id"], row["date"]): row["seat"] for row in rows if row["shift"]}
    assert seats == {(who, day.isoformat()): seat for (who, day), seat in plan.seat_of.items()}
    calendar = export_roster(context, saved.roster_id, "ics").decode()
    assert calendar.count("LOCATION:") == len(plan.seat_of)
    assert export_roster(context, saved.roster_id, "xlsx")[:2] == b"PK"
    matrix = export_roster(context, saved.roster_id, "matrix", titles=False).decode("utf-8-sig")
    by_agent = {row["agent_id"]: row["seat"] for row in csv.DictReader(io.StringIO(matrix))}
    usual = {who: seat for (who, _), seat in plan.seat_of.items()}
    assert {who: by_agent[who] for who in usual} == usual  # nobody moves in this plan
    paid = export_roster(context, saved.roster_id, "payroll", titles=False).decode("utf-8-sig")
    by_agent = {row["agent_id"]: row["seat"] for row in csv.DictReader(io.StringIO(paid))}
    assert {who: by_agent[who] for who in usual} == usual


def test_a_plan_for_seats_that_broke_since_is_refused(seeded: tuple[Context, SavedRoster]) -> None:
    context, saved = seeded
    add_seats(context, "East", 30)
    plan = plan_roster_seats(context, saved.roster_id, time_limit_s=0.1)
    used = next(iter(plan.seat_of.values()))
    put_out_of_order(context, (used,), why="screen broken")
    with pytest.raises(InvalidValue, match=f"seat {used} cannot be used"):
        save_seat_plan(context, saved.roster_id, plan)
    assert seat_plan_of(context, saved.roster_id) is None


def test_too_few_seats_are_told(seeded: tuple[Context, SavedRoster]) -> None:
    context, saved = seeded
    assert seat_shortages(context, saved.roster_id) == ()
    add_seats(context, "East", 2)
    short = seat_shortages(context, saved.roster_id)
    assert short[0].people > short[0].seats == 2
    assert "people for 2 seats" in short[0].sentence
    roster = roster_of(saved)
    lines = seats_lacking(context, saved.problem, roster)
    assert lines == tuple(one.sentence for one in short)
    assert seats_lacking(context, saved.problem, roster, roster) == (), "nothing gets worse"


def test_publishing_more_people_than_seats_is_told(
    seeded: tuple[Context, SavedRoster], url: str, peakshift: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, saved = seeded
    add_seats(context, "East", 2)

    def refused(*_: object, **__: object) -> None:
        raise InvalidValue("no further")

    monkeypatch.setattr("app.services.roster.publishing.publish.publish_roster", refused)
    code, _, warned = peakshift(url, "roster", "publish", saved.roster_id, "--why", "May")
    assert code != 0
    assert warned.index("More people than seats") < warned.index("No further"), "told before"


def test_the_command_plans_saves_and_shows(
    seeded: tuple[Context, SavedRoster], url: str, peakshift: Call
) -> None:
    context, saved = seeded
    assert peakshift(url, "seats", "add", "East", "--count", "30")[0] == 0
    code, said, _ = peakshift(
        url, "seats", "plan", "--roster", saved.roster_id, "--time-limit", "0.2", "--save", "--json"
    )
    found = json.loads(said)
    assert (code, found["saved"], found["unseated"]) == (0, True, 0)
    code, said, _ = peakshift(url, "seats", "show", "--roster", saved.roster_id, "--json")
    assert json.loads(said)["plan"]["seated"] == found["seated"]
    code, said, _ = peakshift(url, "seats", "out", "East-99")
    assert code != 0
    assert len(seats_of(context)) == 30


def test_more_seats_than_any_centre_has_are_refused(small: SmallCentre) -> None:
    for _ in range(MOST_SEATS // 5_000):
        add_seats(small.context, "East", 5_000)
    with pytest.raises(InvalidValue, match="more than a centre has: at most 20000"):
        add_seats(small.context, "East", 1)
    assert len(seats_of(small.context)) == MOST_SEATS


def test_seats_for_a_skill_that_nobody_knows_are_refused(
    seeded: tuple[Context, SavedRoster],
) -> None:
    context = seeded[0]
    queues = context.store.load(documents.QUEUES)
    fax = replace(queues[0], queue_id="fax", name="Fax")
    context.store.save(documents.QUEUES, (*queues, fax), context.entry("set_up", "queues"))
    with pytest.raises(InvalidValue, match="nobody has the skill fax"):
        add_seats(context, "East", 2, kind="fax")
    with pytest.raises(InvalidValue, match=r"nobody has the skill falut: .* billing, fault"):
        add_seats(context, "East", 2, kind="falut")
    assert [seat.kind for seat in add_seats(context, "East", 2, kind="fault")] == ["fault"] * 2
