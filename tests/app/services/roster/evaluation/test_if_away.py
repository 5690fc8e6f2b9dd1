"""What if people were away: service and cost of the days, with and without them."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.services.roster.check import roster_of
from app.services.roster.evaluation.if_away import QueueIfAway, _share, if_away
from app.web.pages.service.if_away import _met
from app.web.parts.wording import DASH
from data.model.errors import InvalidValue, NotFound
from data.model.publication import SavedRoster
from tests.app.small_centre import SmallCentre

Rostered = tuple[SmallCentre, SavedRoster]
Call = Callable[..., tuple[int, str, str]]


def test_more_people_away_cost_more_and_serve_fewer_in_time(rostered: Rostered) -> None:
    context, saved = rostered[0].context, rostered[1]
    roster = roster_of(saved)
    day = roster.dates[2]
    working = {shift.agent_id for shift in roster.shifts if shift.day == day}
    few, many = (if_away(context, saved.roster_id, n, day) for n in (1, len(working) - 1))
    assert (few.shifts, many.shifts) == (1, len(working) - 1)
    assert {*few.agent_ids, *many.agent_ids} <= working
    assert few.short_h[0] == many.short_h[0] <= few.short_h[1] < many.short_h[1]
    assert 0 <= few.points < many.points
    assert [one.before for one in few.queues] == [one.before for one in many.queues]
    assert min(one.after - one.before for one in many.queues) < -0.2
    assert context.store.load_roster(saved.roster_id).roster_digest == saved.roster_digest


def test_only_people_of_the_queue_are_taken_and_too_many_are_refused(rostered: Rostered) -> None:
    context, saved = rostered[0].context, rostered[1]
    first = roster_of(saved).first
    found = if_away(context, saved.roster_id, 2, first, 7, queue_id="fault")
    skills = {agent.agent_id: agent.skills for agent in saved.problem.agents}
    assert all("fault" in skills[agent_id] for agent_id in found.agent_ids)
    with pytest.raises(InvalidValue, match="of them work on these days: ask for 1 to"):
        if_away(context, saved.roster_id, 500, first)
    with pytest.raises(InvalidValue, match="nobody of them works"):
        if_away(context, saved.roster_id, 1, first, team="nobody's")
    for begun, days in ((first, 400), (first, 0), (date.max, 5), (first - timedelta(days=1), 2)):
        with pytest.raises(InvalidValue, match="the roster holds no others"):
            if_away(context, saved.roster_id, 1, begun, days)
    with pytest.raises(NotFound, match="unknown queue falut"):
        if_away(context, saved.roster_id, 1, first, queue_id="falut")


def test_the_command_tells_the_same(rostered: Rostered, peakshift: Call) -> None:
    centre, saved = rostered
    first = roster_of(saved).first
    words = ("roster", "if-away", "2", str(first), "--days", "2", "--roster", saved.roster_id)
    code, out, said = peakshift(centre.url, *words, "--json")
    assert code == 0, said
    found = if_away(centre.context, saved.roster_id, 2, first, 2)
    assert json.loads(out)["agent_ids"] == list(found.agent_ids)
    assert json.loads(out)["points"] == found.points
    assert "shifts fall out" in peakshift(centre.url, *words)[1]
    one = (*words[:2], "1", str(first), "--roster", saved.roster_id)
    out = peakshift(centre.url, *one)[1]
    assert "1 person away" in out
    assert "1 shift falls out" in out


def test_of_a_closed_queue_nothing_is_said() -> None:
    """A report has no service for a day without contacts."""

    def told(day: str, level: float | None, offered: float) -> dict[str, object]:
        return {"day": day, "service_level": {"mean": level}, "offered": {"mean": offered}}

    queue = {"days": [told("2026-01-03", 0.8, 10.0), told("2026-01-04", None, 0.0)]}
    open_, closed = date(2026, 1, 3), date(2026, 1, 4)
    assert _share(queue, (closed,)) is None
    assert _share(queue, (open_, closed)) == 0.8
    shut = QueueIfAway("fax", 0.8, None, None)
    assert shut.change is None
    assert _met(shut) == DASH
    assert _met(replace(shut, before=0.9, after=0.7)) == "no"
