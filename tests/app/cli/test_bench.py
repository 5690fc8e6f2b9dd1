"""`peakshift bench`: the benchmarks of a checkout, and one clear line where there are none."""

import ast
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from app.cli.bench import CHECKOUT, ELSEWHERE, benchmarks
from app.cli.main import app
from tests import ROOT

NAMES = (
    "intraday", "surge", "alerts", "adherence", "closed-loop", "month-range", "seats", "trace",
    "service-quality", "erlang", "simulate", "target", "ramp", "us-bank", "night", "roster",
    "trust", "activities", "edits", "history", "app", "staff-rostering",
)  # fmt: skip


def test_a_checkout_has_every_benchmark() -> None:
    assert CHECKOUT == ROOT
    group = typer.main.get_group(benchmarks())
    assert tuple(name for name, one in group.commands.items() if not one.hidden) == NAMES


@pytest.mark.parametrize("name", [*NAMES, "promise"])
def test_every_benchmark_starts(name: str) -> None:
    said = CliRunner().invoke(app, ["bench", name, "--help"])
    assert said.exit_code == 0, said.output
    assert "--json" in said.output


@pytest.mark.parametrize("words", [[], ["--help"], ["roster", "--agents", "4"]])
def test_an_installation_says_where_the_benchmarks_are(tmp_path: Path, words: list[str]) -> None:
    said = CliRunner().invoke(benchmarks(tmp_path), words)
    assert said.exit_code == 2
    assert said.output == f"Error: {ELSEWHERE}\n"


def test_nothing_else_of_the_product_imports_tests() -> None:
    found = {
        str(path.relative_to(ROOT))
        for room in ("app", "data", "forecasting", "rostering")
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "tests")
        or (
            isinstance(node, ast.Import)
            and any(n.name.split(".")[0] == "tests" for n in node.names)
        )
    }
    assert found == {"app/cli/bench.py"}
