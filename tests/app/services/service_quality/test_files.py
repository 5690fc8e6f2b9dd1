"""Files of the trade: read row by row, joined, counted as history; nobody is in the database."""

import gzip
from pathlib import Path

import pandas as pd
import pytest

from app.services.context import Context
from app.services.running.backup import back_up
from app.services.service_quality.records.files import import_service_file, preview_service_file
from data.model.errors import InvalidValue, NotAllowed, UnreadableFile
from data.model.queue import Queue
from data.store import documents
from tests.app.services.service_quality.trade import (
    CALLS,
    CHASING,
    ORDERS,
    PLANTED,
    a_call,
    a_chase,
    an_order,
    written,
)
from tests.benchmarks.service_quality import mutations

DAY = "2016-03-01"


def orders_file(folder: Path, count: int = 3) -> Path:
    rows = [an_order(n, f"{DAY} 08:{n:02d}:00") for n in range(1, count + 1)]
    return written(folder / "95598_wkst.tsv", ORDERS, rows)


def calls_file(folder: Path) -> Path:
    rows = [
        a_call("2016000001", f"{DAY} 07:55:00", f"{DAY} 08:00:00"),  # by APP_NO
        a_call("900002", f"{DAY} 07:56:00", f"{DAY} 08:00:00", "A02"),  # by ID
        a_call("777", f"{DAY} 08:31:00", f"{DAY} 08:33:00"),  # of no order
        a_call("2016000003", f"{DAY} 08:10:00", f"{DAY} 08:09:00"),  # ends before it begins
        a_call("777", f"{DAY} 08:31:00", f"{DAY} 08:33:00"),  # a double row
    ]
    return written(folder / "95598_comm_rec.tsv", CALLS, rows)


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ("王建国", ""), ("李娜", ""), ("张先生", ""), ("诸葛先生", ""), ("Ms. Li Na", ""),
        ("营销部", "营销部"), ("黄浦区", "黄浦区"), ("高压", "高压"), ("李家班", "李家班"),
        ("客服", "客服"), ("Grid operations", "Grid operations"), ("徐汇所", "徐汇所"),
    ],
)  # fmt: skip
def test_a_name_in_the_column_of_departments_is_not_stored(
    context: Context, tmp_path: Path, value: str, stored: str
) -> None:
    file = tmp_path / "steps.csv"
    file.write_text(
        "case_id,step,begun_at,department\n"
        f"C1,1,2016-05-01 09:00:00,{value}\nC2,1,2016-05-01 09:00:00,运检部\n",
        encoding="utf-8",
    )
    found = import_service_file(context, file)
    steps = context.store.load_service_records("case_steps")
    assert sorted(steps["department"]) == sorted([stored, "运检部"])
    assert any("look like somebody's name" in note for note in found.notes) == (stored != value)


@pytest.mark.parametrize("calls_first", [False, True])
def test_calls_find_their_orders_by_either_number_whichever_file_comes_first(
    context: Context, tmp_path: Path, calls_first: bool
) -> None:
    files = [orders_file(tmp_path), calls_file(tmp_path)]
    reports = [import_service_file(context, f) for f in (files[::-1] if calls_first else files)]
    last = reports[1].joined
    assert last is not None
    assert (last.by_app_no, last.by_id) == (1, 1)
    if not calls_first:
        assert (last.rows, round(last.share, 3)) == (3, 0.667)
        assert any("66.7%" in line for line in reports[1].sentences)
    touches = context.store.load_service_records("touches")
    assert list(touches["order_id"]) == ["2016000001", "2016000002", "777"]
    assert touches["customer"].iloc[0] == touches["customer"].iloc[1] != ""
    orders = context.store.load_service_records("orders")
    assert list(orders["agent_id"]) == ["A01", "A02", ""]
    assert set(orders["topic"]) == {"停电"}


def test_bad_rows_are_set_aside_with_their_reason_and_without_their_text(
    context: Context, tmp_path: Path
) -> None:
    report = import_service_file(context, calls_file(tmp_path))
    assert [(one.reason, one.rows) for one in report.reasons] == [
        ("the call ends before it begins", 1)
    ]
    assert report.notes[0] == "1 rows repeat an earlier row of the file: left out"
    (import_id,) = {one.import_id for one in context.store.list_imports() if one.rejected}
    aside = context.store.load_rejected(import_id)
    assert (list(aside["row"]), list(aside["text"])) == ([5], [""])


def test_calls_become_arrivals_and_handle_times(context: Context, tmp_path: Path) -> None:
    report = import_service_file(context, calls_file(tmp_path))
    assert (report.queue_id, report.slots) == ("95598", 3)
    series = context.store.load_series("95598")
    assert series.offered.tolist() == [2, 0, 1]
    assert series.handle_s_total.tolist() == [540, 0, 120]
    more = [a_call("888", f"{DAY} 08:32:00", f"{DAY} 08:33:00")]
    import_service_file(context, written(tmp_path / "more.tsv", CALLS, more))
    assert context.store.load_series("95598").offered.tolist() == [2, 0, 2]


