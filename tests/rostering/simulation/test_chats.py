"""Several chats at once, each slowing the others, beside calls that need a whole agent."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rostering.simulation import Behaviour, simulate_heads
from rostering.simulation.presence import presence_of_heads
from rostering.simulation.replicate import OFFERED, WAITED_S, replicate, totals_by_slot
from rostering.simulation.report import ratio
from rostering.simulation.routing import Policy
from rostering.simulation.tables import ANSWERED
from rostering.simulation.traffic import Traffic
from rostering.staffing.load import Handling
from rostering.staffing.service import service
from tests.rostering.staffing.builders import a_forecast, a_grid, a_queue

WARM_UP = 16


def mean_wait(heads, seats, load, slowdown=0.0, handle_s=300.0):
    """Mean wait [s] of stationary chats, alone on the floor."""
    grid = a_grid(5)
    way = Behaviour(handle_law="exponential", handling=Handling(concurrency_slowdown=slowdown))
    report = simulate_heads(
        {"billing": a_forecast(load / handle_s * 1800, handle_s, grid)},
        [a_queue(concurrency=seats)],
        np.full((1, grid.slots), heads),
        grid=grid,
        behaviours={"billing": way},
        certain=True,
        replications=30,
        seed=4,
    )
    sums = report.sums[:, 0, WARM_UP:].sum(axis=1)
    return ratio(sums[:, WAITED_S], sums[:, OFFERED])


def test_seats_without_slowdown_are_servers_of_erlang_c():
    found = mean_wait(heads=4, seats=3, load=10.0)
    exact = float(service(12, 10.0, 300.0, 20.0).asa_s)
    slack = (found.high - found.low) / 4  # as in `test_agreement`
    assert found.low - slack <= exact <= found.high + slack


@pytest.mark.parametrize("slowdown", [0.2, 0.5])
def test_chats_that_slow_each_other_down_wait_as_their_birth_death_chain_says(slowdown):
    # One agent, three seats: with k in hand each chat moves at 1 / (1 + slowdown (k - 1)).
    handle_s, load = 300.0, 1.2
    rate = load / handle_s
    probability = [1.0]
    for k in range(1, 400):
        n = min(k, 3)
        probability.append(probability[-1] * rate * handle_s * (1 + slowdown * (n - 1)) / n)
    share = np.array(probability) / sum(probability)
    waiting = float((np.maximum(np.arange(400) - 3, 0) * share).sum())
    found = mean_wait(heads=1, seats=3, load=load, slowdown=slowdown)
    assert found.low <= waiting / rate <= found.high


def a_shared_floor(seed):
    rng = np.random.default_rng(seed)
    grid = a_grid(1)
    names = (
        a_queue("call", patience_s=120.0),
        a_queue("chat", patience_s=300.0, concurrency=int(rng.integers(2, 5))),
        a_queue("mail", deferrable_due_min=720),
    )
    slow = float(rng.choice([0.0, 0.3]))
    traffic = Traffic(
        grid,
        names,
        tuple(Behaviour(handling=Handling(concurrency_slowdown=slow)) for _ in names),
        rng.uniform(0, 40, (3, grid.slots)),
        rng.uniform(60, 900, (3, grid.slots)),
    )
    skills = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0], [1, 1, 1]], dtype=bool)
    heads = rng.integers(0, 5, (4, grid.slots))
    return traffic, presence_of_heads(heads, skills, 1800.0)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["longest_wait", "priority"]))
def test_nobody_holds_too_many_chats_or_a_chat_beside_a_call(seed, contact):
    traffic, plan = a_shared_floor(seed)
    records = replicate(traffic, plan, policy=Policy(contact), seed=seed)
    rows = {name: array[: records.count] for name, array in records.contacts._asdict().items()}
    answered = (rows["outcome"] == ANSWERED) & (rows["queue"] < 2)  # mail may be interrupted
    start = rows["arrival_s"] + rows["virtual_s"]
    end = np.where(np.isfinite(rows["done_s"]), rows["done_s"], np.inf)
    seats = traffic.queues[1].concurrency
    for person in np.unique(rows["agent"][answered]):
        mine = np.flatnonzero(answered & (rows["agent"] == person))
        for i in mine:
            together = mine[(start[mine] <= start[i]) & (end[mine] > start[i] + 1e-9)]
            chats = int((rows["queue"][together] == 1).sum())
            calls = int((rows["queue"][together] == 0).sum())
            assert chats <= seats
            assert calls <= 1
            assert not (chats and calls)
    assert (records.busy_s <= records.present_s + 1e-6).all()
    sums = totals_by_slot(records, traffic)
    assert (sums[..., 1] + sums[..., 2] == sums[..., 0]).all()


def test_a_chat_agent_takes_no_call_so_calls_wait_longer_than_beside_mail():
    grid = a_grid(3)

    def calls_lost(seats):
        queues = [a_queue("call", patience_s=60.0), a_queue("chat", concurrency=seats)]
        forecasts = {
            "call": a_forecast(60.0, 180.0, grid, "call"),
            "chat": a_forecast(40.0, 600.0, grid, "chat"),
        }
        both = np.ones((1, 2), dtype=bool)
        heads = np.full((1, grid.slots), 24)
        report = simulate_heads(
            forecasts, queues, heads, grid=grid, group_skills=both, certain=True
        )
        return report.abandonment("call").mean, report.asa_s("chat").mean

    one, three = calls_lost(1), calls_lost(3)
    assert three[1] < one[1]  # chats find a seat more easily ..
    assert three[0] < one[0]  # .. and fewer agents are taken from the calls
