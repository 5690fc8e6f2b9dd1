"""The shape of the house: no circle of imports, no overfull folder, no endless file."""

import pytest

from tests.house.figures import ROOMS, ROOT, House, circles, report, used_once

MOST_THINGS = 25
MOST_LINES = 420
HERE = House.at(ROOT)

FOLDERS_EXCEPTED: dict[str, str] = {}
"""Folder -> why it may hold more."""
FILES_EXCEPTED: dict[str, str] = {}
"""File -> why it may be longer."""
CIRCLES_EXCEPTED = {
    (
        "rostering.solver.cpsat.conflicts",
        "rostering.solver.cpsat.model",
        "rostering.solver.cpsat.posting",
    ): "a statement is posted by its type (singledispatch on functions that take the model), and "
    "the model posts it: its method imports them when it is called",
}
"""Modules that import each other -> why they may."""


def test_no_modules_of_the_product_import_each_other_in_a_circle() -> None:
    found = {tuple(group) for group in circles(HERE.imports())}
    assert found <= set(CIRCLES_EXCEPTED)


def test_a_folder_of_the_product_holds_no_more_than_can_be_seen_at_once() -> None:
    full = {folder: n for folder, n in HERE.things(*ROOMS).items() if n > MOST_THINGS}
    assert set(full) <= set(FOLDERS_EXCEPTED), f"part it by what it answers: {full}"


def test_no_file_is_longer_than_an_idea() -> None:
    long = {str(path): n for path, n in HERE.of(*ROOMS).items() if n > MOST_LINES}
    assert set(long) <= set(FILES_EXCEPTED), f"part it by ideas: {long}"


def test_exceptions_that_are_not_needed_any_more_are_taken_off_the_list() -> None:
    things, files = HERE.things(*ROOMS), {str(p): n for p, n in HERE.of(*ROOMS).items()}
    assert all(things[folder] > MOST_THINGS for folder in FOLDERS_EXCEPTED)
    assert all(files.get(file, 0) > MOST_LINES for file in FILES_EXCEPTED)
    assert set(CIRCLES_EXCEPTED) <= {tuple(group) for group in circles(HERE.imports())}


def test_figures_are_printed_of_every_room() -> None:
    said = report(HERE)
    for named in ("product: ", *(f"  {room}: " for room in ROOMS), "circles of imports: "):
        assert named in said


@pytest.mark.parametrize(
    ("imports", "expected"),
    [
        ({"a": "b", "b": "c", "c": ""}, []),
        ({"a": "b", "b": "ca", "c": ""}, [["a", "b"]]),
        ({"a": "b", "b": "c", "c": "a", "d": "ae", "e": "d"}, [["a", "b", "c"], ["d", "e"]]),
    ],
)
def test_circles_are_found(imports: dict[str, str], expected: list[list[str]]) -> None:
    given = {module: frozenset(others) for module, others in imports.items()}
    assert circles(given) == expected


def test_a_module_that_one_other_imports_is_counted() -> None:
    assert used_once({"a": frozenset("bc"), "b": frozenset("c"), "c": frozenset()}) == 1
