"""History: the file read last wins, older values and rows set aside stay readable."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import event

from data.model.errors import InvalidValue, NotFound
from data.model.series import ImportCounts
from data.store import Store, documents
from tests.data.builders import NOTHING_REJECTED, TWO_REJECTED, a_frame, an_entry


def put(store: Store, frame: pd.DataFrame, digest: str = "", source: str = "f.csv") -> ImportCounts:
    return store.save_actuals(
        frame, NOTHING_REJECTED, source, an_entry("import_history"), digest=digest
    )


def test_what_was_imported_is_the_series_of_its_queue(store: Store) -> None:
    counts = put(store, a_frame([10, 12, 9], abandoned=[1.0, np.nan, 0.0]))
    series = store.load_series("faults")
    assert counts == ImportCounts(3, 0, 0, 0)
    assert series.grid.start == datetime(2026, 1, 5, tzinfo=UTC)
    assert (series.grid.slot_min, series.grid.zone) == (30, "Asia/Shanghai")
    assert series.offered.tolist() == [10, 12, 9]
    assert series.handle_s_total.tolist() == [2400, 2880, 2160]
    assert np.array_equal(series.abandoned, [1, np.nan, 0], equal_nan=True)
    assert series.temperature_c.size == 0


def test_a_gap_is_missing_and_not_zero(store: Store) -> None:
    put(store, a_frame([1, 2, 3, 4]).drop(index=[1, 2]))
    offered = store.load_series("faults").offered
    assert np.array_equal(offered, [1, np.nan, np.nan, 4], equal_nan=True)


def test_tags_and_temperature_come_with_the_series(store: Store) -> None:
    put(store, a_frame([1, 2], event_tag=["", "storm"], temperature_c=[-3.5, np.nan]))
    series = store.load_series("faults")
    assert series.event_tag == {1: "storm"}
    assert np.array_equal(series.temperature_c, [-3.5, np.nan], equal_nan=True)


def test_days_are_cut_on_the_centres_clock(store: Store) -> None:
    put(store, a_frame(range(96), start="2026-01-04T16:00Z"))  # midnight in Shanghai
    assert store.load_series("faults", date(2026, 1, 6)).offered[0] == 48
    assert store.load_series("faults", None, date(2026, 1, 5)).offered[-1] == 47
    assert store.load_series("faults", date(2026, 1, 6), date(2026, 1, 6)).grid.slots == 48
    with pytest.raises(NotFound, match="2027-01-01"):
        store.load_series("faults", date(2027, 1, 1))


def test_an_unknown_queue_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound, match="'nobody'"):
        store.load_series("nobody")


def test_queues_met_for_the_first_time_are_added_once(store: Store) -> None:
    put(store, a_frame())
    put(store, pd.concat([a_frame(), a_frame(queue_id="b", queue_name="", channel="chat")]))
    assert [(q.queue_id, q.name, q.channel) for q in store.load(documents.QUEUES)] == [
        ("faults", "Fault reports", "voice"),
        ("b", "b", "chat"),
    ]


def test_the_same_file_twice_changes_nothing(store: Store) -> None:
    entry = an_entry("import_history", digest="d1")
    for expected in (ImportCounts(3, 0, 0, 2), ImportCounts(0, 3, 0, 2)):
        assert store.save_actuals(a_frame(), TWO_REJECTED, "f.csv", entry) == expected
    assert len(store.list_imports()) == 1
    (listed,) = store.list_imports()
    assert store.newest_import() == listed.import_id
    assert store.list_imports(since=listed.at) == (listed,)
    assert store.list_imports(since=listed.at + timedelta(seconds=1)) == ()
    assert len(store.load_superseded("faults")) == 0
    assert [e.detail["unchanged"] for e in store.audit(verb="import_history")] == [3, 0]


def test_a_corrected_file_supersedes_slot_by_slot_and_the_older_value_stays(store: Store) -> None:
    put(store, a_frame([10, 12, 9]), "d1", "first.csv")
    counts = put(store, a_frame([10, 13, 9, 8]), "d2", "second.csv")
    put(store, a_frame([10, 14, 9, 8]), "d3", "third.csv")
    assert counts == ImportCounts(1, 2, 1, 0)
    assert store.load_series("faults").offered.tolist() == [10, 14, 9, 8]
    old = store.load_superseded("faults")
    assert old["offered"].tolist() == [12, 13]
    assert old["source"].tolist() == ["first.csv", "second.csv"]
    assert old["superseded_by"].tolist() == ["second.csv", "third.csv"]
    assert old["interval_start"].tolist() == [pd.Timestamp("2026-01-05T00:30Z")] * 2
    assert old["imported_at"].dt.tz is not None


def test_an_older_file_read_again_on_purpose_wins_again(store: Store) -> None:
    for offered, digest in (([1.0], "a"), ([2.0], "b"), ([1.0], "a")):
        put(store, a_frame(offered), digest)
    assert store.load_series("faults").offered.tolist() == [1]
    assert store.load_superseded("faults")["offered"].tolist() == [1, 2]


def test_a_changed_tag_is_a_correction_too(store: Store) -> None:
    put(store, a_frame([5, 6]))
    assert put(store, a_frame([5, 6], event_tag=["", "storm"])) == ImportCounts(0, 1, 1, 0)


def test_a_value_that_becomes_unknown_is_a_correction(store: Store) -> None:
    put(store, a_frame([5], abandoned=[1.0]))
    assert put(store, a_frame([5])).superseded == 1
    assert store.load_series("faults").abandoned.size == 0


def test_rejected_rows_are_kept_with_their_import(store: Store) -> None:
    store.save_actuals(a_frame(), TWO_REJECTED, "f.csv", an_entry())
    (imported,) = store.list_imports()
    assert (imported.source, imported.new, imported.rejected) == ("f.csv", 3, 2)
    kept = store.load_rejected(imported.import_id)
    assert kept.to_dict("list") == TWO_REJECTED.to_dict("list")


def test_a_file_of_bad_rows_only_is_remembered(store: Store) -> None:
    store.save_actuals(a_frame().head(0), TWO_REJECTED, "bad.csv", an_entry(), digest="d")
    assert [(i.source, i.new, i.rejected) for i in store.list_imports()] == [("bad.csv", 0, 2)]


def test_other_intervals_than_the_centres_are_refused_whole(store: Store) -> None:
    with pytest.raises(InvalidValue, match="slots of 30 min"):
        put(store, a_frame(minutes=15))
    assert store.list_imports() == ()


def test_history_needs_a_centre(url: str) -> None:
    with Store.open(url) as empty, pytest.raises(NotFound, match="no centre"):
        put(empty, a_frame())


def statements_of(store: Store, work: Callable[[], object]) -> int:
    """SQL statements that some work sends, COPY aside; many rows in one are one."""
    sent: list[str] = []

    def hear(connection, cursor, statement, *rest):  # type: ignore[no-untyped-def]
        sent.append(statement)

    event.listen(store._engine, "before_cursor_execute", hear)
    try:
        work()
    finally:
        event.remove(store._engine, "before_cursor_execute", hear)
    return len(sent)


def test_an_import_and_a_series_take_as_many_statements_however_many_rows(store: Store) -> None:
    put(store, a_frame())  # the very first import finds no queues to add to
    sent = []
    for queue_id, slots in (("short", 48), ("long", 4800)):
        whole = np.arange(slots) + 1.0
        older = a_frame(whole[: slots // 2] + 7, queue_id=queue_id)
        newer = a_frame(whole, queue_id=queue_id)  # half of it corrections, half new
        sent.append(
            (
                statements_of(store, partial(put, store, older)),
                statements_of(store, partial(put, store, newer)),
                statements_of(store, partial(store.load_series, queue_id)),
            )
        )
        assert store.load_series(queue_id).offered.tolist() == whole.tolist()
        assert len(store.load_superseded(queue_id)) == slots // 2
    assert sent[0] == sent[1]
    assert max(sent[0]) < 30
