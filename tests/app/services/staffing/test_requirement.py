"""Requirements: what was assumed, why a number, what certainty costs."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from app.services.centre import set_queue
from app.services.forecast.make import forecast_all
from app.services.history import import_history
from app.services.roster.changes.reroster import replace_agent
from app.services.roster.check import roster_of
from app.services.staffing.requirement import requirement_warnings, set_requirement
from app.services.staffing.saved import explain_requirement, requirement_for
from app.services.staffing.what_if import compare_requirements
from data.model.errors import InvalidValue, NotFound, Stopped
from data.model.grid import Grid
from data.model.publication import SavedRoster
from data.store import documents
from tests.app.small_centre import CENTRE, FIRST_DAY, HEADER, SmallCentre, can_be_taken_over
from tests.app.web.web_page import a_copy_context

pytestmark = pytest.mark.slow

Peakshift = Callable[..., tuple[int, str, str]]
Rostered = tuple[SmallCentre, SavedRoster]


def test_a_number_is_explained_down_to_the_heads_kept(rostered: Rostered) -> None:
    centre, saved = rostered
    requirement = centre.context.store.load_requirement(saved.requirement_id)
    day = requirement.grid.days[2]
    at = datetime(day.year, day.month, day.day, 10, 30)
    found = explain_requirement(centre.context, saved.requirement_id, "fault", at)
    slot = requirement.grid.slot_at(day, 630)
    assert found.steps[-1].value == requirement.heads[0, slot]
    assert [step.name for step in found.steps][:2] == ["contacts", "handle time"]


def test_a_slot_outside_the_requirement_is_refused(rostered: Rostered) -> None:
    centre, saved = rostered
    with pytest.raises(InvalidValue, match="lies outside"):
        explain_requirement(centre.context, saved.requirement_id, "fault", datetime(2031, 1, 1))
    with pytest.raises(InvalidValue, match="has queues"):
        explain_requirement(centre.context, saved.requirement_id, "nope", datetime(2025, 8, 12))


def test_more_certainty_costs_more_heads(rostered: Rostered) -> None:
    hours = {c.basis: c.rostered_hours for c in compare_requirements(rostered[0].context)}
    assert hours["p50"] <= hours["p80"] <= hours["p95"]
    assert hours["p95"] > hours["p50"]


def test_the_default_keeps_every_promise_with_fewer_heads_than_the_formula(
    rostered: Rostered,
) -> None:
    context = a_copy_context(rostered[0])
    formula, judged = set_requirement(context, judged=False), set_requirement(context)
    assert "corrected by simulation" in judged.basis
    assert "corrected by simulation" not in formula.basis
    assert judged.heads.sum() < formula.heads.sum()
    assert judged.made_with["judge"]["kept"]
    for queue in context.store.load(documents.QUEUES):
        service = judged.made_with["judge"]["service"][queue.queue_id]
        assert service >= queue.target.service_share
    entry = context.store.audit(verb="set_requirement")[0]
    assert entry.detail["judged"] is True


def test_people_who_serve_one_queue_alone_earn_no_pooling(rostered: Rostered) -> None:
    context = a_copy_context(rostered[0])
    shared = set_requirement(context)
    staff = context.store.load(documents.STAFF)
    alone = tuple(replace(agent, skills=agent.skills[:1]) for agent in staff.agents)
    context.store.save(
        documents.STAFF, replace(staff, agents=alone), context.entry("split", "staff")
    )
    apart = set_requirement(context)
    assert apart.heads.sum() > shared.heads.sum()


def test_a_horizon_nobody_staffed_names_what_is_covered(rostered: Rostered) -> None:
    context = rostered[0].context
    covered = context.store.load_requirement(rostered[1].requirement_id).grid.days[0]
    with pytest.raises(NotFound, match=str(covered)):
        requirement_for(context, covered.replace(year=2031), 7)


def test_a_cut_keeps_the_heads_of_its_days(rostered: Rostered) -> None:
    context, saved = rostered[0].context, rostered[1]
    whole = context.store.load_requirement(saved.requirement_id)
    part = requirement_for(context, whole.grid.days[3], 7, saved.requirement_id)
    first = whole.grid.slot_at(whole.grid.days[3], 0)
    assert np.array_equal(part.heads, whole.heads[:, first : first + 7 * 48])


def test_replacements_are_ranked_and_their_points_are_true(rostered: Rostered) -> None:
    centre, saved = rostered
    shift = can_be_taken_over(centre.context, saved.roster_id, roster_of(saved).shifts)
    found = replace_agent(centre.context, saved.roster_id, shift.agent_id, shift.day)
    assert found
    assert all(choice.candidate.agent_id != shift.agent_id for choice in found)
    ranks = [(len(choice.candidate.broken), choice.candidate.points) for choice in found]
    assert ranks == sorted(ranks)


def test_a_queue_served_otherwise_needs_other_heads(rostered: Rostered) -> None:
    context = rostered[0].context
    before = set_requirement(context, judged=False)
    set_queue(context, "fault", {"ivr_contained_share": 0.5}, {"service_share": 0.9}, "new IVR")
    after = set_requirement(context, judged=False)
    row = before.queue_ids.index("fault")
    other = before.queue_ids.index("billing")
    assert after.heads[row].sum() < before.heads[row].sum()
    assert (after.floor_heads[other] == before.floor_heads[other]).all()
    at = datetime(2025, 8, 12, 10, 0)
    steps = explain_requirement(context, after.requirement_id, "fault", at).steps
    slot = after.grid.slot_at(at.date(), 600)
    assert steps[-1].value == after.heads[row, slot]
    with pytest.raises(InvalidValue, match="IVR and retry"):
        set_queue(context, "fault", {"ivr_contained_share": 1.5}, {})


def test_nobody_is_required_and_no_contact_expected_outside_the_hours_set(
    rostered: Rostered,
) -> None:
    context = a_copy_context(rostered[0])
    target = {"min_heads": 1}
    set_queue(context, "billing", {"opening": "周一至周五 08:00-20:00"}, target, "new hours")
    made = set_requirement(context)  # the forecast is of before: the need is of now
    row, grid = made.queue_ids.index("billing"), made.grid
    open_ = (grid.weekday < 5) & (grid.minute_of_day >= 480) & (grid.minute_of_day < 1200)
    assert not made.heads[row, ~open_].any()
    assert made.heads[row, open_].all()
    assert made.floor_heads[1 - row].sum() > 0
    steps = explain_requirement(
        context, made.requirement_id, "billing", datetime(2025, 8, 12, 3, 0)
    )
    assert "closed then: open Mon-Fri 08:00-20:00" in [step.formula for step in steps.steps]
    (forecast,) = forecast_all(
        context, weeks=1, queue_ids=("billing",), members=("seasonal_naive",)
    ).made
    assert (forecast.demand.contacts[forecast.grid.weekday >= 5] == 0).all()
    assert (forecast.quantiles[:, forecast.grid.minute_of_day < 480] == 0).all()
    assert (forecast.day_totals[forecast.day_totals > 0] > 20).all()
    set_queue(context, "billing", {"opening": ""}, why="as before")
    again = forecast_all(
        context, weeks=1, queue_ids=("billing",), members=("seasonal_naive",), reuse=True
    )
    assert len(again.made) == 1


def test_a_target_of_everybody_in_time_is_refused_when_it_is_set(rostered: Rostered) -> None:
    context = a_copy_context(rostered[0])
    queue = context.store.load(documents.QUEUES)[0]
    with pytest.raises(InvalidValue, match="no number of agents can answer everybody in time"):
        set_queue(context, queue.queue_id, target={"service_share": 1.0}, why="all of them")


def test_a_queue_of_a_contact_a_week_says_what_it_costs_and_what_would_save_it(
    small: SmallCentre, peakshift: Peakshift
) -> None:
    grid = Grid.for_days(FIRST_DAY, 70, CENTRE.slot_min, CENTRE.zone)
    lines = [
        f"{start}:00+08:00,30,rare,Rare,voice,{n},{n},0,{n},20,{n * 300},0,,"
        for start, n in zip(
            grid.local, (np.arange(grid.slots) % 240 == 20).astype(int), strict=True
        )
    ]
    file = small.folder / "rare.csv"
    file.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    import_history(small.context, file)
    for some in (("fault", "billing"), ("rare",)):  # for three at once processes would be started
        forecast_all(small.context, weeks=1, queue_ids=some, members=("glm_days",))
    requirement = set_requirement(small.context, judged=False)
    (said,) = (s for s in requirement_warnings(small.context, requirement) if "rare" in s)
    assert re.match(r"rare: 0.2 contacts a day take \d{3} agent hours a week", said)
    assert "both skills" in said
    code, answer, _ = peakshift(small.url, "requirement", "build", "--formula-only", "--json")
    assert code == 0
    assert said in json.loads(answer)["warnings"]


def test_a_queue_without_a_forecast_is_named_as_left_out(small: SmallCentre) -> None:
    forecast_all(small.context, weeks=1, queue_ids=("fault",), members=("glm_days",))
    requirement = set_requirement(small.context, judged=False)
    assert requirement.queue_ids == ("fault",)
    said = requirement_warnings(small.context, requirement)[-1]
    assert re.match("Billing.*: not in this staffing need, so nobody is rostered there", said)


def test_what_a_forecast_warns_of_is_told_with_the_requirement(small: SmallCentre) -> None:
    forecast_all(small.context, weeks=1, members=("glm_days",))
    forecast = small.context.store.latest_forecast("fault")
    doubtful = replace(forecast, version_id="F-doubt", warnings=("fault: the feed looks dead",))
    small.context.store.save_forecasts(
        [doubtful], small.context.entry("forecast", "forecast:F-doubt")
    )
    requirement = set_requirement(small.context, judged=False)
    assert "fault: the feed looks dead" in requirement_warnings(small.context, requirement)


def test_working_out_a_need_tells_how_far_it_is_and_stops_with_nothing_saved(
    rostered: Rostered,
) -> None:
    context = a_copy_context(rostered[0])
    before = [one.requirement_id for one in context.store.list_requirements()]
    told: list[tuple[int, int]] = []
    made = set_requirement(
        context, period_floor_share=0.5, progress=lambda *done: told.append(done)
    )
    assert {total for _, total in told} == {32}, "both ways of meeting the target"
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    set_queue(context, "fault", {}, {"service_share": 0.9}, "so that it is worked out anew")

    def stops(done: int, total: int) -> None:
        raise Stopped("enough")

    with pytest.raises(Stopped):
        set_requirement(context, progress=stops)
    listed = context.store.list_requirements()
    assert [one.requirement_id for one in listed] == [made.requirement_id, *before]
    (entry, *_) = context.store.audit(verb="set_requirement")
    assert entry.detail["period_floor_share"] == 0.5
