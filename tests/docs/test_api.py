"""The public names of the rooms: there, described, light, and what docs/api.md says of them."""

import ast
import doctest
import inspect
import subprocess
import sys
from datetime import date
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import rostering
from data.model.errors import InvalidValue
from data.model.forecast import Demand
from data.model.grid import Grid
from data.model.queue import Queue, ServiceTarget
from forecasting import as_series
from tests import ROOT

ROOMS = ("forecasting", "rostering")
MONDAY = date(2026, 3, 2)
MODULES = ("rostering.api", "rostering.builders")


def calls(queue_id: str = "faults", per_hour: float = 60.0, days: int = 10) -> Demand:
    grid = Grid.for_days(date(2026, 2, 27), days, 60, "UTC")
    return Demand(queue_id, grid, np.full(grid.slots, per_hour), np.full(grid.slots, 300.0))


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES)
def test_examples_in_docstrings_hold(module: str) -> None:
    found = doctest.testmod(import_module(module))
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.parametrize("room", ROOMS)
def test_a_public_name_is_described_and_stands_in_the_page(room: str) -> None:
    package = import_module(room)
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    for name in package.__all__:
        assert getattr(package, name).__doc__
        assert f"`{name}`" in page or f"`{name}(" in page, f"docs/api.md: say what `{name}` is"


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_takes_the_place_of_a_public_name(room: str) -> None:
    package = import_module(room)
    modules = {path.stem for path in Path(str(package.__file__)).parent.iterdir()}
    assert modules.isdisjoint(package.__all__)


def test_a_public_function_tells_its_parameters_and_shows_an_example() -> None:
    for name in rostering.__all__:
        thing = getattr(rostering, name)
        if inspect.isfunction(thing) and thing.__module__ in MODULES:
            assert "Parameters\n" in str(thing.__doc__)
            assert name == "roster_problem" or ">>>" in str(thing.__doc__)


def test_importing_the_rooms_loads_nothing_heavy() -> None:
    heavy = {"numpy", "pandas", "scipy", "numba", "ortools"}
    code = f"import sys, rostering, forecasting; print({heavy!r} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_names_on_demand_are_those_that_type_checkers_read() -> None:
    tree = ast.parse(Path(str(rostering.__file__)).read_text(encoding="utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    plain = {
        alias.name: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert sorted(plain) == rostering.__all__
    for name, where in plain.items():
        assert getattr(rostering, name) is getattr(import_module(str(where)), name)


def test_handle_times_come_along_where_a_table_has_them() -> None:
    hours = pd.date_range("2026-03-02", periods=48, freq="h")
    table = pd.DataFrame({"ts": hours, "y": 4.0})
    told = as_series(table.assign(handled=3.0, handle_seconds_total=600.0))
    assert told.handle_s_total.sum() == 200 * told.handled.sum() > 0
    assert not as_series(table).handle_s_total.size


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = rostering.nonsense


def test_a_target_asks_for_more_agents_than_a_lower_one_and_shrinkage_for_more_still() -> None:
    low, high, lossy = (
        int(rostering.agents_required(calls(), **asked).heads.max())  # type: ignore[arg-type]
        for asked in (
            {"service_share": 0.5},
            {"service_share": 0.95},
            {"service_share": 0.95, "shrinkage_share": 0.3},
        )
    )
    assert low < high < lossy


def test_a_queue_keeps_its_own_target() -> None:
    own = Queue("billing", "Billing", target=ServiceTarget(0.99, 0.0))
    needed = rostering.agents_required([calls(), calls("billing")], queues=[own])
    assert needed.queue_ids == ("faults", "billing")
    assert (needed.heads[1] > needed.heads[0]).all()
    assert needed.made_with["queues"]["billing"]["target"]["service_share"] == 0.99


def test_the_same_inputs_give_the_same_requirement() -> None:
    first, second = (rostering.agents_required(calls()).requirement_id for _ in range(2))
    assert first == second != rostering.agents_required(calls(), threshold_s=5).requirement_id


def test_a_queue_without_work_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"queues \['billing'\] have no forecast"):
        rostering.agents_required(calls(), queues=[Queue("billing", "Billing")])


def test_a_problem_begins_on_the_first_monday_and_keeps_the_morning_after() -> None:
    problem = rostering.roster_problem(
        rostering.agents_required(calls(days=12)),
        rostering.agents(3, "full", ["faults"], seniors=1),
        [rostering.contract("full", (0, 40))],
        [rostering.shift_template("D", "06:00", 8), rostering.shift_template("N", "22:00", 9)],
    )
    assert (problem.first, problem.days, problem.tail_min) == (MONDAY, 7, 360)
    assert [agent.senior for agent in problem.agents] == [True, False, False]
    assert problem.rules == rostering.default_settings()


def test_a_requirement_of_less_than_a_week_is_refused() -> None:
    with pytest.raises(InvalidValue, match="not 1 whole weeks"):
        rostering.roster_problem(rostering.agents_required(calls(days=8)), (), (), ())


@pytest.mark.parametrize("starts", ["six", "6", "06:70", "06:00-"])
def test_starts_that_cannot_be_read_say_how_to_write_them(starts: str) -> None:
    if starts == "06:00-":
        assert rostering.shift_template("D", starts, 8).starts_min == (360,)
        return
    with pytest.raises(InvalidValue, match="write 06:00"):
        rostering.shift_template("D", starts, 8)
