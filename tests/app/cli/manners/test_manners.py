"""Manners of the command line, held for every command there is."""

import json
import shlex
from typing import Any

import pytest
import typer
from rich.console import Console

from app.cli.main import app
from app.cli.parts import output
from app.cli.parts.command import IDS
from app.cli.parts.examples import EXAMPLES, example_of
from app.cli.parts.exits import MEANINGS, Exit
from app.cli.parts.later import loaded
from app.cli.parts.output import answers, duration, errors, print_table
from app.cli.parts.typed import MOMENTS, as_typed, whole_numbers
from data.model.words import counted


def _commands(noun: Any, path: tuple[str, ...] = ()) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, command in noun.commands.items():
        real = loaded(command)
        if hasattr(real, "commands"):
            found |= _commands(real, (*path, name))
        else:
            found[" ".join((*path, name))] = real
    return found


ALL = _commands(typer.main.get_command(app))
OURS = {path: command for path, command in ALL.items() if not path.startswith("bench ")}


@pytest.mark.parametrize("path", OURS)
def test_every_command_answers_in_json_and_explains_each_parameter(path: str) -> None:
    command = OURS[path]
    assert "json" in {param.name for param in command.params}
    silent = [param.name for param in command.params if not param.help and not param.hidden]
    assert not silent, f"{path} says nothing of {silent}: write help, or a line in HELP"
    assert command.help


@pytest.mark.parametrize("path", OURS)
def test_every_command_has_an_example_that_is_understood(
    path: str, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = shlex.split(EXAMPLES[path])
    for word in words:
        if word.endswith(".csv"):
            (tmp_path / word).touch()
    root = typer.main.get_command(app).make_context("peakshift", path.split())
    understood = OURS[path].make_context(path, words, parent=root)
    assert set(understood.params) == {param.name for param in OURS[path].params}


def test_examples_are_of_commands_that_are_there() -> None:
    assert set(EXAMPLES) <= set(ALL)


def test_help_ends_with_the_example(peakshift, tmp_path) -> None:
    code, out, _ = peakshift(str(tmp_path / "x.sqlite"), "roster", "export", "--help")
    assert code == 0
    assert example_of("roster export").split("--as")[0] in " ".join(out.split())


@pytest.mark.parametrize(
    ("words", "exit_code", "kind"),
    [
        (("roster", "show", "nowhere"), Exit.COULD_NOT, "NotFound"),
        (("roster", "build", "--from", "someday"), Exit.WORDS, "Words"),
        (("roster", "shwo"), Exit.WORDS, "Words"),
        (("centre", "set", "--name", " "), Exit.COULD_NOT, "InvalidValue"),
    ],
)
def test_a_mistake_with_json_is_one_document(
    peakshift, small, words: tuple[str, ...], exit_code: int, kind: str
) -> None:
    code, out, said = peakshift(small.url, *words, "--json")
    assert code == exit_code
    told = json.loads(out)["error"]
    assert (told["kind"], told["exit_code"]) == (kind, code)
    assert told["message"]
    assert not said


def test_a_number_below_zero_is_a_number(peakshift, small) -> None:
    code, _, said = peakshift(small.url, "forecast", "run", "--weeks", "1", "--queue", "fault")
    assert code == 0, said
    first = small.context.store.latest_forecast("fault").grid.days[0]
    code, out, said = peakshift(
        small.url, "forecast", "adjust", "fault", "change_by_percent", "-20",
        "--from", f"{first}T08:00", "--to", f"{first}T12:00", "--why", "quiet", "--json",
    )  # fmt: skip
    assert code == 0, said
    assert json.loads(out)["version_id"].startswith("F-fault-")
    code, _, said = peakshift(small.url, "forecast", "adjust", "fault", "change_by", "-x")
    assert code == Exit.WORDS
    assert "-x" in said


def test_ids_are_completed_from_the_database(small) -> None:
    root = typer.main.get_command(app).make_context(
        "peakshift", ["--db", small.url, "centre"], resilient_parsing=True
    )
    command = OURS["centre queue"]
    ctx = command.make_context("queue", [], parent=root, resilient_parsing=True)
    (param,) = [p for p in command.params if p.name == "queue_id"]
    assert [item.value for item in param.shell_complete(ctx, "f")] == ["fault"]
    assert set(IDS) <= {p.name for c in ALL.values() for p in c.params}


def test_a_database_that_is_not_there_completes_to_nothing(tmp_path) -> None:
    missing = tmp_path / "none" / "x.sqlite"
    root = typer.main.get_command(app).make_context(
        "peakshift", ["--db", str(missing), "roster"], resilient_parsing=True
    )
    command = OURS["roster show"]
    ctx = command.make_context("show", [], parent=root, resilient_parsing=True)
    assert command.params[0].shell_complete(ctx, "") == []
    assert not missing.parent.exists()


def test_each_exit_code_has_one_meaning() -> None:
    assert set(MEANINGS) == set(Exit)
    assert len(set(MEANINGS.values())) == len(Exit)


@pytest.mark.parametrize(
    ("text", "number"),
    [("rest_min=11h", 660), ("rest_min=11h30", 690), ("rest_min=660", 660), ("least=2", 2)],
)
def test_minutes_may_be_typed_and_are_shown_in_hours(text: str, number: int) -> None:
    name = text.split("=")[0]
    assert whole_numbers([text]) == {name: number}
    assert whole_numbers([as_typed(name, number)]) == {name: number}


@pytest.mark.parametrize("text", ["least=2h", "rest_min=11h75", "rest_min=", "rest_min=h"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="is not field=whole number"):
        whole_numbers([text])


def test_lengths_of_time_are_said_as_people_do() -> None:
    said = [duration(minutes) for minutes in (0, 45, 60, 90, 1440)]
    assert said == ["0 min", "45 min", "1 h", "1 h 30 min", "24 h"]
    assert [counted(n, "row") for n in (0, 1, 1000)] == ["0 rows", "1 row", "1000 rows"]


def test_what_people_call_a_thing_is_printed_as_it_is() -> None:
    for console in (answers, errors):
        with console.capture() as got:
            console.print("[night] desk")
        assert got.get() == "[night] desk\n"
    with answers.capture() as got:
        print_table("Queues", ["name"], [["[/night] desk"]])
    assert "[/night] desk" in got.get()


def test_every_moment_and_every_day_is_taken_as_people_write_it() -> None:
    """Typer's own forms leave out `2026-01-05T09:30`."""
    for name, command in OURS.items():
        for param in command.params:
            forms = getattr(param.type, "formats", None)
            if forms is not None:
                assert list(forms) == ["%Y-%m-%d"] or set(forms) >= set(MOMENTS), (name, param.name)


def test_an_id_in_front_of_a_table_is_never_broken(capsys: pytest.CaptureFixture[str]) -> None:
    narrow = Console(width=60, markup=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(output, "answers", narrow)
        print_table("Rosters", ["roster", "why"], [["R-20261207-1a2b3c", "word " * 40]])
    assert "R-20261207-1a2b3c" in capsys.readouterr().out
