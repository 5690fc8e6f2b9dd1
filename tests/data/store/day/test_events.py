"""States of queues and agents in the store: nothing is doubled, nothing is lost."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from data.model.day.live import AgentEvent, QueueState
from data.store import Store, documents
from tests.data.builders import a_centre, an_entry

NONE = pd.DataFrame({"row": [], "reason": [], "text": []})
ONE = pd.DataFrame({"row": [3], "reason": ["why"], "text": ["a,b"]})
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    found = Store.open(str(tmp_path / "c.sqlite"))
    found.save(documents.CENTRE, a_centre(), an_entry())
    return found


def test_a_corrected_state_is_in_force_and_a_repeated_one_changes_nothing(store: Store) -> None:
    first = [QueueState("faults", AT, 3, 20.0), QueueState("faults", AT + MINUTE, 4)]
    counts = store.save_events("queue_states", first, ONE, "a.csv", an_entry())
    assert (counts.new, counts.rejected) == (2, 1)
    again = [QueueState("faults", AT, 3, 20.0), QueueState("faults", AT + MINUTE, 9, 50.0)]
    counts = store.save_events("queue_states", again, NONE, "b.csv", an_entry())
    assert (counts.new, counts.unchanged, counts.superseded) == (0, 1, 1)
    found = store.load_queue_states(AT, AT + 2 * MINUTE)
    assert [state.waiting for state in found] == [3, 9]
    (newest,) = store.newest_queue_states(AT + timedelta(hours=1))
    assert (newest.waiting, newest.longest_wait_s) == (9, 50.0)
    (then,) = store.newest_queue_states(AT + MINUTE / 2)
    assert then.waiting == 3
    assert store.newest_queue_states(AT + timedelta(days=3)) == ()
    assert [one.source for one in store.list_feeds("queue_states")] == ["b.csv", "a.csv"]
    assert store.list_imports() == ()
    assert store.load_rejected(store.list_feeds("queue_states")[1].import_id)["text"][0] == "a,b"
    assert store.verify_trail().intact


def test_the_state_before_midnight_holds_into_the_day(store: Store) -> None:
    events = [
        AgentEvent("A1", AT - timedelta(hours=3), "ready"),
        AgentEvent("A1", AT - timedelta(hours=2), "break"),
        AgentEvent("A1", AT + MINUTE, "ready"),
        AgentEvent("A2", AT - timedelta(days=3), "ready"),
    ]
    store.save_events("agent_states", events, NONE, "a.csv", an_entry())
    found = store.load_agent_events(AT, AT + timedelta(hours=1))
    assert [(e.agent_id, e.said) for e in found] == [("A1", "break"), ("A1", "ready")]
    assert store.load_agent_events(AT, AT + timedelta(hours=1), ["A2"]) == ()


def test_without_any_slot_of_a_day_no_queue_has_a_last_one(store: Store) -> None:
    assert store.last_slots(["faults"], date(2026, 3, 2)) == ()
    assert store.last_arrival("agent_states", AT) is None
