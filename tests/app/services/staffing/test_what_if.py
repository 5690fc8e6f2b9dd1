"""What-if, changed promises, and explanations that keep to the promise they were built for."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pytest

from app.services.centre import set_queue
from app.services.staffing import sizing as size_requirement
from app.services.staffing.requirement import set_requirement
from app.services.staffing.saved import explain_requirement, promised, sizing_of
from app.services.staffing.sizing import Asked
from app.services.staffing.what_if import Change, compare_requirements, what_if
from data.model.errors import InvalidValue, NotFound
from data.model.publication import SavedRoster
from data.model.queue import ServiceTarget
from data.model.requirement import Requirement
from data.store import documents
from tests.app.small_centre import SmallCentre
from tests.app.web.web_page import a_copy_context

pytestmark = pytest.mark.slow

Rostered = tuple[SmallCentre, SavedRoster]


def test_no_change_asks_for_the_very_heads_that_were_kept(rostered: Rostered) -> None:
    centre, saved = rostered
    kept = centre.context.store.load_requirement(saved.requirement_id)
    found = what_if(centre.context, saved.requirement_id, Change({}))
    assert np.array_equal(found.before.heads, kept.heads)
    assert np.array_equal(found.after.heads, kept.heads)
    assert found.cost_cents == 0


@pytest.mark.parametrize(
    "change",
    [
        Change({"fault": ServiceTarget(service_share=0.95)}),
        Change({"fault": ServiceTarget(threshold_s=5.0)}),
        Change({}, handle_factor=1.3, queue_ids=("fault",)),
        Change({}, volume_factor=1.3, queue_ids=("fault",)),
    ],
    ids=["share", "threshold", "handle time", "volume"],
)
def test_more_of_anything_in_one_queue_costs_hours_there(
    change: Change, rostered: Rostered
) -> None:
    context = a_copy_context(rostered[0])
    alone = what_if(context, set_requirement(context, judged=False).requirement_id, change)
    assert (alone.after.floor_heads[0] >= alone.before.floor_heads[0]).all()
    assert (alone.after.floor_heads[1] == alone.before.floor_heads[1]).all()
    # Judged, the queues help each other: which of them holds the heads is open, their sum rises.
    found = what_if(context, rostered[1].requirement_id, change)
    (before, other), (after, other_after) = found.hours
    assert after + other_after > before + other
    paid_breaks = 1 / (1 - 0.12)
    more = after + other_after - before - other
    assert found.cost_cents == pytest.approx(more * paid_breaks * found.hour_cents, abs=2)


def test_what_if_keeps_nothing(rostered: Rostered) -> None:
    store = rostered[0].context.store
    seen = (
        len(store.list_requirements()),
        len(store.audit(limit=1000)),
        store.load(documents.QUEUES),
    )
    change = Change({"fault": ServiceTarget(0.9)}, volume_factor=0.9)
    what_if(rostered[0].context, rostered[1].requirement_id, change)
    after = (
        len(store.list_requirements()),
        len(store.audit(limit=1000)),
        store.load(documents.QUEUES),
    )
    assert after == seen


def test_what_if_refuses_unknown_queues_and_empty_worlds(rostered: Rostered) -> None:
    with pytest.raises(InvalidValue, match="no queue nope"):
        what_if(rostered[0].context, rostered[1].requirement_id, Change({}, queue_ids=("nope",)))
    for factor in (0.0, -1.0, 21.0, 1e300, float("nan")):
        with pytest.raises(InvalidValue, match=r"multiplied by 0\.05 to 20, not by"):
            Change({}, volume_factor=factor)
        with pytest.raises(InvalidValue, match=r"multiplied by 0\.05 to 20, not by"):
            Change({}, handle_factor=factor)


def test_a_requirement_says_how_it_was_sized(rostered: Rostered) -> None:
    context = a_copy_context(rostered[0])
    found = set_requirement(context, basis="p80", period_floor_share=0.5)
    kept = context.store.load_requirement(found.requirement_id)
    assert sizing_of(kept).basis == pytest.approx(0.8)
    assert (sizing_of(kept).model, sizing_of(kept).ramp) == ("auto", "lag")
    assert kept.made_with["period_floor_share"] == 0.5
    assert Asked.of(kept) == Asked("p80", 0.5, judged=True)
    judge = kept.made_with["judge"]
    assert set(judge["credit"]) == set(judge["service"]) == {"fault", "billing"}
    assert Asked.of(set_requirement(context, judged=False)) == Asked(judged=False)


def test_a_what_if_works_only_the_change_out(
    rostered: Rostered, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float | None] = []

    def counted(given: Any, *more: Any) -> Requirement:
        asked.append(given.asked.period_floor_share)
        return worked_out(given, *more)

    worked_out = size_requirement._worked_out
    monkeypatch.setattr(size_requirement, "_worked_out", counted)
    context = rostered[0].context
    kept = set_requirement(context, basis="p70", period_floor_share=0.4)
    assert asked == [0.4, None]  # over the period, and slot by slot
    dearer = Change({"fault": ServiceTarget(service_share=0.95)})
    found = what_if(context, kept.requirement_id, dearer)
    assert asked == [0.4, None] * 2
    assert np.array_equal(found.before.heads, kept.heads)
    again = what_if(context, kept.requirement_id, dearer)
    assert asked == [0.4, None] * 2
    assert np.array_equal(again.after.heads, found.after.heads)


def test_another_promise_is_kept_with_its_reason_and_costs_heads(rostered: Rostered) -> None:
    context = a_copy_context(rostered[0])
    before = set_requirement(context)
    target = replace(
        context.store.load(documents.QUEUES)[0].target, service_share=0.95, min_heads=3
    )
    set_queue(context, "fault", target=target, why="regulator")
    assert [q.target.service_share for q in context.store.load(documents.QUEUES)] == [0.95, 0.8]
    (entry,) = context.store.audit(verb="set_queue")
    assert (entry.why, entry.subject) == ("regulator", "queue:fault")
    before_and_after = [entry.detail[when]["target"] for when in ("before", "after")]
    assert [target["service_share"] for target in before_and_after] == [0.8, 0.95]
    after = set_requirement(context)
    assert after.floor_heads[0].sum() > before.floor_heads[0].sum()
    assert after.floor_heads[0].min() >= 3


def test_a_promise_that_is_kept_already_or_of_nobody_is_refused(rostered: Rostered) -> None:
    context = rostered[0].context
    with pytest.raises(InvalidValue, match="already"):
        set_queue(context, "fault", target=context.store.load(documents.QUEUES)[0].target)
    with pytest.raises(NotFound, match="unknown queue"):
        set_queue(context, "nope", target=ServiceTarget(0.9))


def test_a_number_is_explained_by_the_promise_it_was_built_for(rostered: Rostered) -> None:
    context = a_copy_context(rostered[0])
    kept = set_requirement(context)
    set_queue(
        context, "fault", target=ServiceTarget(service_share=0.99, threshold_s=5.0), why="try"
    )
    assert promised(context, kept)["fault"].target.service_share == 0.8
    day = kept.grid.days[2]
    at = datetime(day.year, day.month, day.day, 10, 30)
    found = explain_requirement(context, kept.requirement_id, "fault", at)
    formula = next(step for step in found.steps if step.name == "agents by formula")
    assert "80% within 20 s" in formula.formula
    enough = next(t for t in found.tries if t.heads == formula.value)
    assert enough.missed == ()


def test_bases_are_compared_for_the_forecasts_asked_for(rostered: Rostered) -> None:
    centre, saved = rostered
    kept = centre.context.store.load_requirement(saved.requirement_id)
    choices = {c.basis: c for c in compare_requirements(centre.context, kept.forecast_ids)}
    assert np.array_equal(choices["expected"].requirement.heads, kept.heads)
    shares = [choices[basis].expected_share["fault"] for basis in ("p50", "p80", "p95")]
    assert shares == sorted(shares)
