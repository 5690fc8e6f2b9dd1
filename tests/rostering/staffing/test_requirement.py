import numpy as np
import pytest

from data.model.errors import InvalidValue
from data.model.requirement import Shrinkage
from rostering.staffing.agents import grossed_up
from rostering.staffing.load import Handling
from rostering.staffing.requirement import build_requirement
from tests.rostering.staffing.builders import a_demand, a_forecast, a_grid, a_queue, a_target


def build(demand, queue=None, shrinkages=(), **options):
    queue = queue or a_queue(target=a_target(occupancy_cap_share=1.0))
    return build_requirement(
        {queue.queue_id: demand}, [queue], shrinkages, requirement_id="R", **options
    )


def test_the_textbook_hour_needs_fourteen_agents():
    # 100 calls per half hour of 180 s, 80 % in 20 s: 14 agents (CRAN ErlangC README).
    assert set(build(a_demand(100.0)).heads.ravel()) == {14}


@pytest.mark.parametrize(
    "impossible", [{"service_share": 1.0}, {"asa_s": 0.0}, {"abandonment_share": 0.0}]
)
def test_a_target_that_no_number_of_agents_keeps_is_refused(impossible):
    queue = a_queue(target=a_target(**impossible))
    with pytest.raises(InvalidValue, match=f"queue {queue.queue_id}: no number of agents can"):
        build(a_demand(0.7), queue)


@pytest.mark.parametrize(
    "impossible",
    [
        {"ivr_contained_share": 1.0},
        {"retry_share": -0.1},
        {"concurrency_slowdown": -0.1},
        {"backlog_contacts": -1.0},
    ],
)
def test_handling_that_cannot_be_is_refused(impossible):
    with pytest.raises(InvalidValue):
        Handling(**impossible)


def test_a_queue_without_a_contact_needs_nobody():
    assert not build(a_demand(0.0), a_queue(target=a_target())).heads.any()


def test_an_occupancy_cap_may_bind_before_the_service_level():
    capped = a_queue(target=a_target(occupancy_cap_share=0.7))
    assert set(build(a_demand(100.0), capped).heads.ravel()) == {15}  # pyworkforce test suite


def test_trap_8_outside_shrinkage_is_grossed_up_once_and_inside_shrinkage_never():
    sick = Shrinkage("sickness", 0.3)
    breaks = Shrinkage("breaks", 0.15, inside=True)
    found = build(a_demand(100.0), shrinkages=[sick, breaks])
    assert set(found.floor_heads.ravel()) == {14}
    assert set(found.heads.ravel()) == {20}  # 14 / 0.7, Call Centre Helper's worked example
    assert found.shrinkages == (sick, breaks)


def test_grossing_up_is_not_fooled_by_floats():
    assert grossed_up([7, 9, 14], 0.3).tolist() == [10, 13, 20]
    assert grossed_up([0], 0.9).tolist() == [0]


def test_slots_without_contacts_need_nobody_but_the_floor_asked_for():
    silent = a_demand(0.0, 0.0)
    assert build(silent).heads.sum() == 0
    guarded = a_queue(target=a_target(min_heads=2))
    assert set(build(silent, guarded).heads.ravel()) == {2}


def test_known_patience_means_erlang_a_and_fewer_heads():
    queue = a_queue(patience_s=60.0, target=a_target(occupancy_cap_share=1.0, definition="offered"))
    by_a = build(a_demand(1000.0), queue)
    by_c = build(a_demand(1000.0), queue, model="erlang_c")
    assert set(by_a.heads.ravel()) == {90}  # 100 Erlang, patience 60 s, 80 % offered in 20 s
    assert set(by_c.heads.ravel()) == {107}
    assert "erlang_a" in by_a.basis
    with pytest.raises(InvalidValue, match="patience"):
        build(a_demand(1000.0), model="erlang_a")


def test_a_higher_quantile_never_needs_fewer_heads_and_names_itself():
    forecast = a_forecast(200.0)
    heads = [build(forecast, basis=level).heads for level in (0.5, 0.8, 0.95)]
    assert (np.diff(heads, axis=0) >= 0).all()
    assert heads[2].sum() > heads[0].sum()
    assert build(forecast, basis=0.8).basis.startswith("p80")
    assert build(forecast, basis=0.8).forecast_ids == ("F-billing",)
    assert (build(forecast, basis="p80").heads == build(forecast, basis=0.8).heads).all()
    with pytest.raises(InvalidValue, match="quantile"):
        build(a_demand(), basis=0.8)
    with pytest.raises(InvalidValue, match="unknown"):
        build(forecast, basis="p0")


def test_chat_heads_hold_several_contacts_but_each_takes_longer():
    voice = a_queue(target=a_target(occupancy_cap_share=1.0))
    chat = a_queue(target=a_target(occupancy_cap_share=1.0), concurrency=3)
    demand = a_demand(100.0, 600.0)
    alone = build(demand, voice).heads.max()
    free = build(demand, chat).heads.max()
    slow = build(demand, chat, handling={"billing": Handling(concurrency_slowdown=0.5)}).heads.max()
    assert alone / 3 <= free < slow < alone


def test_calls_settled_by_the_ivr_need_no_agent():
    kept = build(a_demand(100.0), handling={"billing": Handling(ivr_contained_share=0.4)})
    assert (kept.heads == build(a_demand(60.0)).heads).all()


def test_deferrable_work_fills_the_quiet_hours_of_the_rest():
    grid = a_grid(days=2)
    wave = 60 + 40 * np.sin(2 * np.pi * np.arange(grid.slots) / 48)
    calls = a_queue("calls", target=a_target(min_heads=0))
    orders = a_queue("orders", deferrable_due_min=12 * 60, target=a_target(occupancy_cap_share=1.0))
    work = a_demand(10.0, 600.0, grid, "orders")
    found = build_requirement(
        {"calls": a_demand(wave, 180.0, grid, "calls"), "orders": work},
        [calls, orders],
        requirement_id="R",
    )
    busy, spare = found.floor_heads
    assert spare[busy >= busy.max() - 2].sum() <= 2
    assert np.ptp(busy + spare) < np.ptp(busy)
    assert spare.sum() >= work.load_erlang.sum() - 1e-6
    assert spare.sum() <= work.load_erlang.sum() + 1


def test_open_work_at_the_start_is_done_within_its_due_time():
    orders = a_queue("orders", deferrable_due_min=240, target=a_target(occupancy_cap_share=1.0))
    demand = {"orders": a_demand(1.0, 600.0, queue_id="orders")}
    clear = {"orders": Handling(backlog_contacts=0.0)}
    late = {"orders": Handling(backlog_contacts=30.0)}
    without = build_requirement(demand, [orders], requirement_id="R", handling=clear)
    behind = build_requirement(demand, [orders], requirement_id="R", handling=late)
    # 30 orders of 10 min are 10 half-hours of work, due in the first 8.
    assert behind.heads.sum() - without.heads.sum() == 10
    assert behind.heads[0, :8].sum() > 10
    assert without.heads[0, :8].sum() < 4


def test_forecasts_on_different_horizons_are_refused():
    with pytest.raises(InvalidValue, match="different horizons"):
        build_requirement(
            {"a": a_demand(grid=a_grid(1)), "b": a_demand(grid=a_grid(2))},
            [a_queue("a"), a_queue("b")],
            requirement_id="R",
        )
    with pytest.raises(InvalidValue, match="no forecast"):
        build_requirement({}, [a_queue("a")], requirement_id="R")
