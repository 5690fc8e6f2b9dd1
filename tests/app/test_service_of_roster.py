"""The service of a roster: certificate, quick prediction, handle times from history."""

import numpy as np
import pytest

from app.services.build_roster import problem_of
from app.services.check_roster import roster_of
from app.services.conditions import behaviours_of, forecasts_behind
from app.services.publish_roster import publish_roster
from app.services.service_of_roster import certificate_of, heads_by_queue, predict_service
from app.services.simulate_roster import simulate_kept
from data.model.roster import Roster
from data.model.saved_roster import SavedRoster
from rostering.floor import FloorCount
from tests.app.small_centre import SmallCentre
from tests.app.web_page import a_copy_desk

Rostered = tuple[SmallCentre, SavedRoster]


def test_everybody_on_the_floor_is_dealt_to_a_queue_once(rostered: Rostered) -> None:
    problem, roster = problem_of(rostered[0].desk, rostered[1]), roster_of(rostered[1])
    dealt = heads_by_queue(problem, roster).sum(axis=0)
    there = FloorCount.of(problem, roster).present.sum(axis=0)
    needed = problem.requirement.heads.sum(axis=0) > 0
    assert (dealt <= there).all()
    assert dealt[needed].sum() >= 0.95 * there[needed].sum()


def test_the_quick_prediction_lies_near_the_simulation(rostered: Rostered) -> None:
    desk, saved = rostered[0].desk, rostered[1]
    quick = predict_service(desk, problem_of(desk, saved), roster_of(saved))
    judged = simulate_kept(desk, saved, replications=6)
    for queue_id, found in quick["queues"].items():
        simulated = judged["queues"][queue_id]
        assert found["offered"]["mean"] == pytest.approx(simulated["offered"]["mean"], rel=0.15)
        # By formula queues cannot help each other, and forecasts do not err.
        gap = simulated["service_level"]["mean"] - found["service_level"]["mean"]
        assert -0.1 < gap < 0.25
        assert len(found["slots"]["service_level"]) == len(simulated["slots"]["service_level"])
        assert [d["day"] for d in found["days"]] == [d["day"] for d in simulated["days"]]


def test_nobody_on_the_floor_serves_nobody(rostered: Rostered) -> None:
    desk, saved = rostered[0].desk, rostered[1]
    full = roster_of(saved)
    empty = Roster(full.first, full.days, ())
    found = predict_service(desk, problem_of(desk, saved), empty)
    for queue in found["queues"].values():
        assert queue["service_level"]["mean"] == 0
        assert np.isfinite(queue["slots"]["asa_s"]).all()


def test_only_a_published_roster_has_a_certificate(rostered: Rostered) -> None:
    desk, saved = a_copy_desk(rostered[0]), rostered[1]
    assert certificate_of(desk, saved.roster_id) is None
    published = publish_roster(desk, saved.roster_id, "go", replications=2)
    found = certificate_of(desk, saved.roster_id)
    assert found is not None
    assert found.version == published.version == 1
    assert found.report["replications"] == 2


def test_handle_times_vary_as_history_tells(rostered: Rostered) -> None:
    desk, saved = rostered[0].desk, rostered[1]
    requirement = desk.store.load_requirement(saved.requirement_id)
    forecasts = forecasts_behind(desk, requirement.forecast_ids)
    found = behaviours_of(desk, forecasts)
    # This centre's every contact took 240 s.
    assert {queue: b.handle_cv for queue, b in found.items()} == {"fault": 0.0, "billing": 0.0}
    steps: list[tuple[int, int]] = []
    report = simulate_kept(
        desk, saved, replications=2, progress=lambda done, total: steps.append((done, total))
    )
    assert report["behaviours"]["fault"]["fitted"] is True
    assert steps == [(1, 2), (2, 2)]
