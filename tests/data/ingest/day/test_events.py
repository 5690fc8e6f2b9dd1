"""Files of the running day: every row is read, or set aside with its reason."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.ingest.day.events import DayEvents, event_kind, read_day_events
from data.model.day.live import AgentEvent, QueueState, meant_by
from data.model.errors import UnreadableFile

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # noon in Shanghai


def read(folder: Path, text: str, name: str = "f.csv") -> DayEvents:
    path = folder / name
    path.write_bytes(text.encode())
    return read_day_events(
        path, "Asia/Shanghai", now=NOW, queues=("faults", "billing"), agents=("A1", "A2")
    )


def reasons(found: DayEvents) -> dict[int, str]:
    return dict(zip(found.rejected["row"], found.rejected["reason"], strict=True))


def test_states_of_queues_with_their_faults(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "queue,at,waiting,longest_wait_s\n"
        "faults,2026-03-02 11:59:30,3,41\n"
        "billing,2026-03-02T03:59:30Z,0,\n"
        "fault,2026-03-02 11:59:30,3,41\n"
        "faults,2026-03-02 12:30:00,3,41\n"
        "faults,yesterday,3,41\n"
        "faults,2026-03-02 11:58:00,three,41\n"
        "faults,2026-03-02 11:57:00,-1,\n"
        "faults,2026-03-02 11:56:00,1.5,\n"
        "faults,2026-03-02 11:56\n",
    )
    at = datetime(2026, 3, 2, 3, 59, 30, tzinfo=UTC)
    assert found.kind == "queue_states"
    assert found.queue_states[0] == QueueState("faults", at, 3, 41.0)
    assert (found.queue_states[1].queue_id, found.queue_states[1].waiting) == ("billing", 0)
    assert found.queue_states[1].longest_wait_s != found.queue_states[1].longest_wait_s
    why = reasons(found)
    assert set(why) == {4, 5, 6, 7, 8, 9, 10}
    assert "no queue 'fault' is known; known: billing, faults" in why[4]
    assert "future" in why[5]
    assert "zone" in why[5]
    assert "at 'yesterday' is no time" in why[6]
    assert "waiting 'three'" in why[7]
    assert "waiting '-1'" in why[8]
    assert "1.5" in why[9]
    assert "cells" in why[10]
    assert any("clock of Asia/Shanghai" in note for note in found.warnings)


def test_states_of_agents_doubled_backwards_and_contradicting(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "工号,状态,时间\n"
        "A1,示闲,2026-03-02 09:00\n"
        "A1,小休,2026-03-02 10:30\n"
        "A1,通话,2026-03-02 10:00\n"
        "A1,通话,2026-03-02 10:00\n"
        "A2,会议,2026-03-02 10:00\n"
        "A2,示闲,2026-03-02 10:00\n"
        "A9,示闲,2026-03-02 08:00\n"
        "A2,,2026-03-02 11:00\n",
    )
    assert [(e.agent_id, e.said) for e in found.agent_events] == [
        ("A9", "示闲"), ("A1", "示闲"), ("A1", "通话"), ("A2", "示闲"), ("A1", "小休"),
    ]  # fmt: skip
    why = reasons(found)
    assert set(why) == {6, 9}
    assert "row 7 says otherwise" in why[6]
    notes = " ".join(found.warnings)
    assert "A9" in notes
    assert "repeat" in notes
    assert "back in time" in notes


def test_the_header_tells_what_a_file_holds(tmp_path: Path) -> None:
    for header, kind in (
        ("agent_id;status;since", "agent_states"),
        ("队列,时间,等待数", "queue_states"),
        ("interval_start,queue_id,offered", ""),
    ):
        (tmp_path / "h.csv").write_text(header + "\n", encoding="utf-8")
        assert event_kind(tmp_path / "h.csv") == kind
    with pytest.raises(UnreadableFile, match="queue,at,waiting"):
        read(tmp_path, "nothing,of,this\n1,2,3\n")


def test_an_hour_that_the_clock_shows_twice_needs_its_offset(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("agent,state,since\nA1,break,2025-10-26 02:30\nA1,ready,2025-10-26 03:30\n")
    found = read_day_events(path, "Europe/Berlin", now=NOW, queues=(), agents=("A1",))
    assert "twice" in reasons(found)[2]
    assert found.agent_events == (
        AgentEvent("A1", datetime(2025, 10, 26, 2, 30, tzinfo=UTC), "ready"),
    )


def test_words_mean_states_in_any_case_and_the_centres_own_win() -> None:
    assert meant_by("  After  Call Work", {"after call work": "after_contact"}) == "after_contact"
    assert meant_by("茶歇", {}) == "other"
