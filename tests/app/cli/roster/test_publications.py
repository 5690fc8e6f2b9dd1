"""Published, rolled back, withdrawn, named, compared and handed out, as a planner does it."""

import csv
import io
import zipfile
from datetime import date, timedelta

import icalendar
import pytest

from app.services.context import Context
from app.services.people.leave import add_leave
from app.services.roster.changes.edit import CellEdit, save_edit
from app.services.roster.check import roster_of
from app.services.roster.label import archive_roster
from data.model.errors import InvalidValue
from data.model.publication import SavedRoster
from data.model.staff import Leave
from data.store import Store
from tests.app.command_line import run, told
from tests.app.small_centre import NOW, SmallCentre

Rostered = tuple[SmallCentre, SavedRoster]


def an_edit(centre: SmallCentre, saved: SavedRoster, nth: int = 0, who: str = "tester") -> str:
    """Roster in which somebody gave the n-th shift's agent the day off."""
    shift = roster_of(saved).shifts[nth]
    context = Context(centre.context.store, who, lambda: NOW)
    edit = CellEdit(shift.agent_id, shift.day, None)
    return save_edit(context, saved.roster_id, (edit,), "asked for it").roster_id


def publish(centre: SmallCentre, roster_id: str, *more: str) -> int:
    """Number of the version that a roster is published as."""
    words = ("--why", "go", "--replications", "2", "--accept-violations", *more)
    return int(told(centre, "roster", "publish", roster_id, *words)["version"])


def what(centre: SmallCentre) -> dict[int, tuple[str, int]]:
    """Roster and days in force of each version."""
    rows = told(centre, "roster", "published")
    return {row["version"]: (row["roster_id"], row["days_in_force"]) for row in rows}


def events(content: bytes) -> dict[str, tuple[int, str, object]]:
    """Sequence, status and begin of each event of a calendar, by its UID."""
    calendar = icalendar.Calendar.from_ical(content)
    return {
        str(event["uid"]): (
            int(event["sequence"]),
            str(event.get("status", "")),
            event["dtstart"].dt,
        )
        for event in calendar.walk("VEVENT")
    }


def calendar(centre: SmallCentre, roster_id: str, *more: str) -> dict[str, tuple[int, str, object]]:
    """Events of an exported calendar."""
    return events(run(centre, "roster", "export", roster_id, "--as", "ics", *more).stdout_bytes)


def the_client(*calendars: dict[str, tuple[int, str, object]]) -> dict[str, object]:
    """What a calendar program shows after it read calendars, in any order: of an event the one
    with the highest sequence, unless that is cancelled."""
    kept: dict[str, tuple[int, str, object]] = {}
    for found in calendars:
        for uid, event in found.items():
            if uid not in kept or event[0] >= kept[uid][0]:
                kept[uid] = event
    return {uid: begin for uid, (_, status, begin) in kept.items() if status != "CANCELLED"}


def test_versions_are_rolled_back_withdrawn_and_the_trail_stays_whole(rostered: Rostered) -> None:
    centre, saved = rostered
    first, second = saved.roster_id, an_edit(centre, saved)
    days = roster_of(saved).days
    assert (publish(centre, first), publish(centre, second)) == (1, 2)
    assert what(centre) == {2: (second, days), 1: (first, 0)}

    again = told(centre, "roster", "roll-back", "1", "--why", "the day off was refused")
    assert (again["version"], again["rolls_back_to"], len(again["changed"])) == (3, 1, 1)
    assert what(centre)[3] == (first, days)
    nothing = run(centre, "roster", "roll-back", "1", "--why", "once more")
    assert "in force, as version 3 of tester" in str(nothing.exception)

    done = told(centre, "roster", "withdraw", "3", "--why", "it was not")
    assert (done["withdraws"], done["in_force"], done["unpublished"]) == (3, [2], [])
    assert "withdrawn already, by version 4 of tester" in str(
        run(centre, "roster", "withdraw", "3", "--why", "again").exception
    )
    listed = run(centre, "roster", "published").stdout
    for words in ("withdraws version 3", "withdrawn, version 1", "in force", "replaced"):
        assert words in listed

    for verb in ("roll-back", "withdraw"):
        refused = str(run(centre, "roster", verb, "4", "--why", "odd").exception)
        assert "version 4 publishes no roster: it withdraws version 3" in refused
    assert "withdraws version 3" in str(run(centre, "roster", "rebuild", "4").exception)
    assert told(centre, "roster", "rebuild")["version"] == 2
    assert not told(centre, "roster", "rebuild", "3")["differences"]
    assert run(centre, "audit", "verify").exit_code == 0


