"""The service of a roster: certificate, handle times from history."""

from typing import Any

import pytest

from app.services.roster.evaluation.service import certificate_of, simulate_saved
from app.services.roster.publishing import publish
from app.services.roster.publishing.publish import publish_roster
from app.services.staffing.conditions import behaviours_of, forecasts_behind
from data.model.publication import SavedRoster
from tests.app.small_centre import SmallCentre
from tests.app.web.web_page import a_copy_context

Rostered = tuple[SmallCentre, SavedRoster]


def test_only_a_published_roster_has_a_certificate(rostered: Rostered) -> None:
    context, saved = a_copy_context(rostered[0]), rostered[1]
    assert certificate_of(context, saved.roster_id) is None
    published = publish_roster(context, saved.roster_id, "go", replications=2)
    found = certificate_of(context, saved.roster_id)
    assert found is not None
    assert found.version == published.version == 1
    assert found.report["replications"] == 2


def test_handle_times_vary_as_history_tells(rostered: Rostered) -> None:
    context, saved = rostered[0].context, rostered[1]
    requirement = context.store.load_requirement(saved.requirement_id)
    forecasts = forecasts_behind(context, requirement.forecast_ids)
    found = behaviours_of(context, forecasts)
    # This centre's every contact took 240 s.
    assert {queue: b.handle_cv for queue, b in found.items()} == {"fault": 0.0, "billing": 0.0}
    steps: list[tuple[int, int]] = []
    report = simulate_saved(
        context, saved, replications=2, progress=lambda done, total: steps.append((done, total))
    )
    assert report["behaviours"]["fault"]["fitted"] is True
    assert steps == [(1, 2), (2, 2)]


def test_publishing_tells_how_far_it_is_and_stands_behind_nobody(
    rostered: Rostered, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, saved = a_copy_context(rostered[0]), rostered[1]
    asked: list[bool] = []
    simulate = publish.simulate_saved

    def told(*args: Any, behind: bool = True, **given: Any) -> dict[str, Any]:
        asked.append(behind)
        return simulate(*args, behind=behind, **given)

    monkeypatch.setattr(publish, "simulate_saved", told)
    seen: list[tuple[int, int]] = []
    publish.publish_roster(
        context, saved.roster_id, "go", accept_violations=True, replications=3,
        progress=lambda done, total: seen.append((done, total)),
    )  # fmt: skip
    assert asked == [False], "somebody waits for it"
    assert seen == [(1, 3), (2, 3), (3, 3)]
