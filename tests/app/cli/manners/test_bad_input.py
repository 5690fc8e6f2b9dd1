"""Bad input at the command line: one clear line, never a traceback, nothing lost."""

import json
from pathlib import Path

import pytest

from data.model.publication import SavedRoster
from data.store import documents
from tests.app.small_centre import FIRST_DAY, HEADER, SmallCentre, history_csv

pytestmark = pytest.mark.slow

Rostered = tuple[SmallCentre, SavedRoster]


def a_matrix(centre: SmallCentre, roster_id: str, folder: Path, peakshift) -> Path:
    out = folder / "matrix.csv"
    assert peakshift(
        centre.url, "roster", "export", roster_id, "--as", "matrix", "--out", str(out)
    )[0] == 0  # fmt: skip
    return out


# -- files that cannot be written ------------------------------------------------------------------


@pytest.mark.parametrize("form", ["csv", "matrix", "xlsx"])
def test_an_export_onto_a_folder_is_one_clear_line(
    rostered: Rostered, tmp_path: Path, peakshift, form: str
) -> None:
    centre, saved = rostered
    code, _, said = peakshift(
        centre.url, "roster", "export", saved.roster_id, "--as", form, "--out", str(tmp_path)
    )
    assert code == 1
    assert str(tmp_path) in said
    assert "Traceback" not in said


def test_an_inbox_that_is_a_file_is_one_clear_line(small: SmallCentre, peakshift) -> None:
    file = small.folder / "inbox"
    file.write_text("not a folder")
    code, _, said = peakshift(small.url, "refresh", "--inbox", str(file))
    assert code == 1
    assert f"inbox {file}" in said


def test_brackets_in_a_message_are_text_not_markup(tmp_path: Path, peakshift) -> None:
    file = tmp_path / "[red]x.csv"
    file.write_text("a,b\n1,2\n")
    url = str(tmp_path / "new.sqlite")
    peakshift(url, "centre", "set", "--name", "New")
    code, _, said = peakshift(url, "history", "import", str(file))
    assert code == 1
    assert "[red]x.csv" in said


# -- the centre ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--name", " "), "needs a name"),
        (("--name", "X", "--country", "XX"), "XX"),
        (("--name", "X", "--zone", "Mars/Base"), "Mars/Base"),
        (("--name", "X", "--slot-min", "17"), "17 min"),
    ],
)
def test_a_centre_that_makes_no_sense_is_refused(
    tmp_path: Path, peakshift, words: tuple[str, ...], told: str
) -> None:
    url = str(tmp_path / "new.sqlite")
    code, _, said = peakshift(url, "centre", "set", *words)
    assert code == 1
    assert told in said
    assert peakshift(url, "centre", "show")[0] == 1  # nothing was kept


# -- history --------------------------------------------------------------------------------------


def test_counts_of_times_to_come_are_kept_aside_with_their_reason(
    small: SmallCentre, peakshift
) -> None:
    before = peakshift(small.url, "history", "show", "--json")[1]
    file = small.folder / "typo.csv"
    file.write_text(
        f"{HEADER}\n2099-11-01T05:30:00+08:00,30,fault,,voice,5,5,0,5,20,1200,9,,\n"
        "2025-06-02T00:00:00+08:00,30,fault,,voice,5,5,0,5,20,1200,9,,\n"
    )
    code, out, _ = peakshift(small.url, "history", "import", str(file), "--json")
    assert code == 3
    assert json.loads(out)["rejected"] == 1
    aside = json.loads(peakshift(small.url, "history", "rejected", "typo.csv", "--json")[1])
    assert [row["row"] for row in aside] == [2]
    assert "future" in aside[0]["reason"]
    after = peakshift(small.url, "history", "show", "--json")[1]
    assert [r["last"] for r in json.loads(after)] == [r["last"] for r in json.loads(before)]


def test_a_header_that_is_nearly_right_is_told_what_it_lacks(small: SmallCentre, peakshift) -> None:
    file = small.folder / "nearly.csv"
    file.write_text("queue_id,interval_start,interval_min,offered\nfault,2025-06-02T00:00,30,5\n")
    code, _, said = peakshift(small.url, "history", "import", str(file))
    assert code == 1
    assert "lacks interval_minutes of the canonical layout" in said
    assert "amazon_connect" not in said
    file.write_text(
        "QueueName,QueueId,ChannelType,TimeStamp,IncomingContactVolume,X,Y\n1,1,v,,1,,\n"
    )
    code, _, said = peakshift(small.url, "history", "import", str(file))
    assert code == 1
    assert (
        "lacks IntervalDuration, AverageHandleTime, ContactsHandled of the amazon_connect" in said
    )
    assert "genesys_cloud" not in said
    file.write_text("a,b\n1,2\n")
    said = peakshift(small.url, "history", "import", str(file))[2]
    assert "genesys_cloud" not in said, "six layouts help nobody"
    assert "on the page Data" in said