def test_a_withdrawal_leaves_days_bare_and_its_row_is_sealed(rostered: Rostered) -> None:
    centre, saved = rostered
    publish(centre, saved.roster_id)
    assert "say why" in str(run(centre, "roster", "withdraw", "1").exception)
    done = told(centre, "roster", "withdraw", "1", "--why", "by mistake")
    assert (done["in_force"], len(done["unpublished"])) == ([], roster_of(saved).days)
    said = run(centre, "audit", "verify")
    assert said.exit_code == 0, said.stdout
    with Store.open(centre.url) as store:
        assert not store.altered(("publications", (2,)))
        for_ever = store.load_publications()[1]
    assert (for_ever.withdraws, for_ever.why) == (1, "by mistake")
    nothing = run(
        centre, "roster", "payroll",
        "--from", f"{roster_of(saved).first}", "--until", f"{roster_of(saved).last}",
    )  # fmt: skip
    assert "no roster is published for any day" in str(nothing.exception)


def test_edits_of_others_are_undone_only_when_asked(rostered: Rostered) -> None:
    centre, saved = rostered
    publish(centre, an_edit(centre, saved, 0, "Mei"))
    mine = an_edit(centre, saved, 5)
    refused = str(run(centre, "roster", "publish", mine, "--accept-violations").exception)
    for words in ("1 edit by Mei", "asked for it", "--undo-others"):
        assert words in refused
    assert publish(centre, mine, "--undo-others") == 2


def test_questions_without_a_roster_are_about_the_published_one(rostered: Rostered) -> None:
    centre, saved = rostered
    shift = roster_of(saved).shifts[0]
    replace = ("roster", "replace", shift.agent_id, shift.day.isoformat(), "--limit", "1")
    draft = an_edit(centre, saved, 3)
    assert f"newest draft, {draft}" in " ".join(run(centre, *replace).stderr.split())
    assert told(centre, "fairness", "show")["roster"] == draft

    publish(centre, saved.roster_id)
    an_edit(centre, saved, 1)
    assert f"roster {saved.roster_id}, version 1" in run(centre, *replace).stderr
    assert told(centre, "fairness", "show")["roster"] == saved.roster_id
    assert f"{saved.roster_id}, version 1" in run(centre, "fairness", "show").stderr
    after = roster_of(saved).last + timedelta(days=3)
    nobody = run(centre, "roster", "replace", shift.agent_id, after.isoformat())
    assert f"no roster is published or saved that covers {after}" in str(nobody.exception)


def test_rosters_are_named_noted_archived_and_compared(rostered: Rostered) -> None:
    centre, saved = rostered
    first, second = saved.roster_id, an_edit(centre, saved)
    assert told(centre, "roster", "name", first, "  August 八月 ")["name"] == "August 八月"
    assert "already" in str(run(centre, "roster", "name", first, "August 八月").exception)
    assert f"{first} is called" in str(
        run(centre, "roster", "name", second, "august 八月").exception
    )
    assert "no roster" in str(run(centre, "roster", "note", "R-none", "x").exception)
    told(centre, "roster", "note", first, "agreed with the council")
    shown = told(centre, "roster", "show", first)
    assert (shown["name"], shown["remark"]) == ("August 八月", "agreed with the council")

    found = told(centre, "roster", "compare", first, second)
    assert len(found["changes"]) == 1
    assert "August 八月" in run(centre, "roster", "compare", first, second).stdout

    told(centre, "roster", "archive", second)
    assert [row["roster_id"] for row in told(centre, "roster", "list")] == [first]
    assert len(told(centre, "roster", "list", "--archived")) == 2
    assert "archive already" in str(run(centre, "roster", "archive", second).exception)
    told(centre, "roster", "unarchive", second)
    publish(centre, second)
    with pytest.raises(InvalidValue, match="published as version 1 and not over yet"):
        archive_roster(centre.context, second)


def test_a_client_that_reads_every_version_shows_the_plan_in_force(rostered: Rostered) -> None:
    centre, saved = rostered
    first = saved.roster_id
    draft = calendar(centre, first)
    assert {(sequence, status) for sequence, status, _ in draft.values()} == {(0, "TENTATIVE")}
    publish(centre, first)
    second = an_edit(centre, saved)
    one = calendar(centre, first)
    publish(centre, second)
    two = calendar(centre, second)
    assert set(one) == set(two) == set(draft), "events keep their UIDs"
    assert {sequence for sequence, _, _ in two.values()} == {2}
    (dropped,) = [uid for uid, (_, status, _) in two.items() if status == "CANCELLED"]
    assert roster_of(saved).shifts[0].agent_id in dropped
    assert set(the_client(one, two)) == set(the_client(two, one)) == set(one) - {dropped}

    told(centre, "roster", "roll-back", "1", "--why", "no day off")
    three = calendar(centre, first)
    assert set(the_client(one, two, three)) == set(one)
    told(centre, "roster", "withdraw", "3", "--why", "a day off after all")
    four = calendar(centre, first)
    assert set(the_client(one, two, three, four)) == set(one) - {dropped}
    told(centre, "roster", "withdraw", "2", "--why", "start anew")
    told(centre, "roster", "withdraw", "1", "--why", "start anew")
    assert the_client(one, two, three, four, calendar(centre, second)) == {}


