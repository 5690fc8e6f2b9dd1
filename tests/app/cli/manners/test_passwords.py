"""No command tells the password of the database, whatever is wrong with the address."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from app.cli.main import app, main
from app.cli.parts.later import loaded
from data.model.errors import StoreUnavailable, without_passwords

SECRET = "s3cr"
ADDRESSES = (
    "postgresql://u:s3cret@127.0.0.1:1/x",
    "postgresql://u:s3cr:et@/s3cr@127.0.0.1:1/x",
    "postgres://u:s3cret@127.0.0.1:nan/x",
    "postgresql://u@127.0.0.1:1/x?password=s3cret",
    "postgresql://u:s3 s3cr@[::1/x",
    "postgresql//u:s3cret@h/x",
    "postgresql:/u:s3cret@h/x",
    "mysql://u:s3cret@h/x",
    "host=127.0.0.1 password=s3cret user=u",
)


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Words of every command, with something for each thing that it must be given."""
    for name, later in group.commands.items():
        command = loaded(later) if not path else later
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        elif name not in ("ui", "warm-up") and path[:1] != ("bench",):
            given = [word for one in command.params if one.required for word in _given(one)]
            yield (*path, name, *given)


def _given(parameter: Any) -> list[str]:
    kind = parameter.type.name.removesuffix(" range")
    value = {"path": __file__, "int": "1", "float": "1"}.get(kind, "2026-01-05")
    argument = not parameter.opts[0].startswith("-")
    return [value] if argument else [parameter.opts[0], value]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    """What a call says, on both ends, and its exit code."""
    monkeypatch.setattr("app.cli.main.still_at_work", lambda: False)

    def call(url: str, *words: str) -> tuple[str, int]:
        monkeypatch.setattr(sys, "argv", ["peakshift", "--db", url, *words])
        with pytest.raises(SystemExit) as end:
            main()
        heard = capfd.readouterr()
        return heard.out + heard.err, int(end.value.code or 0)

    return call


def test_no_command_tells_a_password(said, monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)
    called = list(commands(typer.main.get_command(app)))
    assert len(called) > 60
    reached = 0
    for words in called:
        text, code = said(ADDRESSES[0], *words)
        assert SECRET not in text, words
        assert code, words
        reached += "u:***@127.0.0.1" in text
    assert reached > 30  # they came as far as the database


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_mistake_in_an_address_tells_its_password(said, address, monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)
    text, code = said(address, "centre", "show")
    assert code == 1
    assert SECRET not in text
    assert not list(tmp_path.iterdir())  # nor is a file made of it


def test_our_errors_tell_no_password_of_others() -> None:
    error = StoreUnavailable(
        "cannot reach postgresql://u:s3cret@h/x?password=s3cret&a=1 (mail a@b)"
    )
    assert str(error) == "cannot reach postgresql://u:***@h/x?password=***&a=1 (mail a@b)"
    assert without_passwords("host=h password='s3 cret' user=u") == "host=h password=*** user=u"
    assert without_passwords("http://h/x?a=1, mail a:b@c") == "http://h/x?a=1, mail a:b@c"
