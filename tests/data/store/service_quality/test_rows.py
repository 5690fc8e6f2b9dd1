"""Records of the service loops: saved, replaced, read back, counted; on both databases."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from data.model.errors import InvalidValue
from data.model.service_quality.records import (
    Case,
    CaseStep,
    Order,
    OrderEvent,
    Score,
    Touch,
)
from data.store import Store
from data.store.copying import copy_store
from data.store.service_quality.rows import frame_of, records_of
from tests.data.builders import an_entry

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
NONE = pd.DataFrame({"row": [], "reason": [], "text": []})
RECORDS = {
    "orders": (Order("O1", "complaint", AT, region="R1", customer="c1", topic="停电"),),
    "order_events": (OrderEvent("O1/created", "O1", "created", AT),),
    "cases": (
        Case("C1", "service", AT, satisfied=True, closed_at=AT + timedelta(days=2)),
        Case("C2", "outages", AT + timedelta(days=1), praise=True),
    ),
    "case_steps": (
        CaseStep("C1/1", "C1", 1, AT, AT + timedelta(hours=1), "D1", 30.0),
        CaseStep("C1/2", "C1", 2, AT + timedelta(hours=1)),
    ),
    "touches": (
        Touch("T1", AT, customer="c1", handle_s=60.0),
        Touch("T2", AT + timedelta(minutes=1), customer="c2"),
    ),
    "scores": (Score("S1", "satisfaction", AT, value=4.0), Score("S2", "kano", AT)),
}


def saved(store: Store, **frames: pd.DataFrame) -> dict[str, tuple[int, int, int]]:
    entry = an_entry("import_service_records", "file:x")
    counts = store.save_service_records(frames, NONE, "x", entry, "digest")
    return {name: (c.new, c.unchanged, c.superseded) for name, c in counts.items()}


@pytest.mark.parametrize("kind", RECORDS)
def test_records_come_back_as_they_were_saved(store: Store, kind: str) -> None:
    records = RECORDS[kind]
    assert saved(store, **{kind: frame_of(kind, records)}) == {kind: (len(records), 0, 0)}
    assert records_of(kind, store.load_service_records(kind)) == records
    assert saved(store, **{kind: frame_of(kind, records)}) == {kind: (0, len(records), 0)}
    assert len(store.list_imports()) == 1


def test_a_column_that_a_file_lacks_stays_as_it_is_stored(store: Store) -> None:
    saved(store, touches=frame_of("touches", RECORDS["touches"]))
    later = pd.DataFrame({"touch_id": ["T1"], "at": [pd.Timestamp(AT)], "outcome": ["order"]})
    assert saved(store, touches=later) == {"touches": (0, 0, 1)}
    (one,) = records_of("touches", store.load_service_records("touches", where={"customer": "c1"}))
    assert (one.outcome, one.handle_s) == ("order", 60.0)


def test_records_are_chosen_by_time_and_value(store: Store) -> None:
    saved(store, touches=frame_of("touches", RECORDS["touches"]))
    later = AT + timedelta(seconds=30)
    assert list(store.load_service_records("touches", later)["touch_id"]) == ["T2"]
    assert list(store.load_service_records("touches", None, later)["touch_id"]) == ["T1"]
    assert len(store.load_service_records("touches", where={"customer": ["c1", "c2"]})) == 2
    assert list(store.load_service_records("touches", limit=1)["touch_id"]) == ["T2"]
    assert store.service_records_span("touches") == (AT, AT + timedelta(minutes=1))
    assert store.service_records_span("orders") is None
    with pytest.raises(InvalidValue, match="no records 'calls'"):
        store.load_service_records("calls")


def test_what_is_not_written_whole_is_not_written_at_all(store: Store) -> None:
    broken = frame_of("touches", RECORDS["touches"]).drop(columns="at")
    with pytest.raises(InvalidValue, match="column at is missing"):
        saved(store, orders=frame_of("orders", RECORDS["orders"]), touches=broken)
    assert len(store.load_service_records("orders")) == 0
    assert not store.list_imports()


def test_records_are_in_a_copy_and_the_trail_stays_whole(store: Store, tmp_path: Path) -> None:
    saved(store, **{kind: frame_of(kind, records) for kind, records in RECORDS.items()})
    assert store.verify_trail().findings == ()
    with Store.open(str(tmp_path / "copy.sqlite")) as copy:
        copy_store(store, copy, lambda *told: None)
        assert records_of("scores", copy.load_service_records("scores")) == RECORDS["scores"]
