import json

import numpy as np
import pytest

from data.model.errors import InvalidValue, NotEnoughHistory
from data.model.requirement import Shrinkage
from data.model.series import ContactSeries
from rostering.simulation.handle_times import fitted_behaviours, fitted_handle_cv
from rostering.staffing.explain import explain
from rostering.staffing.load import Handling, lagged_load
from rostering.staffing.requirement import build_requirement
from rostering.staffing.service import by_minutes, service
from rostering.staffing.sizing import Sizing
from tests.rostering.staffing.builders import a_demand, a_forecast, a_grid, a_queue, a_target

SICK = Shrinkage("sickness", 0.3)


def explained(queue, demand, sizing=None, slot=20):
    sizing = sizing or Sizing()
    built = build_requirement(
        {queue.queue_id: demand},
        [queue],
        [SICK],
        requirement_id="R",
        basis=sizing.basis,
        handling=dict(sizing.handling),
    )
    return explain(built, demand, queue, slot, sizing)


def test_a_number_is_explained_from_forecast_to_roster():
    queue = a_queue(target=a_target(occupancy_cap_share=1.0))
    found = explained(queue, a_forecast(100.0))
    values = {step.name: step.value for step in found.steps}
    assert values["contacts"] == 100.0
    assert values["offered load"] == pytest.approx(10.0)
    assert values["agents by formula"] == 14
    assert values["agents to roster"] == 20
    assert "F-billing" in found.steps[0].formula
    fewer, chosen, _ = found.tries
    assert (fewer.heads, fewer.missed) == (13, ("service level",))
    assert chosen.missed == ()
    assert chosen.figures["service_level"] == float(service(14, 10.0, 180.0, 20.0).virtual)
    assert "With 13 the target on service level is missed" in found.sentence
    json.dumps(found.as_json(), allow_nan=False)


def test_the_binding_part_of_the_target_is_named():
    queue = a_queue(patience_s=300.0, target=a_target(occupancy_cap_share=0.6))
    assert explained(queue, a_forecast(100.0)).tries[0].missed == ("occupancy",)


def test_an_expected_level_is_explained_under_the_forecasts_spread():
    queue = a_queue(target=a_target(occupancy_cap_share=1.0))
    forecast = a_forecast(600.0, 240.0, day_sd=0.1, slot_sd=0.0)
    fewer, chosen, _ = explained(queue, forecast, Sizing(basis="expected")).tries
    assert (fewer.heads, chosen.heads) == (92, 93)
    assert fewer.missed == ("service level",)
    assert chosen.figures["service_level"] == pytest.approx(0.819, abs=0.002)


def test_callers_who_try_again_are_part_of_the_explanation():
    target = a_target(definition="offered", service_share=0.7, occupancy_cap_share=1.0)
    queue = a_queue(patience_s=30.0, target=target)
    sizing = Sizing(handling={"billing": Handling(retry_share=0.9)})
    found = explained(queue, a_forecast(600.0), sizing)
    assert found.steps[2].value > 61.0  # 60 Erlang of first calls
    assert "call again" in found.steps[2].formula
    assert found.tries[0].missed == ("service level",)
    assert found.tries[1].missed == ()


def test_a_period_target_is_explained_as_one():
    queue = a_queue(patience_s=120.0)
    contacts = np.full(48, 100.0)
    contacts[30:] = 20.0
    demand = a_forecast(contacts)
    built = build_requirement(
        {"billing": demand}, [queue], requirement_id="R", period_floor_share=0.4
    )
    found = explain(built, demand, queue, 40, Sizing())
    rule = next(step for step in found.steps if step.name == "agents by formula").formula
    assert "over the whole period 80% within 20 s (virtual)" in rule
    assert "at least 40%" in rule


def test_ivr_chat_and_quantile_show_in_the_formula():
    queue = a_queue(concurrency=3)
    way = Handling(ivr_contained_share=0.2, concurrency_slowdown=0.25)
    sizing = Sizing(basis="p80", handling={"billing": way})
    found = explained(queue, a_forecast(100.0), sizing)
    assert found.steps[0].formula.startswith("p80")
    assert "0.2 settled by IVR" in found.steps[0].formula
    assert found.steps[1].value == pytest.approx(270.0)


def test_the_lagged_load_solves_its_equation():
    rate = np.array([10.0, 40, 80, 20, 5])
    handle_s, slot_s = 900.0, 1800.0
    found = lagged_load(rate, np.full(5, handle_s), slot_s)
    in_hand, step = rate[0] * handle_s / slot_s, 0.5
    for slot in range(5):
        total = 0.0
        for _ in range(int(slot_s / step)):
            total += in_hand * step
            in_hand += step * (rate[slot] / slot_s - in_hand / handle_s)
        assert found[slot] == pytest.approx(total / slot_s, rel=2e-3)
    assert lagged_load(np.full(4, 9.0), np.full(4, 200.0), 1800.0) == pytest.approx(np.full(4, 1.0))
    assert lagged_load(np.zeros(2), np.zeros(2), 1800.0).tolist() == [0.0, 0.0]


def test_callers_who_try_again_need_more_heads():
    queue = a_queue(patience_s=30.0, target=a_target(definition="offered", service_share=0.7))
    demand = {"billing": a_demand(600.0)}
    once = build_requirement(demand, [queue], requirement_id="R")
    again = build_requirement(
        demand, [queue], requirement_id="R", handling={"billing": Handling(retry_share=0.9)}
    )
    n = int(again.floor_heads[0, 5])
    assert n > once.floor_heads[0, 5]
    # The fixed point: load grown by retries of those lost at n heads meets its target.
    load = 60.0
    for _ in range(200):
        load = 60.0 / (1 - 0.9 * float(service(n, load, 180.0, 20.0, 30.0).abandonment_share))
    assert float(service(n, load, 180.0, 20.0, 30.0).offered) >= 0.7 - 1e-6


def test_the_spread_of_handle_times_is_read_from_totals():
    rng = np.random.default_rng(8)
    grid = a_grid(21)
    handled = rng.poisson(30, grid.slots).astype(float)
    usual = 200 + 60 * np.sin(np.arange(grid.slots) / 40)
    sigma = np.sqrt(np.log1p(0.8**2))
    total = np.array(
        [
            mean * np.exp(sigma * rng.standard_normal(int(n)) - sigma**2 / 2).sum()
            for n, mean in zip(handled, usual, strict=True)
        ]
    )
    series = ContactSeries("billing", grid, handled, handled, handle_s_total=total)
    assert fitted_handle_cv(series) == pytest.approx(0.8, abs=0.1)
    bare = ContactSeries("claims", grid, handled)
    assert list(fitted_behaviours([series, bare])) == ["billing"]
    with pytest.raises(NotEnoughHistory, match="handle times"):
        fitted_handle_cv(ContactSeries("billing", grid, handled))


def test_service_by_the_hour_weighs_its_contacts():
    grid = a_grid(1)
    contacts = np.zeros(48)
    contacts[16:20] = [30.0, 90.0, 60.0, 60.0]
    queue = a_queue(patience_s=120.0)
    demand = a_demand(contacts)
    found = service(8, demand.load_erlang, 180.0, 20.0, queue.patience_s)
    level = by_minutes(found.virtual, contacts, grid, 60)
    assert level[8] == pytest.approx((found.virtual[16] + 3 * found.virtual[17]) / 4)
    assert np.isnan(level[0])
    with pytest.raises(InvalidValue, match="whole number"):
        by_minutes(found.virtual, contacts, grid, 45)
