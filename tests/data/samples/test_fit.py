"""The sample's staff fits the sample's load: neither idle nor hopeless."""

from collections import Counter
from datetime import date
from functools import cache

import numpy as np
import pytest

from data.model.forecast import Demand, Dispersion, Forecast
from data.model.requirement import Requirement, Shrinkage
from data.samples import SampleCentre, sample_centre
from data.samples.centre import volume_scale
from rostering.simulation.correction import corrected_requirement
from rostering.staffing.requirement import build_requirement

pytestmark = pytest.mark.slow

WEEKS = 4
OUTSIDE = Shrinkage("sickness, lateness, systems", 0.13)


def required(sample: SampleCentre) -> Requirement:
    """Heads as a new centre works them out: by formula, corrected by the simulator."""
    horizon = sample.truth.future.part(0, WEEKS * 7 * 48)
    forecasts = {
        queue.queue_id: known_rates(sample.truth.demand(queue.queue_id, horizon, with_storms=False))
        for queue in sample.queues
    }
    formula = build_requirement(forecasts, sample.queues, (OUTSIDE,), requirement_id="Q")
    mix = Counter(tuple(sorted(agent.skills)) for agent in sample.staff.agents)
    return corrected_requirement(formula, forecasts, sample.queues, mix, replications=4).requirement


@cache
def staffed(seed: int, years: float = 3, agents: int = 120) -> tuple[SampleCentre, Requirement]:
    """A sample centre and the heads that it needs."""
    sample = sample_centre(seed, years=years, agents=agents)
    return sample, required(sample)


def known_rates(demand: Demand) -> Forecast:
    """A forecast of the true rates, with the spread of an ordinary one."""
    grid = demand.grid
    return Forecast(
        version_id="F",
        demand=demand,
        levels=(0.5,),
        quantiles=demand.contacts[None, :],
        day_quantiles=np.ones((1, len(grid.days))),
        dispersion=Dispersion(
            np.full(len(grid.days), 0.06), np.full(grid.slots, 0.06), day_correlation=0.5
        ),
        origin=grid.start,
        made_at=grid.start,
        yardstick=demand.contacts,
    )


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


@pytest.mark.parametrize("seed", [7, pytest.param(1, marks=pytest.mark.heavy)])
def test_the_requirement_takes_85_to_97_percent_of_the_productive_hours(seed: int) -> None:
    sample, requirement = staffed(seed)
    share = requirement.heads.sum() / 2 / floor_hours(sample)
    assert 0.85 <= share <= 0.97


@pytest.mark.parametrize(
    "agents", [80, *(pytest.param(n, marks=pytest.mark.heavy) for n in (300, 1000))]
)
def test_other_sizes_fit_as_well(agents: int) -> None:
    sample, requirement = staffed(7, 0.5, agents)
    share = requirement.heads.sum() / 2 / floor_hours(sample)
    assert 0.80 <= share <= 1.0


def test_one_hundred_and_twenty_agents_are_the_measure() -> None:
    assert volume_scale(120) == 1.0
    assert volume_scale(20) > 0


def test_enough_agents_can_work_at_night() -> None:
    sample, requirement = staffed(7)
    heads = requirement.heads.sum(axis=0).reshape(-1, 48)[:, 4:10].max(axis=1).mean()
    nights = [agent for agent in sample.staff.agents if agent.contract_id == "FT40N"]
    assert heads * 7 / len(nights) <= 2.5  # nights a week for each of them


def test_every_queue_has_enough_skilled_people_for_its_worst_slot() -> None:
    sample, requirement = staffed(7)
    for row, queue_id in enumerate(requirement.queue_ids):
        able = sum(queue_id in agent.skills for agent in sample.staff.agents)
        assert able >= 2 * requirement.heads[row].max()
