"""A day that no calendar can reckon with is refused by its option, wherever a command has one."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import typer

from app.cli.main import app
from app.cli.parts.exits import ended
from app.cli.parts.later import loaded

pytestmark = pytest.mark.slow


def commands() -> Iterator[tuple[str, Any]]:
    for noun, later in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        found = loaded(later)
        for name, one in getattr(found, "commands", {"": found}).items():
            yield f"{noun} {name}".strip(), one


def takes_a_day(param: Any) -> bool:
    return type(param.type).__name__ == "DateTime"


ASKED = [
    (name, param.name)
    for name, command in commands()
    for param in command.params
    if takes_a_day(param)
]


def words_for(command: Any, asked: str, day: str) -> list[str]:
    """What the command needs, and a day for one of its parameters."""
    options, arguments = [], []
    for param in command.params:
        if param.name != asked and not param.required:
            continue
        choices = getattr(param.type, "choices", None)
        usual = "2026-12-08" if takes_a_day(param) else str(next(iter(choices or ["1"])))
        value = day if param.name == asked else usual
        if param.param_type_name == "argument":
            arguments.append(value)
        else:
            options.append(f"{param.opts[0]}={value}")
    return [*options, "--", *arguments]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(("name", "asked"), ASKED)
def test_it_is_refused_by_its_option(name: str, asked: str, day: str) -> None:
    command = dict(commands())[name]
    with pytest.raises(typer.BadParameter) as caught:
        command.make_context(name, words_for(command, asked, day))
    assert "is the year right?" in str(caught.value)
    assert caught.value.param.name == asked
    context = command.make_context(name, words_for(command, asked, "2026-12-08"))
    found = context.params[asked]
    assert datetime(2026, 12, 8) in (found if isinstance(found, list | tuple) else [found])


def test_one_within_a_longer_word_ends_in_a_line_too(capsys: pytest.CaptureFixture[str]) -> None:
    def run() -> None:
        raise OverflowError("date value out of range")

    assert ended(run, []) == 1
    assert "lies out of every range" in capsys.readouterr().err
