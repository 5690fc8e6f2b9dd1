import dataclasses
import json
from datetime import timedelta

import numpy as np
import pytest

from data.model.activity import Activity
from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.requirement import Requirement, Shrinkage
from data.model.roster import Roster
from data.model.shift import Break, Shift
from data.model.staff import Agent, Contract
from rostering.simulation import Behaviour, Policy, simulate_heads, simulate_roster
from rostering.simulation.presence import presence_of_roster, with_absence
from rostering.staffing.load import Handling
from tests.rostering.staffing.builders import MONDAY, a_forecast, a_grid, a_queue

LUNCH = Break(12 * 60, 30)


def a_shift(agent=0, day=0, start=8 * 60, length=8 * 60, breaks=(LUNCH,)):
    return Shift(f"a{agent:02d}", MONDAY + timedelta(days=day), start, length, "D8", breaks)


def a_problem(agents=12, days=2, skills=("billing",), shrinkages=(), history=()):
    grid = a_grid(days)
    none = np.zeros((len(skills), grid.slots), dtype=np.int64)
    need = Requirement("R", grid, tuple(skills), none, none, tuple(shrinkages))
    people = tuple(Agent(f"a{i:02d}", f"Agent {i}", "full", tuple(skills)) for i in range(agents))
    contract = Contract("full", "Full time", 0, 10_000)
    return RosterProblem(MONDAY, days, need, people, (contract,), (), (), history=history)


def simulate(problem, shifts, queues=None, forecasts=None, **options):
    queues = queues or [a_queue(patience_s=120.0)]
    day = np.zeros(48)
    day[16:32] = 60.0
    contacts = np.tile(day, problem.days)
    grid = problem.requirement.grid
    forecasts = forecasts or {
        q.queue_id: a_forecast(contacts, 180.0, grid, q.queue_id) for q in queues
    }
    roster = Roster(MONDAY, problem.days, tuple(shifts))
    options = {"replications": 6, "seed": 5, **options}
    return simulate_roster(problem, roster, queues, forecasts, **options)


def everybody(agents=12, days=2, **changes):
    return [a_shift(i, d, **changes) for i in range(agents) for d in range(days)]


def test_one_seed_one_certificate_whatever_the_threads():
    one = simulate(a_problem(), everybody(), threads=1).as_json()
    two = simulate(a_problem(), everybody(), threads=2).as_json()
    assert json.dumps(one, allow_nan=False) == json.dumps(two, allow_nan=False)
    assert simulate(a_problem(), everybody(), seed=6).as_json()["queues"] != one["queues"]


def test_the_certificate_names_its_inputs_and_every_queue_day_and_slot():
    found = simulate(a_problem(), everybody()).as_json()
    assert found["inputs"]["forecasts"] == {"billing": "F-billing"}
    assert len(found["inputs"]["roster"]) == 16
    assert (found["seed"], found["replications"]) == (5, 6)
    queue = found["queues"]["billing"]
    assert [day["day"] for day in queue["days"]] == ["2026-03-02", "2026-03-03"]
    assert len(queue["slots"]["service_level"]) == 96
    assert queue["slots"]["service_level"][0] is None  # nobody calls at midnight
    level = queue["service_level"]
    assert 0 < level["low"] < level["mean"] < level["high"] < 1
    assert queue["definition"] == "virtual"


def test_lunch_taken_by_all_at_once_is_seen_in_its_slots():
    report = simulate(a_problem(), everybody())
    staggered = [
        a_shift(i, d, breaks=(Break(10 * 60 + 30 * (i % 8), 30),))
        for i in range(12)
        for d in range(2)
    ]
    better = simulate(a_problem(), staggered)
    noon = 24
    assert report.abandonment("billing", "slot").mean[noon] > 0.5
    assert better.abandonment("billing", "slot").mean[noon] < 0.2


