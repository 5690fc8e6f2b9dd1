"""The command reference, written from the commands themselves.

`python -m app.cli.parts.reference` writes `docs/commands.md`; a test holds the two equal.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

import app as package
from app.cli.main import app as peakshift
from app.cli.parts.exits import MEANINGS
from app.cli.parts.later import loaded

_HEAD = """# Commands

Written by `python -m app.cli.parts.reference` from the commands themselves: change their help,
not this page.

`peakshift --db FILE_OR_URL --as NAME ...` comes first where the defaults do not suit: the database
is `PEAKSHIFT_DB` or one file in your data folder, the person is `PEAKSHIFT_USER` or whoever is
logged in. `--help` after any command lists its options and ends with an example; with `--json` it
prints one document for machines, a mistake too. Names of the version before are understood for one
version more, with a note. After `peakshift --install-completion` the shell completes commands and
ids.

Exit codes, the same everywhere:

"""


def reference() -> str:
    """Every noun and command with its first line of help, as Markdown."""
    found: list[tuple[str, Any]] = [
        (name, loaded(later))
        for name, later in typer.main.get_command(peakshift).commands.items()  # type: ignore[attr-defined]
    ]
    alone = [(name, one) for name, one in found if not hasattr(one, "commands")]
    nouns = [(name, noun) for name, noun in found if hasattr(noun, "commands")]
    codes = "\n".join(f"- `{code:d}` {meaning}" for code, meaning in MEANINGS.items())
    parts = [_HEAD + codes + "\n", _table("", alone)]
    parts += [f"## {name}\n\n{noun.help}\n\n{_table(name, _shown(noun))}" for name, noun in nouns]
    return "\n".join(parts)


def _shown(noun: Any) -> Iterator[tuple[str, Any]]:
    return ((name, one) for name, one in noun.commands.items() if not one.hidden)


def _table(noun: str, commands: Any) -> str:
    rows = (
        f"| `{' '.join(filter(None, ('peakshift', noun, name)))}` | {_line(command)} |"
        for name, command in commands
    )
    return "\n".join(("| command | what it does |", "|---|---|", *rows, ""))


def _line(command: Any) -> str:
    """The first paragraph of a command's help."""
    return " ".join((command.help or "").split("\n\n")[0].split())


if __name__ == "__main__":
    target = Path(package.__file__).parent.parent / "docs" / "commands.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text(reference(), encoding="utf-8")
