"""Whatever the floor: no agent serves two at once, none without the skill, nobody is lost."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rostering.simulation.presence import presence_of_heads
from rostering.simulation.replicate import replicate, totals_by_slot
from rostering.simulation.routing import Policy
from rostering.simulation.tables import ABANDONED, ANSWERED
from rostering.simulation.traffic import Behaviour, Traffic
from rostering.staffing.load import Handling
from tests.rostering.staffing.builders import a_grid, a_queue


def a_floor(seed, queues=3, groups=4):
    rng = np.random.default_rng(seed)
    grid = a_grid(1)
    retry = float(rng.choice([0.0, 0.5]))
    names = tuple(a_queue(f"q{i}", patience_s=float(rng.uniform(20, 400))) for i in range(queues))
    traffic = Traffic(
        grid,
        names,
        tuple(Behaviour(handling=Handling(retry_share=retry)) for _ in names),
        rng.uniform(0, 40, (queues, grid.slots)),
        rng.uniform(60, 900, (queues, grid.slots)),
    )
    skills = rng.random((groups, queues)) < 0.5
    heads = rng.integers(0, 6, (groups, grid.slots))
    return traffic, presence_of_heads(heads, skills, 1800.0)


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 10**6),
    st.sampled_from(["longest_wait", "priority"]),
    st.sampled_from(["fewest_skills", "longest_idle"]),
)
def test_records_make_sense_under_every_policy(seed, contact, agent):
    traffic, plan = a_floor(seed)
    records = replicate(traffic, plan, policy=Policy(contact, agent), seed=seed)
    rows = {name: array[: records.count] for name, array in records.contacts._asdict().items()}
    served = np.flatnonzero(rows["outcome"] == ANSWERED)
    assert plan.group_skills[plan.group[rows["agent"][served]], rows["queue"][served]].all()
    start = rows["arrival_s"] + rows["virtual_s"]
    assert (rows["virtual_s"][served] <= rows["patience_s"][served]).all()
    lost = rows["outcome"] == ABANDONED
    seen = lost & np.isfinite(rows["virtual_s"])
    assert (rows["virtual_s"][seen] > rows["patience_s"][seen]).all()
    end = np.where(np.isfinite(rows["done_s"]), rows["done_s"], np.inf)
    for person in np.unique(rows["agent"][served]):
        mine = served[rows["agent"][served] == person]
        mine = mine[np.argsort(start[mine])]
        assert (start[mine][1:] >= end[mine][:-1] - 1e-6).all()
    assert (records.busy_s <= records.present_s + 1e-6).all()
    sums = totals_by_slot(records, traffic)
    assert (sums[..., 1] + sums[..., 2] == sums[..., 0]).all()
    assert records.count - 60 <= sums[..., 0].sum() <= records.count


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_first_come_first_served_within_a_queue(seed):
    traffic, plan = a_floor(seed, queues=1, groups=1)
    records = replicate(traffic, plan, policy=Policy(), seed=seed)
    rows = records.contacts
    served = np.flatnonzero(rows.outcome[: records.count] == ANSWERED)
    order = served[np.argsort(rows.arrival_s[served], kind="stable")]
    start = rows.arrival_s[order] + rows.virtual_s[order]
    assert (np.diff(start) >= -1e-6).all()