def test_people_in_an_activity_serve_nobody():
    held = Activity(14 * 60, 60, "training")
    shifts = [dataclasses.replace(shift, activities=(held,)) for shift in everybody()]
    report, plain = simulate(a_problem(), shifts), simulate(a_problem(), everybody())
    served, before = (r.present_s[:, 0].sum(axis=1).mean() for r in (report, plain))
    assert before - served == pytest.approx(12 * 2 * 3600, rel=0.05)  # the last call is finished


def test_trap_7_a_night_shift_works_on_the_morning_after_its_own_date():
    night = a_shift(0, 0, 22 * 60, 8 * 60, ())
    plan = presence_of_roster([night], [("a00", ("billing",))], ["billing"], a_grid(2))
    assert plan.on_s.tolist() == [22 * 3600]
    assert plan.off_s.tolist() == [30 * 3600]


def test_shifts_worked_before_the_horizon_still_serve_its_first_morning():
    before = a_shift(0, -1, 22 * 60, 8 * 60, ())
    report = simulate(a_problem(history=(before,)), [])
    assert report.present_s[0, 0, :12].tolist() == [1800.0] * 12
    assert report.present_s[0, 0, 12:].sum() == 0


def test_work_beyond_the_shift_is_finished_and_the_pause_kept_whole():
    grid = a_grid(1)
    queue = a_queue()
    calls = np.zeros(48)
    calls[16:20] = 200.0  # far more than one agent can take
    problem = a_problem(agents=1, days=1)
    shift = a_shift(0, 0, 8 * 60, 240, (Break(9 * 60, 15),))
    forecast = {"billing": a_forecast(calls, 600.0, grid, day_sd=0.0, slot_sd=0.0)}
    report = simulate(problem, [shift], [queue], forecast, replications=20)
    present = report.present_s[:, 0].sum(axis=1)
    # Four hours less the pause, plus the rest of one call; the pause is 15 min late or not.
    assert (present >= 225 * 60 - 1e-6 - 15 * 60).all()
    assert report.present_s[:, 0, 24:].sum() > 0  # the last call runs into the afternoon
    assert report.busy_s[:, 0].sum() <= report.present_s[:, 0].sum() + 1e-6


def test_absence_is_drawn_only_from_what_lies_outside_the_roster():
    skills = [(f"a{i:02d}", ("billing",)) for i in range(200)]
    shifts = [a_shift(i, 0) for i in range(200)]
    plan = presence_of_roster(shifts, skills, ["billing"], a_grid(1))

    def hours(*losses):
        left = with_absence(plan, losses, a_grid(1), np.random.default_rng(1))
        return (left.off_s - left.on_s).sum() / 3600

    assert hours() == 200 * 7.5
    assert hours(Shrinkage("breaks", 0.2, inside=True)) == 200 * 7.5
    assert hours(Shrinkage("meetings", 0.1, planned=True)) == pytest.approx(200 * 7.5 * 0.9)
    assert hours(Shrinkage("sickness", 0.1)) == pytest.approx(200 * 7.5 * 0.9, rel=0.05)


def test_shrinkage_costs_service():
    full = simulate(a_problem(), everybody())
    sick = simulate(a_problem(shrinkages=[Shrinkage("sickness", 0.25)]), everybody())
    assert sick.service_level("billing").mean < full.service_level("billing").mean - 0.05


def test_common_callers_make_one_more_agent_never_look_worse_by_luck():
    levels = [
        float(simulate(a_problem(agents=n), everybody(n)).service_level("billing").mean)
        for n in range(5, 13)
    ]
    assert levels == sorted(levels)


def test_who_hangs_up_may_call_again():
    again = {"billing": Behaviour(handling=Handling(retry_share=0.8), retry_after_s=300)}
    few = everybody(4)
    once = simulate(a_problem(), few)
    more = simulate(a_problem(), few, behaviours=again)
    lost = once.sums[:, 0, :, 2].sum()
    extra = more.sums[:, 0, :, 0].sum() - once.sums[:, 0, :, 0].sum()
    assert lost * 0.6 < extra < lost * 4