def test_a_replaced_value_can_be_read_back(small: SmallCentre, peakshift) -> None:
    lines = history_csv(FIRST_DAY, 1).splitlines()
    cells = lines[1].split(",")
    was = float(cells[5])
    file = small.folder / "corrected.csv"
    cells[5:8] = ["77", "70", "7"]
    file.write_text("\n".join([lines[0], ",".join(cells)]) + "\n")
    assert peakshift(small.url, "history", "import", str(file))[0] == 0
    found = json.loads(peakshift(small.url, "history", "superseded", "fault", "--json")[1])
    assert [(v["offered"], v["source"], v["replaced_by"]) for v in found] == [
        (was, "history.csv", "corrected.csv")
    ]
    assert found[0]["start"].startswith(f"{FIRST_DAY}T00:00")


def test_older_values_of_an_unknown_queue_or_file_are_refused(
    small: SmallCentre, peakshift
) -> None:
    for words in (("superseded", "nope"), ("rejected", "nope.csv")):
        code, _, said = peakshift(small.url, "history", *words)
        assert code == 1
        assert words[1] in said


# -- rules ----------------------------------------------------------------------------------------


def test_a_rule_cannot_be_hard_and_priced_at_once(small: SmallCentre, peakshift) -> None:
    before = peakshift(small.url, "rules", "list", "--json")[1]
    code, _, said = peakshift(small.url, "rules", "set", "wishes", "--price", "5", "--hard")
    assert code == 2
    assert "--price" in said
    assert peakshift(small.url, "rules", "list", "--json")[1] == before


def test_the_rule_list_shows_the_fields_that_can_be_set(small: SmallCentre, peakshift) -> None:
    assert "rest_min=11h" in peakshift(small.url, "rules", "list")[1]


# -- roster files -------------------------------------------------------------------------------


def test_a_matrix_read_back_breaks_nothing_that_the_roster_kept(
    rostered: Rostered, tmp_path: Path, peakshift
) -> None:
    centre, saved = rostered
    matrix = a_matrix(centre, saved.roster_id, tmp_path, peakshift)
    code, out, _ = peakshift(centre.url, "roster", "check", str(matrix), "--json")
    assert code == 0
    assert json.loads(out)["hard_violations"] == 0


def test_a_roster_file_edited_so_that_rules_break_says_which_and_who(
    rostered: Rostered, tmp_path: Path, peakshift
) -> None:
    centre, saved = rostered
    matrix = a_matrix(centre, saved.roster_id, tmp_path, peakshift)
    lines = matrix.read_text(encoding="utf-8-sig").splitlines()
    cells = lines[1].split(",")
    shift = next(cell for cell in cells[2:] if cell)
    agent = cells[0]
    lines[1] = ",".join([*cells[:2], *[shift] * (len(cells) - 3), cells[-1]])
    matrix.write_text("\n".join(lines) + "\n", encoding="utf-8")
    code, out, said = peakshift(centre.url, "roster", "check", str(matrix))
    assert code == 3, said
    assert "HARD" in out
    assert agent in out


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda lines: lines[:1], "no shifts"),
        (lambda lines: [*lines, lines[-1].replace(lines[-1].split(",")[0], "ZZ9")], "ZZ9"),
        (lambda lines: [*lines, lines[-1].replace("2025-", "2031-")], "days"),
    ],
)
def test_a_roster_file_that_cannot_be_one_is_refused(
    rostered: Rostered, tmp_path: Path, peakshift, change, told: str
) -> None:
    centre, saved = rostered
    out = tmp_path / "roster.csv"
    peakshift(centre.url, "roster", "export", saved.roster_id, "--out", str(out))
    lines = [
        line
        for line in out.read_text(encoding="utf-8-sig").splitlines()
        if not line.startswith(",")  # the row that names the horizon
    ]
    out.write_text("\n".join(change(lines)) + "\n", encoding="utf-8")
    code, _, said = peakshift(centre.url, "roster", "check", str(out))
    assert code == 1
    assert told in said


# -- locks ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("hasty")
def test_locked_cells_stay_as_they_were(rostered: Rostered, peakshift) -> None:
    centre, saved = rostered
    roster = saved.result.roster
    assert roster is not None
    middle = roster.dates[2]
    agent = centre.context.store.load(documents.STAFF).agents[0].agent_id
    code, out, said = peakshift(
        centre.url, "roster", "build", "--from", str(roster.first), "--weeks", "1",
        "--time-limit", "2", "--start", saved.roster_id, "--lock-until", str(middle),
        "--lock", f"{agent}@{roster.dates[4]}", "--json",
    )  # fmt: skip
    assert code == 0, said
    built = centre.context.store.load_roster(json.loads(out)["id"])
    assert built.result.roster is not None
    wanted = [s for s in roster.shifts if s.day <= middle]
    assert [s for s in built.result.roster.shifts if s.day <= middle] == wanted
    cell = (agent, roster.dates[4])
    assert built.result.roster.by_cell.get(cell) == roster.by_cell.get(cell)
    assert len(built.problem.locks) == 3 * 16 + 1


def test_locks_of_nobody_or_never_are_refused(rostered: Rostered, peakshift) -> None:
    centre, saved = rostered
    first = str(saved.result.roster.first) if saved.result.roster else ""
    for words, told, ends in (
        (("--lock", "ZZ@2025-08-12"), "ZZ", 1),
        (("--lock", "no cell"), "AGENT@", 2),
        (("--lock-until", "2025-08-12"), "roster", 1),
    ):
        code, _, said = peakshift(centre.url, "roster", "build", "--from", first, *words)
        assert code == ends
        assert told in said
