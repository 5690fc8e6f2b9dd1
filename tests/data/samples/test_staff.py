"""The made-up staff is believable, varied, and able to keep its contracts."""

from collections import Counter
from datetime import date
from itertools import product

import pytest

from data.model.checks.staff import staff_faults
from data.model.errors import InvalidValue
from data.model.shift import ShiftTemplate
from data.model.staff import Contract, Staff
from data.samples import sample_staff

WEIGHTS = {"fault": 112.0, "billing": 90.0, "new": 46.0, "complaint": 29.0, "order": 67.0}
FIRST = date(2025, 12, 8)


def a_staff(agents: int = 120, seed: int = 7, slot_min: int = 30) -> Staff:
    return sample_staff(WEIGHTS, agents, seed, first_day=FIRST, slot_min=slot_min)


def reachable(contract: Contract, menu: tuple[ShiftTemplate, ...]) -> set[int]:
    """Weekly paid minutes that up to six shifts of a contract's menu can add up to."""
    lengths = {t.paid_min for t in menu if t.code in contract.templates}
    sums = {0}
    for _ in range(6):
        sums |= {total + length for total, length in product(sums, lengths)}
    return {total for total in sums if contract.weekly_min_min <= total <= contract.weekly_max_min}


def test_the_same_seed_gives_the_same_staff_and_another_seed_another() -> None:
    assert a_staff() == a_staff()
    assert a_staff(seed=8) != a_staff()


@pytest.mark.parametrize("agents", [1, 5, 20, 120, 1000, 2500])
def test_there_are_as_many_agents_as_asked_for_each_with_a_unique_name(agents: int) -> None:
    staff = a_staff(agents)
    assert len({agent.agent_id for agent in staff.agents}) == agents
    assert len({agent.name for agent in staff.agents}) == agents
    known = {contract.contract_id for contract in staff.contracts}
    assert {agent.contract_id for agent in staff.agents} <= known


@pytest.mark.parametrize("queues", [1, 2, 3, 5, 6, 9, 15])
def test_there_are_at_most_seven_skill_sets_and_every_queue_can_be_served(queues: int) -> None:
    weights = {f"q{i}": 1.0 + i for i in range(queues)}
    staff = sample_staff(weights, 120, 1)
    assert len({agent.skills for agent in staff.agents}) <= 7
    assert {skill for agent in staff.agents for skill in agent.skills} == set(weights)


def test_skills_stand_in_proportion_to_workload() -> None:
    # Hall's condition: for any queues, the agents who can serve them suffice for their share.
    staff, total = a_staff(), sum(WEIGHTS.values())
    for mask in range(1, 2 ** len(WEIGHTS)):
        some = {queue for i, queue in enumerate(WEIGHTS) if mask >> i & 1}
        share = sum(WEIGHTS[queue] for queue in some) / total
        able = sum(bool(some & set(agent.skills)) for agent in staff.agents)
        assert able / len(staff.agents) >= share - 0.02, some


def test_every_team_holds_several_skills_and_contracts() -> None:
    staff = a_staff()
    for team in {agent.team for agent in staff.agents}:
        members = [agent for agent in staff.agents if agent.team == team]
        assert len({agent.skills for agent in members}) >= 3
        assert len({agent.contract_id for agent in members}) >= 2
    assert 8 <= sum(agent.senior for agent in staff.agents) <= 40


@pytest.mark.parametrize("slot_min", [10, 15, 30, 60])
def test_every_contract_can_be_kept_with_its_own_shifts(slot_min: int) -> None:
    staff = a_staff(slot_min=slot_min)
    for contract in staff.contracts:
        sums = reachable(contract, staff.templates)
        assert len(sums) >= 2, contract
        assert contract.weekly_max_min in sums, contract


@pytest.mark.parametrize("slot_min", [10, 15, 30, 60])
def test_starts_lengths_and_breaks_lie_on_whole_slots(slot_min: int) -> None:
    for template in a_staff(slot_min=slot_min).templates:
        assert template.length_min % slot_min == 0
        assert all(start % slot_min == 0 for start in template.starts_min)
        for window in template.breaks:
            numbers = (window.length_min, window.earliest_min, window.latest_min)
            assert all(minutes % slot_min == 0 for minutes in numbers), template


def test_breaks_come_in_order_and_never_touch() -> None:
    for template in a_staff().templates:
        for first, second in zip(template.breaks, template.breaks[1:], strict=False):
            assert first.latest_min + first.length_min < second.earliest_min


def test_the_menu_covers_the_clock_and_crosses_midnight() -> None:
    covered = set()
    for template in a_staff().templates:
        for start in template.starts_min:
            covered |= {minute % 1440 for minute in range(start, start + template.length_min, 30)}
    assert covered == set(range(0, 1440, 30))
    assert any(t.starts_min[-1] + t.length_min > 1440 for t in a_staff().templates)


def test_leave_takes_five_percent_of_agent_days_and_never_twice_the_same() -> None:
    staff = a_staff()
    days = Counter(
        (leave.agent_id, leave.first.toordinal() + i)
        for leave in staff.leave
        for i in range((leave.last - leave.first).days + 1)
    )
    assert max(days.values()) == 1
    assert len(days) == round(0.05 * 120 * 56)
    assert min(day for _, day in days) >= FIRST.toordinal()
    assert max(day for _, day in days) < FIRST.toordinal() + 56


def test_some_agents_have_limits_and_many_have_wishes() -> None:
    staff = a_staff()
    limited = {limit.agent_id for limit in staff.availability}
    assert 3 <= len(limited) <= 24
    assert len({wish.agent_id for wish in staff.wishes}) >= 60
    assert {wish.want for wish in staff.wishes} == {"off", "on"}


def test_every_sample_staff_passes_the_checks_of_a_real_one() -> None:
    staffs = (a_staff(agents, seed) for agents, seed in product((1, 120), range(5)))
    assert not [staff_faults(staff) for staff in staffs if staff_faults(staff)]


def test_without_a_first_day_there_is_no_dated_leave_or_wish() -> None:
    staff = sample_staff(WEIGHTS, 40, 1)
    assert staff.leave == ()
    assert all(wish.day is None for wish in staff.wishes)


def test_nobody_and_no_work_are_refused() -> None:
    with pytest.raises(InvalidValue, match="at least one agent"):
        sample_staff(WEIGHTS, 0, 1)
    with pytest.raises(InvalidValue, match="queue with work"):
        sample_staff({"fault": 0.0}, 5, 1)
    with pytest.raises(InvalidValue, match="do not fit"):
        sample_staff(WEIGHTS, 5, 1, slot_min=45)
