"""docs/benchmarks.md and the command that writes it agree on sections, and old rows stay."""

import shlex

import pytest
import typer

from app.cli.main import app
from app.cli.parts.later import loaded
from tests.benchmarks import report
from tests.benchmarks.report import BENCHES, PAGE, written

TEXT = PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", BENCHES)
def test_a_benchmark_has_a_section_and_a_command_that_can_be_typed(name: str) -> None:
    bench = BENCHES[name]
    assert f"\n## {bench.section}\n" in TEXT
    command, words = typer.main.get_command(app), shlex.split(bench.words)
    while hasattr(command, "commands"):
        command = loaded(command.commands[words.pop(0)])
    known = {name for param in command.params for name in param.opts}
    assert {word for word in words if word.startswith("--")} <= known
    assert "{data}" not in bench.command


def test_a_row_measured_again_takes_the_place_of_the_old_one_alone() -> None:
    rows = [("Erlang A, exact, a year of 15-minute slots to 458 Erlang", "0.1 s", "none")]
    text = written(TEXT, "Staffing and simulation", rows, "peakshift bench erlang", "today")
    before, after = TEXT.splitlines(), text.splitlines()
    assert len(before) == len(after)
    assert [line for line in after if line not in before] == [
        "| Erlang A, exact, a year of 15-minute slots to 458 Erlang | 0.1 s | none "
        "| `peakshift bench erlang` | today |"
    ]


def test_a_new_row_ends_its_table() -> None:
    text = written(TEXT, "Rosters", [("new", "1", "2")], "peakshift demo", "today")
    lines = text.splitlines()
    place = lines.index("| new | 1 | 2 | `peakshift demo` | today |")
    heading = lines.index("## Rosters")
    first = next(i for i in range(heading, place) if lines[i].startswith("|"))
    assert all(line.startswith("|") for line in lines[first:place])
    assert not lines[place + 1].startswith("|")
    assert lines[:place] + lines[place + 1 :] == TEXT.splitlines()


def test_answers_become_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = {
        "objective": 100, "bound": 99, "gap": 0.01, "seconds": 60.0, "hard_violations": 0,
        "bound_verified": True,
    }  # fmt: skip
    monkeypatch.setattr(report, "answered", lambda words: answer)
    assert BENCHES["centre-20"].run() == [
        ("20 agents (centre_20)", "100 against 99: gap 1.000% in 60 s",
         "0 hard violations, bound verified")
    ]  # fmt: skip


def test_templates_of_rows_are_filled_from_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = {"mean_error_points": {"lag": 0.5, "slot": 2.25}}
    monkeypatch.setattr(report, "answered", lambda words: answer)
    (row,) = BENCHES["ramp"].run()
    assert row[1:] == ("0.50 points with the lag", "2.25 points slot by slot")


def test_benchmarks_whose_data_are_missing_are_left_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(report, "DATA", tmp_path)
    assert [name for name, _ in report.chosen(["centre-20", "erlang"])] == ["erlang"]
    assert "the old row stays" in capsys.readouterr().err
