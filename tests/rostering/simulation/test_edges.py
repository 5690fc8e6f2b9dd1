"""Odd floors: nobody, nothing to do, two shifts at once, clocks that change."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from data.model.grid import Grid
from data.model.roster import Roster
from data.model.shift import Break, Shift
from data.model.staff import Agent
from rostering.simulation import simulate_heads, simulate_roster
from rostering.simulation.presence import presence_of_roster
from tests.rostering.simulation.test_roster import a_problem, a_shift, simulate
from tests.rostering.staffing.builders import MONDAY, a_forecast, a_grid, a_queue


def test_nobody_at_all_loses_every_caller():
    problem = replace(a_problem(), agents=())
    report = simulate(problem, [])
    assert report.abandonment("billing").mean > 0.97
    assert report.service_level("billing").mean == 0
    assert report.as_json()["queues"]["billing"]["occupancy_share"]["mean"] is None


def test_no_contacts_leave_nothing_to_say():
    report = simulate(
        a_problem(), [a_shift()], forecasts={"billing": a_forecast(0.0, grid=a_grid(2))}
    )
    found = report.as_json()["queues"]["billing"]
    assert found["offered"]["mean"] == 0
    assert found["service_level"] == {"mean": None, "low": None, "high": None}
    assert found["occupancy_share"]["mean"] == 0


def test_people_without_the_skill_stand_idle():
    problem = a_problem(agents=2)
    idle = Agent("a01", "Idle", "full", ("claims",))
    report = simulate(replace(problem, agents=(problem.agents[0], idle)), [a_shift(0), a_shift(1)])
    alone = simulate(replace(problem, agents=problem.agents[:1]), [a_shift(0)])
    assert (report.sums == alone.sums).all()


def test_two_shifts_of_one_agent_at_once_count_once():
    twice = simulate(a_problem(agents=1), [a_shift(0), a_shift(0, start=10 * 60, breaks=())])
    present = twice.present_s[:, 0, 16:32].sum(axis=1)
    assert (present <= 8 * 3600 + 1e-6).all()


def test_back_to_back_shifts_are_both_worked_even_with_a_contact_in_hand():
    shifts = [
        a_shift(0, 0, 8 * 60, 240, ()),
        a_shift(0, 0, 12 * 60, 240, ()),
    ]
    problem = a_problem(agents=1, days=1)
    report = simulate(problem, shifts, replications=20)
    assert report.present_s[:, 0, 24:32].mean() == pytest.approx(1800, rel=0.02)


def test_a_shift_over_the_night_when_clocks_go_forward_is_an_hour_shorter():
    grid = Grid.for_days(date(2026, 3, 28), 2, 30, "Europe/Berlin")
    night = Shift("a00", date(2026, 3, 28), 22 * 60, 480, "N8", (Break(26 * 60, 15),))
    plan = presence_of_roster([night], [("a00", ("billing",))], ["billing"], grid)
    assert plan.on_s[0] == 22 * 3600
    assert plan.off_s[-1] == 29 * 3600


def test_one_replication_has_no_interval():
    report = simulate(a_problem(), [a_shift()], replications=1)
    assert report.as_json()["queues"]["billing"]["service_level"]["low"] is None


def test_progress_is_told_after_each_replication():
    seen = []
    problem = a_problem()
    simulate_roster(
        problem,
        Roster(MONDAY, 2, (a_shift(),)),
        [a_queue()],
        {"billing": a_forecast(grid=a_grid(2))},
        replications=3,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_a_part_of_a_longer_forecast_is_simulated_with_its_own_days():
    long = a_forecast(np.repeat([10.0, 200.0, 10.0], 48), grid=a_grid(3))
    middle = Grid.for_days(MONDAY + timedelta(days=1), 1)
    report = simulate_heads(
        {"billing": long}, [a_queue()], np.full((1, 48), 30), grid=middle, replications=4
    )
    assert report.offered("billing").mean == pytest.approx(48 * 200, rel=0.1)


def test_all_time_is_accounted_for():
    report = simulate(a_problem(), [a_shift(i, d) for i in range(12) for d in range(2)])
    assert (report.busy_s <= report.present_s + 1e-6).all()
    answered, lost, offered = (report.sums[..., k].sum() for k in (1, 2, 0))
    assert answered + lost == offered