def test_each_agent_has_a_calendar_of_the_same_events(rostered: Rostered) -> None:
    centre, saved = rostered
    publish(centre, saved.roster_id)
    agent_id = roster_of(saved).shifts[0].agent_id
    whole = calendar(centre, saved.roster_id)
    mine = {uid: event for uid, event in whole.items() if f"-{agent_id}@" in uid}
    assert calendar(centre, saved.roster_id, "--agent", agent_id) == mine
    folder = centre.folder / "calendars"
    run(centre, "roster", "export", saved.roster_id, "--as", "calendars", "--out", str(folder))
    assert len(list(folder.iterdir())) == len(saved.problem.agents)
    assert events((folder / f"{agent_id}.ics").read_bytes()) == mine
    packed = run(centre, "roster", "export", saved.roster_id, "--as", "calendars").stdout_bytes
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {e for name in archive.namelist() for e in events(archive.read(name))} == set(whole)
    refused = run(centre, "roster", "export", saved.roster_id, "--agent", agent_id)
    assert "leave out the agent" in str(refused.exception)
    assert "no agent" in str(
        run(centre, "roster", "export", saved.roster_id, "--as", "ics", "--agent", "X").exception
    )


def payroll(centre: SmallCentre, first: date, last: date) -> dict[str, dict[str, int]]:
    """Figures of each agent."""
    words = ("--from", f"{first}", "--until", f"{last}", "--columns", "ids")
    text = run(centre, "roster", "payroll", *words).stdout
    return {
        row["agent_id"]: {k: int(v) for k, v in row.items() if k not in ("agent_id", "name")}
        for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    }


def test_payroll_of_any_days_is_that_of_the_versions_in_force(rostered: Rostered) -> None:
    centre, saved = rostered
    roster = roster_of(saved)
    publish(centre, saved.roster_id)
    shift = roster.shifts[0]
    before = payroll(centre, roster.first, roster.last)
    assert sum(row["shifts"] for row in before.values()) == len(roster.shifts)
    days = [payroll(centre, day, day)[shift.agent_id] for day in roster.dates]
    for kind in ("shifts", "paid_minutes", "night_minutes", "weekend_minutes"):
        assert sum(row[kind] for row in days) == before[shift.agent_id][kind]

    publish(centre, an_edit(centre, saved))
    after = payroll(centre, roster.first, roster.last + timedelta(days=7))
    left = before[shift.agent_id]["shifts"] - 1
    assert after[shift.agent_id]["shifts"] == left
    assert {a: r for a, r in after.items() if a != shift.agent_id} == {
        a: r for a, r in before.items() if a != shift.agent_id
    }
    said = run(
        centre, "roster", "payroll",
        "--from", f"{roster.first}", "--until", f"{roster.last + timedelta(days=7)}",
    )  # fmt: skip
    assert "7 days have no published roster" in " ".join(said.stderr.split())
    told(centre, "roster", "withdraw", "2", "--why", "no day off")
    assert payroll(centre, roster.first, roster.last) == before


def test_sick_and_leave_are_paid_and_stand_in_every_export(rostered: Rostered) -> None:
    centre, saved = rostered
    roster = roster_of(saved)
    publish(centre, saved.roster_id)
    shift = roster.shifts[0]
    worked = {s.day for s in roster.shifts if s.agent_id == shift.agent_id}
    free = next(day for day in roster.dates if day not in worked)
    before = payroll(centre, roster.first, roster.last)[shift.agent_id]
    add_leave(centre.context, Leave(shift.agent_id, shift.day, shift.day, "sick"))
    add_leave(centre.context, Leave(shift.agent_id, free, free, "annual"))
    after = payroll(centre, roster.first, roster.last)[shift.agent_id]
    assert (after["sick_days"], after["leave_days"]) == (1, before["leave_days"] + 1)
    assert after["sick_minutes"] == before["paid_minutes"] - after["paid_minutes"] > 0
    assert after["shifts"] == before["shifts"] - 1
    assert after["leave_minutes"] > before["leave_minutes"]
    for form in ("csv", "matrix", "ics"):
        text = run(centre, "roster", "export", saved.roster_id, "--as", form).stdout
        assert "sick" in text, form
        assert "annual" in text, form


@pytest.mark.parametrize("last", ["2025-08-01", "2027-08-01"])
def test_payroll_of_impossible_days_is_refused(rostered: Rostered, last: str) -> None:
    said = run(rostered[0], "roster", "payroll", "--from", "2025-08-11", "--until", last)
    assert "the last day must follow the first within 400 days" in str(said.exception)
