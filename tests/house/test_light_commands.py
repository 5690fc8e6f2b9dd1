"""A command loads what it needs and no more: modules are counted, not seconds."""

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest

from app.cli.main import Commands
from app.services.context import Context
from app.services.history import import_history
from app.services.jobs.database import Jobs
from app.services.jobs.of_data import RefreshOrder
from data.model.centre import Centre
from data.model.queue import Queue
from data.store import Store, documents
from tests import ROOT
from tests.app.small_centre import FIRST_DAY, history_csv

SOLVERS = ("ortools", "numba", "scipy", "prophet", "statsmodels", "distributed")
PAGES = ("streamlit", "altair")
FILE_FORMS = ("icalendar", "xlsxwriter", "openpyxl", "holidays")
DATABASE = ("sqlalchemy", "alembic")
NEVER = (*SOLVERS, *PAGES, *FILE_FORMS, "alembic")
MOST_MODULES_OF_HELP = 400
"""Python, Typer, Rich and the list of commands: 344 when this was written, 2,520 before."""

LOOK = """
import json, os, sys
from app.cli.main import main
answers = []
for words, variables in json.loads(sys.argv[1]):
    sys.argv = ["peakshift", *words]
    os.environ.update(variables)
    code = 0
    try:
        main()
    except SystemExit as end:
        code = int(end.code or 0)
    print(end="\\f", flush=True)
    answers.append([code, sorted(sys.modules)])
print(json.dumps(answers), file=sys.stderr)
"""


def loaded_by(*words: str) -> tuple[str, set[str]]:
    """What a command answers and every module that it loaded."""
    said, ((_, modules),) = loaded_by_each(words)
    return said, modules


def loaded_by_each(
    *commands: tuple[str, ...], variables: Sequence[Mapping[str, str]] = ()
) -> tuple[str, list[tuple[str, set[str]]]]:
    """What commands answer, a form feed after each, and all that is loaded after each of them.

    What none of many loads, none of them loads alone.

    Parameters
    ----------
    variables
        Those of the environment that each command finds; none: as here.
    """
    calls = list(zip(commands, variables or [{}] * len(commands), strict=True))
    ran = subprocess.run(
        [sys.executable, "-c", LOOK, json.dumps(calls)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    answers = json.loads(ran.stderr.splitlines()[-1])
    assert not any(code for code, _ in answers), ran.stderr[-2000:]
    named = [" ".join(words) for words in commands]
    return ran.stdout, [(name, set(m)) for name, (_, m) in zip(named, answers, strict=True)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that is up to date, a day of history, a job that waits and a staff as files."""
    folder = tmp_path_factory.mktemp("light")
    context = Context(Store.open(str(folder / "centre.sqlite")), "tester")
    context.store.save(documents.CENTRE, Centre("Test"), context.entry("set_up", "centre"))
    queues = (Queue("fault", "Fault"), Queue("billing", "Billing"))
    context.store.save(documents.QUEUES, queues, context.entry("set_up", "queues"))
    (folder / "day.csv").write_text(history_csv(FIRST_DAY, 1), encoding="utf-8")
    import_history(context, folder / "day.csv")
    jobs = Jobs(str(folder / "centre.sqlite"))
    jobs.start(context, RefreshOrder("inbox", "summary.json"))
    jobs.close()
    context.store.close()
    return folder


def test_help_loads_the_list_of_commands_alone() -> None:
    said, modules = loaded_by("--help")
    assert all(name in said and line in said for name, (_, line) in Commands.table.items())
    assert not modules & {*NEVER, *DATABASE, "pandas", "numpy", "app.services", "forecasting"}
    assert len(modules) < MOST_MODULES_OF_HELP


def test_help_of_a_noun_loads_neither_store_nor_solver() -> None:
    said, loads = loaded_by_each(*((noun, "--help") for noun in Commands.table))
    assert said.count("--help") >= len(Commands.table) == len(loads)
    for name, modules in loads:
        assert not modules & {*NEVER, *DATABASE, "pandas"}, name


def test_the_version_is_said_at_once() -> None:
    said, modules = loaded_by("--version")
    assert said.startswith("peakshift ")
    assert not modules & {*NEVER, *DATABASE, "pandas", "numpy"}


COMPLETED = (
    ("peakshift ros", "roster", "app.cli.roster.commands"),
    ("peakshift demo --time", "--time-limit", "rostering.solver.solve"),
    ("peakshift roster pub", "publish", "app.services.roster.publishing.publish"),
    ("peakshift roster export --a", "--as", "app.services.roster.build"),
)
"""A line, a word that it may go on with, and what must not be loaded for that."""


def test_words_are_completed_without_loading_what_they_call() -> None:
    asked = [
        {
            "_PEAKSHIFT_COMPLETE": "complete_bash",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(line.split()) - 1),
        }
        for line, _, _ in COMPLETED
    ]
    said, loads = loaded_by_each(*[()] * len(COMPLETED), variables=asked)
    *answers, _ = said.split("\f")
    for (line, found, foreign), words, (_, modules) in zip(COMPLETED, answers, loads, strict=True):
        assert found in words.split(), line
        assert not modules & {*NEVER, *DATABASE, "pandas", foreign}, line


READERS = (
    "centre show",
    "history show",
    "audit list",
    "staff show",
    "staff wishes",
    "staff leaves",
    "events list",
    "shrinkage list",
    "rules list",
    "activities list",
    "forecast list",
    "roster list",
    "fairness ledger",
    "history layouts",
    "job list",
    "job list --going",
    "day alerts",
    "day settings",
    "day score",
    "storm playbook",
    "seats list",
)


def test_a_command_that_reads_loads_no_solver_no_table_no_migration(folder: Path) -> None:
    database = ("--db", str(folder / "centre.sqlite"))
    for name, modules in loaded_by_each(*((*database, *words.split()) for words in READERS))[1]:
        assert not modules & {*NEVER, "pandas", "dbos"}, name


def test_what_tells_of_a_roster_loads_no_solver() -> None:
    loads = (
        "import sys; from app.services.roster.evaluation import compare, proof; print(*sys.modules)"
    )
    modules = set(
        subprocess.check_output([sys.executable, "-c", loads], cwd=ROOT, text=True).split()
    )
    assert not modules & {*NEVER, "pandas"}


@pytest.mark.slow
def test_a_history_is_imported_without_any_solver(folder: Path) -> None:
    database, file = str(folder / "import.sqlite"), folder / "more.csv"
    shutil.copyfile(folder / "centre.sqlite", database)
    file.write_text(history_csv(FIRST_DAY + timedelta(1), 1), encoding="utf-8")
    said, modules = loaded_by("--db", database, "history", "import", str(file))
    assert "96" in said
    assert not modules & {*NEVER}


LAZY = (
    "data.ingest",
    "data.samples",
    "forecasting",
    "forecasting.groups",
    "rostering.backlog",
    "rostering.shift_design",
    "rostering.activities",
    "rostering.seats",
    "rostering.simulation",
)


@pytest.mark.parametrize("package", LAZY)
def test_names_on_demand_are_those_that_type_checkers_read(package: str) -> None:
    module = import_module(package)
    named = {name: getattr(module, name) for name in module.__all__}
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    plain = {
        alias.name: node.module
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for name, where in plain.items():
        assert named[name] is getattr(import_module(str(where)), name)
    modules = {path.stem for path in Path(str(module.__file__)).parent.glob("*.py")}
    assert not modules & set(module.__all__), "a module would take the place of such a name"
