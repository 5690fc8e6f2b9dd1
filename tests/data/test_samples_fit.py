"""The sample's staff fits the sample's load: neither idle nor hopeless."""

from datetime import date

import numpy as np
import pytest

from data.model.requirement import Requirement, Shrinkage
from data.samples import SampleCentre, sample_centre
from data.samples.centre import volume_scale
from rostering.staffing.requirement import build_requirement

WEEKS = 4
OUTSIDE = Shrinkage("sickness, lateness, systems", 0.13)


def required(sample: SampleCentre) -> Requirement:
    horizon = sample.truth.future.part(0, WEEKS * 7 * 48)
    demands = {
        queue.queue_id: sample.truth.demand(queue.queue_id, horizon, with_storms=False)
        for queue in sample.queues
    }
    return build_requirement(demands, sample.queues, (OUTSIDE,), requirement_id="Q")


def floor_hours(sample: SampleCentre) -> float:
    """Hours on the floor that the contracts hold, leave and paid rests taken off."""
    staff = sample.staff
    contracts = {contract.contract_id: contract for contract in staff.contracts}
    templates = {template.code: template for template in staff.templates}
    days = set(sample.truth.future.days[: WEEKS * 7])
    total = 0.0
    for agent in staff.agents:
        contract = contracts[agent.contract_id]
        menu = [templates[code] for code in contract.templates]
        rest = [sum(b.length_min for b in t.breaks if b.paid) / t.paid_min for t in menu]
        away = {
            date.fromordinal(day)
            for leave in staff.leave
            if leave.agent_id == agent.agent_id
            for day in range(leave.first.toordinal(), leave.last.toordinal() + 1)
        }
        present = 1 - len(days & away) / len(days)
        total += WEEKS * contract.weekly_max_min / 60 * present * (1 - float(np.mean(rest)))
    return total


@pytest.mark.parametrize("seed", [7, 1, 3])
def test_the_requirement_takes_85_to_97_percent_of_the_productive_hours(seed: int) -> None:
    sample = sample_centre(seed)
    share = required(sample).heads.sum() / 2 / floor_hours(sample)
    assert 0.85 <= share <= 0.97


@pytest.mark.parametrize("agents", [80, 300, 1000])
def test_other_sizes_fit_as_well(agents: int) -> None:
    sample = sample_centre(7, years=0.5, agents=agents)
    share = required(sample).heads.sum() / 2 / floor_hours(sample)
    assert 0.83 <= share <= 1.0


def test_one_hundred_and_twenty_agents_are_the_measure() -> None:
    assert volume_scale(120) == 1.0
    assert volume_scale(20) > 0


def test_enough_agents_can_work_at_night() -> None:
    sample = sample_centre(7)
    heads = required(sample).heads.sum(axis=0).reshape(-1, 48)[:, 4:10].max(axis=1).mean()
    nights = [agent for agent in sample.staff.agents if agent.contract_id == "FT40N"]
    assert heads * 7 / len(nights) <= 2.5  # nights a week for each of them


def test_every_queue_has_enough_skilled_people_for_its_worst_slot() -> None:
    sample = sample_centre(7)
    requirement = required(sample)
    for row, queue_id in enumerate(requirement.queue_ids):
        able = sum(queue_id in agent.skills for agent in sample.staff.agents)
        assert able >= 2 * requirement.heads[row].max()
