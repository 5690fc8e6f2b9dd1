"""Mending a kept roster from the command line: what fell out, what changed, what is kept."""

import json
from datetime import timedelta

import pytest

from app.services.roster.reroster import parse_absent, parse_surges
from data.model.errors import InvalidValue
from data.model.publication import SavedRoster
from data.store import documents
from tests.app.small_centre import SmallCentre

Rostered = tuple[SmallCentre, SavedRoster]


def test_a_sick_person_is_mended_around_and_the_result_kept(rostered: Rostered, peakshift) -> None:
    centre, saved = rostered
    assert saved.result.roster is not None
    shift = saved.result.roster.shifts[10]
    queue = centre.context.store.load(documents.QUEUES)[0].queue_id
    code, out, said = peakshift(
        centre.url, "roster", "reroster", saved.roster_id,
        "--absent", f"{shift.agent_id}:{shift.day}",
        "--surge", f"{queue}@{shift.day + timedelta(1)} 10:00-12:00 +3",
        "--max-people", "4", "--time-limit", "3", "--why", "flu", "--json",
    )  # fmt: skip
    assert code == 0, said
    told = json.loads(out)
    kept = centre.context.store.load_roster(told["id"])
    roster = kept.result.roster
    assert roster is not None
    assert kept.parent_id == saved.roster_id
    assert (shift.agent_id, shift.day) not in roster.by_cell
    assert len(told["touched"]) <= 4
    assert told["points"]["after"] + told["change_points"] <= told["points"]["open"]
    problem = kept.problem
    assert kept.requirement_id != saved.requirement_id
    before = saved.problem.requirement.heads
    assert problem.requirement.heads.sum() - before.sum() == 3 * 4
    assert any(a.agent_id == shift.agent_id and a.kind == "sick" for a in problem.leave)
    (entry,) = centre.context.store.audit(verb="reroster")
    assert entry.why == "flu"
    unlocked = {shift.agent_id}
    assert {agent for agent, *_ in told["changed"]} - unlocked <= set(told["touched"])


def test_a_preview_keeps_nothing_and_locks_hold(rostered: Rostered, peakshift) -> None:
    centre, saved = rostered
    assert saved.result.roster is not None
    shift = saved.result.roster.shifts[10]
    code, out, said = peakshift(
        centre.url, "roster", "reroster", saved.roster_id, "--preview", "--lock", "*",
        "--absent", f"{shift.agent_id}:{shift.day}", "--time-limit", "5",
    )  # fmt: skip
    assert code == 0, said
    assert "1 shifts fell out; 0 agent-days of 0 people change" in out
    assert "not saved" in out
    assert len(centre.context.store.list_rosters()) == 1


def test_replacements_tell_rest_hours_and_fairness(rostered: Rostered, peakshift) -> None:
    centre, saved = rostered
    assert saved.result.roster is not None
    shift = saved.result.roster.shifts[10]
    code, out, _ = peakshift(
        centre.url, "roster", "replace", shift.agent_id, str(shift.day), "--json"
    )
    assert code == 0
    first = json.loads(out)[0]
    assert {"rest_before_min", "week_min", "agreed_min", "nights", "filled_hours"} <= set(first)


@pytest.mark.parametrize("text", ["A1", "A1:soon", ":2026-01-05", "A1:2026-01-05..2026-01-01"])
def test_what_is_no_absence_is_told(text: str) -> None:
    with pytest.raises(InvalidValue, match=r"2026-01-05|ends before"):
        parse_absent([text])


def test_a_surge_is_read_from_words() -> None:
    (surge,) = parse_surges(["new connections@2026-01-05 9:30-24:00 -2"])
    assert (surge.queue_id, surge.from_min, surge.until_min, surge.heads) == (
        "new connections", 570, 1440, -2,
    )  # fmt: skip
    with pytest.raises(InvalidValue, match="is no surge"):
        parse_surges(["faults +5"])
