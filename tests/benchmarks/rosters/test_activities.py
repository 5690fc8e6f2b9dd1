"""The benchmark of activities: both ways are judged alike, and the search for both is no dearer."""

from dataclasses import replace

import pytest

from tests.benchmarks.rosters import activities
from tests.benchmarks.rosters.trust.cases import a_rostered_centre

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("meetings", [False, True])
def test_both_ways_hold_the_activities_and_the_bound(
    meetings: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, _ = a_rostered_centre(8, 7, 1)
    agents = tuple(replace(a, team="AB"[i % 2]) for i, a in enumerate(problem.agents))
    problem = replace(problem, agents=agents)
    monkeypatch.setattr(activities, "sample_problem", lambda: problem)
    found = activities.run(minutes=60, meetings=meetings, time_limit_s=0.5)
    both, peer = found["together"], found["peer"]
    assert found["agents"] == both["wanted"] == peer["wanted"] == 8
    assert both["bound"] <= both["objective"]
    assert both["bound"] <= peer["objective"]
    assert both["hard_violations"] == 0
    assert both["stayed"] == ""
