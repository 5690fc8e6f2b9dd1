"""A staff folder is laid over the stored staff; nothing that was entered meanwhile is lost."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.services.people.leave import add_leave
from app.services.people.staff_import import import_staff, preview_staff
from app.services.people.wishes import add_wish
from data.export import write_staff
from data.model.adjustment import Adjustment
from data.model.errors import BadRows, InvalidValue, UnreadableFile
from data.model.shift import BreakWindow
from data.model.staff import Leave, Staff, Wish
from data.store import documents
from tests.app.cli.test_cli import run
from tests.app.small_centre import SmallCentre
from tests.data.builders import NOW

DAY = date(2026, 1, 5)
HEADERS = {
    "agents": "agent_id,contract_id,skills",
    "contracts": "contract_id,weekly_min_min,weekly_max_min",
    "templates": "code,length_min",
    "leave": "agent_id,first,last",
    "availability": "agent_id,weekday",
    "wishes": "agent_id,day",
}


def staff_of(small: SmallCentre) -> Staff:
    return small.context.store.load(documents.STAFF)


def test_leave_and_wishes_entered_meanwhile_stay_and_are_told(
    small: SmallCentre, tmp_path: Path
) -> None:
    first, second, third = (agent.agent_id for agent in staff_of(small).agents[:3])
    older = {"leave": (Leave(third, DAY, DAY),), "wishes": (Wish(third, date(2026, 1, 9)),)}
    before = replace(staff_of(small), **older)  # type: ignore[arg-type]
    small.context.store.save(documents.STAFF, before, small.context.entry("import_staff", "test"))
    write_staff(before, tmp_path)
    leave = add_leave(small.context, Leave(first, DAY, DAY))
    wish = add_wish(small.context, Wish(second, DAY))
    saw = preview_staff(small.context, tmp_path)
    assert staff_of(small).leave[-1] == leave  # a preview saves nothing
    assert [t.sentence for t in saw.tables if t.kept] == [
        f"leave: 1 entered by hand, which stay ({first} 2026-01-05 to 2026-01-05 annual)",
        f"wishes: 1 entered by hand, which stay ({second} 2026-01-05 day off)",
    ]
    import_staff(small.context, tmp_path)
    assert (leave in staff_of(small).leave, wish in staff_of(small).wishes) == (True, True)
    said = f"{HEADERS['leave']},kind\n{first},2026-01-04,2026-01-06,sick\n"
    (tmp_path / "leave.csv").write_text(said, encoding="utf-8")
    found = import_staff(small.context, tmp_path)  # the file says otherwise for that day
    assert staff_of(small).leave == (Leave(first, date(2026, 1, 4), date(2026, 1, 6), "sick"),)
    assert f"{first} 2026-01-05 to 2026-01-05 annual" in found.tables[3].dropped
    import_staff(small.context, tmp_path, exactly=True)
    assert wish not in staff_of(small).wishes


@pytest.mark.parametrize("table", HEADERS)
def test_a_file_that_is_absent_or_has_no_row_leaves_its_table_alone(
    table: str, small: SmallCentre, tmp_path: Path
) -> None:
    agent_id = staff_of(small).agents[0].agent_id
    add_leave(small.context, Leave(agent_id, DAY, DAY))
    before = staff_of(small)
    write_staff(before, tmp_path)
    (tmp_path / f"{table}.csv").unlink()
    import_staff(small.context, tmp_path)
    assert staff_of(small) == before
    (tmp_path / f"{table}.csv").write_text(HEADERS[table] + "\n", encoding="utf-8")
    import_staff(small.context, tmp_path)
    assert staff_of(small) == before


def test_an_empty_staff_and_an_empty_folder_are_refused(small: SmallCentre, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"none of agents\.csv.* is there"):
        import_staff(small.context, tmp_path)
    entry = small.context.entry("import_staff", "test")
    small.context.store.save(documents.STAFF, Staff(), entry)
    write_staff(Staff(), tmp_path)
    with pytest.raises(InvalidValue, match="names no agent"):
        import_staff(small.context, tmp_path)


def test_the_command_says_what_changes_before_it_does(small: SmallCentre, tmp_path: Path) -> None:
    before = staff_of(small)
    gone, renamed = before.agents[0], replace(before.agents[1], name="Somebody Else")
    agents = (renamed, *before.agents[2:], replace(gone, agent_id="N1"))
    mine = {
        name: tuple(v for v in getattr(before, name) if v.agent_id != gone.agent_id)
        for name in ("leave", "availability", "wishes")
    }
    write_staff(replace(before, agents=agents, **mine), tmp_path)
    words = ("staff", "import", str(tmp_path))
    dry = run(small.url, *words, "--dry-run")
    said = f"1 new (N1); 1 changed ({renamed.agent_id}); 1 dropped ({gone.agent_id})"
    assert (dry.exit_code, f"agents: {said}" in dry.output) == (0, True)
    assert "nothing was saved" in dry.output
    assert staff_of(small) == before
    assert f"agents: {said}" in run(small.url, *words, "--why", "new people").output
    assert staff_of(small).agents == agents


BAD_ROWS = {
    "wishes": [
        (",2026-01-05,off,,,9", "a wish weighs 1"),
        (",2026-01-05,off,22:00,02:00,1", "no span of one day"),
        (",,on,,,1", "says nothing"),
    ],
    "leave": [
        (",2026-01-05,2026-01-09,annual\n{0},2026-01-07,2026-01-12,sick", "already on annual"),
        (",2026-01-05,2029-01-09,annual", "days; give leave of at most"),
    ],
    "availability": [(",Mon,22:00,02:00", "write 26:00")],
    "templates": [
        ("X,x,8:00,8:00,30,480,meal|30|240|300|unpaid;rest|15|60|90|paid", "in their order"),
        ("D" * 300 + ",x,8:00,8:00,30,480,", "300 letters"),
    ],
    "agents": [
        ("{0},Ann,{1},fault,N,no\n {0},Bo,{1},fault,N,no", "is already in"),
        ("A1,Ann,{1},fault,N,no\na1,Bo,{1},fault,N,no", "differ only in case"),
        ("Ａ1,Ann,{1},fault,N,no\nA 1,Bo,{1},fault,N,no", "differ only in case"),
        ("A1,Ann,{1},fault;Fault,N,no", "skills 'fault', 'Fault' differ"),
        ("A1,Ann,{1},fault,North,no\nA2,Bo,{1},fault,north,no", "teams 'North', 'north' differ"),
    ],
}


@pytest.mark.parametrize(
    ("table", "row", "why"), [(t, *case) for t, cases in BAD_ROWS.items() for case in cases]
)
def test_files_are_checked_as_commands_are(
    table: str, row: str, why: str, small: SmallCentre, tmp_path: Path
) -> None:
    staff = staff_of(small)
    one = staff.agents[0].agent_id
    write_staff(replace(staff, leave=(), wishes=(), availability=()), tmp_path)
    file = tmp_path / f"{table}.csv"
    header = file.read_text(encoding="utf-8-sig").splitlines()[0]
    row = (one + row if row.startswith(",") else row).format(one, staff.contracts[0].contract_id)
    file.write_text(f"{header}\n{row}\n", encoding="utf-8")
    with pytest.raises(BadRows, match=why):
        preview_staff(small.context, tmp_path)


def test_no_door_of_the_store_takes_what_the_model_refuses(small: SmallCentre) -> None:
    store, staff = small.context.store, staff_of(small)
    entry = small.context.entry("test", "test")
    one, template = staff.agents[0].agent_id, staff.templates[0]
    late = (BreakWindow("meal", 30, 240, 300), BreakWindow("rest", 15, 60, 90))
    odd = (
        replace(staff, wishes=(Wish(one, DAY, weight=9),)),
        replace(staff, leave=(Leave(one, DAY, DAY), Leave(one, DAY, DAY, "sick"))),
        replace(staff, templates=(replace(template, code="odd", breaks=late), *staff.templates)),
        replace(staff, agents=(*staff.agents, replace(staff.agents[0], agent_id=f" {one}"))),
    )
    for value in odd:
        with pytest.raises(InvalidValue):
            store.save(documents.STAFF, value, entry)
    for amount, verb in ((1e300, "set"), (-1e7, "change_by"), (1e6, "change_by_percent")):
        wild = Adjustment("L", "fault", verb, amount, NOW, NOW.replace(hour=20))  # type: ignore[arg-type]
        with pytest.raises(InvalidValue, match="is a slip"):
            store.save(documents.ADJUSTMENTS, (wild,), entry)


@pytest.mark.parametrize("slot_min", [1, 20, 45])
def test_slots_that_nobody_plans_in_are_refused(slot_min: int, tmp_path: Path) -> None:
    words = ("centre", "set", "--name", "X", "--zone", "UTC", "--slot-min", str(slot_min))
    made = run(str(tmp_path / "x.sqlite"), *words)
    assert made.exit_code != 0
    assert "take 15, 30, 60" in str(made.exception)