def test_calls_of_a_centre_with_several_queues_ask_for_theirs(
    context: Context, tmp_path: Path
) -> None:
    entry = context.entry("set_up", "queues")
    context.store.save(documents.QUEUES, (Queue("a", "A"), Queue("b", "B")), entry)
    assert "the centre has 2 queues" in import_service_file(context, calls_file(tmp_path)).notes[-1]
    assert import_service_file(context, calls_file(tmp_path), queue="b").slots == 3
    with pytest.raises(InvalidValue, match="only call records"):
        import_service_file(context, orders_file(tmp_path), queue="b")


def test_a_preview_saves_nothing(context: Context, tmp_path: Path) -> None:
    report = preview_service_file(context, orders_file(tmp_path))
    assert {one.kind: one.new for one in report.counts} == {"orders": 3, "order_events": 3}
    assert len(context.store.load_service_records("orders")) == 0
    assert not context.store.list_imports()


def test_nobody_is_found_in_the_database_its_backup_or_its_trail(
    context: Context, tmp_path: Path
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    bad = [*an_order(9, "yesterday")[:-1]]  # one cell short, and no time
    rows = [an_order(1, f"{DAY} 08:01:00"), an_order(2, "no time"), tuple(bad),
            an_order(3, f"{DAY} 08:03:00", said=f"【{PLANTED[0]}】x", customer=""),
            (PLANTED[0], *an_order(4, f"{DAY} 08:04:00")[1:])]  # fmt: skip
    canonical = folder / "touches.csv"
    canonical.write_text(
        "touch_id,at,customer,topic,outcome,agent_id,phone\n"
        f"T1,{DAY} 09:00:00,{PLANTED[0]},打电话{PLANTED[0]}找他,{PLANTED[1]},A1,{PLANTED[4]}\n"
        f"T2,{DAY} 09:00:00,{PLANTED[5]},{'张小明说' * 20},,{PLANTED[0]},x\n",
        encoding="utf-8",
    )
    files = (
        written(folder / "wkst.tsv", ORDERS, rows),
        calls_file(folder),
        written(folder / "oversee.tsv", CHASING, [a_chase(1, f"{DAY} 12:00:00")]),
        canonical,
    )
    reports = [import_service_file(context, file, why="first files") for file in files]
    assert sum(one.accepted for one in reports) > 8
    back_up(context.store, tmp_path / "copy.sqlite.gz", lambda *told: None)
    said = "\n".join(line for one in reports for line in one.sentences)
    trail = repr(context.store.audit())
    context.store.close()
    held = b"".join(path.read_bytes() for path in tmp_path.glob("centre.sqlite*"))
    copy = (tmp_path / "copy.sqlite.gz").read_bytes()
    held += gzip.decompress(copy) if copy.startswith(b"\x1f\x8b") else copy
    for one in PLANTED:
        assert one.encode() not in held, one
        assert one not in said + trail, one
    assert "停电".encode() in held  # what may be stored is found this way


def test_chasing_is_an_event_of_its_order(context: Context, tmp_path: Path) -> None:
    import_service_file(context, orders_file(tmp_path))
    rows = [a_chase(1, f"{DAY} 12:00:00"), a_chase(8, f"{DAY} 12:00:00")]
    report = import_service_file(context, written(tmp_path / "oversee.tsv", CHASING, rows))
    assert report.joined is not None
    assert (report.joined.by_app_no, report.joined.rows) == (1, 2)
    events = context.store.load_service_records("order_events", where={"what": "chased"})
    assert list(events["department"]) == ["黄河供电所"] * 2


# --- the key ------------------------------------------------------------------------------------


def test_the_key_is_made_once_private_and_outside_the_database(
    context: Context, tmp_path: Path
) -> None:
    import_service_file(context, orders_file(tmp_path))
    file = tmp_path / "keys" / "customer.key"
    assert file.stat().st_mode & 0o777 == 0o600
    key = file.read_bytes()
    import_service_file(context, orders_file(tmp_path, 5))
    assert file.read_bytes() == key
    context.store.close()
    assert all(key not in path.read_bytes() for path in tmp_path.glob("centre.sqlite*"))


def test_without_its_key_a_database_takes_no_more_customers(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_service_file(context, orders_file(tmp_path))
    file = tmp_path / "keys" / "customer.key"
    file.chmod(0o644)
    with pytest.raises(NotAllowed, match="may be read by others"):
        import_service_file(context, orders_file(tmp_path))
    file.unlink()
    with pytest.raises(UnreadableFile, match=r"is missing: .*customer\.key"):
        import_service_file(context, orders_file(tmp_path))
    monkeypatch.setenv("PEAKSHIFT_CUSTOMER_KEY", "another key of somebody")
    with pytest.raises(InvalidValue, match="hashed with another key"):
        import_service_file(context, orders_file(tmp_path))
    monkeypatch.setenv("PEAKSHIFT_CUSTOMER_KEY", "short")
    with pytest.raises(InvalidValue):
        import_service_file(context, orders_file(tmp_path))


# --- our own long form --------------------------------------------------------------------------

LONG = {
    "orders": "order_id,kind,created_at\nO1,complaint,2026-03-01T08:00:00+08:00\n",
    "order_events": "order_id,what,at,fault\nO1,returned,2026-03-01 09:00:00,agent\n",
    "cases": "case_id,kind,opened_at,praise,satisfied\nC1,service,2026-03-01 09:00:00,否,yes\n",
    "case_steps": "case_id,step,begun_at,ended_at\nC1,1,2026-03-01 09:00:00,\n",
    "touches": "touch_id,at,wait_s\nT1,2026-03-01 09:00:00,12.5\n",
    "scores": "score_id,kind,at,value\nS1,satisfaction,2026-03-01 09:00:00,\n",
}


@pytest.mark.parametrize("kind", LONG)
def test_every_kind_is_read_in_its_long_form(context: Context, tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"{kind}.csv"
    file.write_text(LONG[kind], encoding="utf-8")
    report = import_service_file(context, file)
    assert (report.layout, report.accepted, report.rejected) == (kind, 1, 0)
    assert len(context.store.load_service_records(kind)) == 1


def test_seats_replace_those_of_before(context: Context, tmp_path: Path) -> None:
    file = tmp_path / "seats.csv"
    file.write_text("seat_id,site,zone,out_of_order\nS1,East,A,no\nS2,East,A,yes\n")
    assert import_service_file(context, file).counts[0].new == 2
    assert [seat.out_of_order for seat in context.store.load(documents.SEATS)] == [False, True]


WRONG = {
    "step": ("case_id,step,begun_at\nC1,7,2026-03-01 09:00:00\n", "column step is no whole"),
    "end": (
        "case_id,step,begun_at,ended_at\nC1,1,2026-03-01 09:00:00,2026-02-01 09:00:00\n",
        "it ends before it begins",
    ),
    "event": ("order_id,what,at\nO1,lost,2026-03-01 09:00:00\n", "column what is none of"),
    "time": ("touch_id,at\nT1,soon\n", "column at is no time"),
    "empty": ("touch_id,at\n,2026-03-01 09:00:00\n", "column touch_id is empty"),
    "none": ("touch_id,at\nT1,\n", "column at is empty"),
    "number": ("touch_id,at,wait_s\nT1,2026-03-01 09:00:00,long\n", "column wait_s is no number"),
    "yes": ("case_id,kind,opened_at,praise\nC,a,2026-03-01,perhaps\n", "neither yes nor no"),
    "scale": ("score_id,kind,at,value\nS,quality,2026-03-01,101\n", "outside its scale"),
    "phone": ("touch_id,at,agent_id\nT,2026-03-01,13812345678\n", "looks like a telephone number"),
    "twice": (
        "touch_id,at,agent_id\nT,2026-03-01,A\nT,2026-03-01,B\n",
        "another row of the file has the same touch_id",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_row_that_cannot_be_is_set_aside(context: Context, tmp_path: Path, wrong: str) -> None:
    text, reason = WRONG[wrong]
    file = tmp_path / "wrong.csv"
    file.write_text(text, encoding="utf-8")
    report = import_service_file(context, file)
    assert report.accepted == 0
    assert reason in report.reasons[0].reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a,b\n13812345678,x\n", "has no header known here"),
        (b"order_id,what,when\nT,x,13812345678\n", "lacks at of the order_events layout"),
        (b"touch_id,at\n", "has a header but no rows"),
        (b"touch_id,at,at\nT,1,2\n", "names a column twice: at"),
        (b"\x00\x01\x02", "is not text"),
        (b"  ", "is empty"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(
    context: Context, tmp_path: Path, content: bytes, reason: str
) -> None:
    file = tmp_path / "wrong.csv"
    file.write_bytes(content)
    with pytest.raises(UnreadableFile, match=reason) as error:
        import_service_file(context, file)
    assert "13812345678" not in str(error.value)
    assert not context.store.list_imports()


def test_the_same_file_twice_changes_nothing(context: Context, tmp_path: Path) -> None:
    import_service_file(context, orders_file(tmp_path))
    before = context.store.load_service_records("orders")
    again = import_service_file(context, orders_file(tmp_path))
    assert {one.kind: (one.new, one.unchanged) for one in again.counts} == {
        "orders": (0, 3),
        "order_events": (0, 3),
    }
    pd.testing.assert_frame_equal(before, context.store.load_service_records("orders"))
    assert len(context.store.list_imports()) == 1


def test_bad_files_are_refused_clearly_or_read_row_by_row_and_never_half(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PEAKSHIFT_CUSTOMER_KEY", "a key for this test alone")
    found = mutations.run(60)
    assert found["odd"] == []
    assert found["trail findings"] == 0
    assert found["refused"] > 3


@pytest.mark.heavy
def test_three_thousand_bad_files_leave_nothing_half(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEAKSHIFT_CUSTOMER_KEY", "a key for this test alone")
    assert mutations.run(3000)["odd"] == []