def test_calls_interrupt_deferrable_work_which_is_still_done_in_time():
    grid = a_grid(1)
    queues = [
        a_queue("calls", patience_s=120.0),
        a_queue("orders", deferrable_due_min=6 * 60),
    ]
    heads = np.full((1, grid.slots), 12)
    both = {
        "calls": a_forecast(60.0, 180.0, grid, "calls"),
        "orders": a_forecast(6.0, 900.0, grid, "orders"),
    }
    skills = np.array([[True, True]])

    def play(names):
        chosen = [q for q in queues if q.queue_id in names]
        able = skills[:, : len(names)]
        return simulate_heads(
            both, chosen, heads, grid=grid, group_skills=able, replications=10, seed=2
        )

    alone, mixed = play(["calls"]), play(["calls", "orders"])
    gap = alone.service_level("calls").mean - mixed.service_level("calls").mean
    assert abs(gap) < 0.01
    assert mixed.service_level("orders").mean > 0.97
    assert mixed.occupancy("calls").mean > alone.occupancy("calls").mean + 0.1


def test_routing_policies_decide_who_waits():
    grid = a_grid(1)
    queues = [a_queue("first", patience_s=300.0), a_queue("second", patience_s=300.0)]
    forecasts = {q.queue_id: a_forecast(60.0, 180.0, grid, q.queue_id) for q in queues}

    def asa(contact):
        report = simulate_heads(
            forecasts,
            queues,
            np.full((1, grid.slots), 11),
            grid=grid,
            group_skills=np.array([[True, True]]),
            policy=Policy(contact=contact),
            replications=8,
        )
        return report.asa_s("first").mean, report.asa_s("second").mean

    fair, ranked = asa("longest_wait"), asa("priority")
    assert abs(fair[0] - fair[1]) < 0.2 * fair[0]
    assert ranked[0] < 0.5 * ranked[1]


def test_pooling_serves_better_than_two_separate_floors():
    grid = a_grid(1)
    queues = [a_queue("a", patience_s=120.0), a_queue("b", patience_s=120.0)]
    forecasts = {q.queue_id: a_forecast(60.0, 180.0, grid, q.queue_id) for q in queues}
    options = {"grid": grid, "replications": 8, "certain": True}
    apart = simulate_heads(forecasts, queues, np.full((2, grid.slots), 7), **options)
    pooled = simulate_heads(
        forecasts,
        queues,
        np.full((1, grid.slots), 14),
        group_skills=np.array([[True, True]]),
        **options,
    )
    assert pooled.service_level("a").mean > apart.service_level("a").mean + 0.05


def test_forecast_error_costs_service_on_average():
    grid = a_grid(2)
    queues = [a_queue(patience_s=600.0)]
    wide = {"billing": a_forecast(600.0, 240.0, grid, day_sd=0.15, slot_sd=0.0)}
    heads = np.full((1, grid.slots), 87)
    sure = simulate_heads(wide, queues, heads, grid=grid, certain=True, replications=10)
    unsure = simulate_heads(wide, queues, heads, grid=grid, replications=10)
    assert unsure.service_level("billing").mean < sure.service_level("billing").mean


def test_missing_forecasts_and_queues_are_named():
    with pytest.raises(InvalidValue, match="billing"):
        simulate(a_problem(), [], forecasts={"other": a_forecast()})
    with pytest.raises(InvalidValue, match="not given"):
        simulate(a_problem(skills=("billing", "claims")), [])
    with pytest.raises(InvalidValue, match="does not cover"):
        simulate(a_problem(), [], forecasts={"billing": a_forecast(grid=a_grid(1))})
    with pytest.raises(InvalidValue, match="replications"):
        simulate(a_problem(), [], replications=0)
