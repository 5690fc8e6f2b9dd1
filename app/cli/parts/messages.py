"""The catalogues: every sentence of the code, found and laid beside its translation.

`python -m app.cli.parts.messages` brings `app/locale/LANGUAGE/ROOM.po` up to date: new messages
are added without a translation (or with that of another room), those that are gone are left out.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.locale import FOLDER, LANGUAGES, ROOMS, folder_of
from data.model.language import COUNTED

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

ROOT = FOLDER.parents[1]
PLACES: Mapping[str, tuple[str, ...]] = {
    room: (room if (ROOT / room).is_dir() else f"app/{room}",) for room in ROOMS
}
"""Room -> the folders whose sentences its catalogue holds."""

_HEAD = """msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {forms}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
"""No dates: they would differ on every branch."""

_SAID = {"tr": 1, "phrase": 1, "Phrase": 1}
_RULE_WORDS = ("title", "unit", "what")


@dataclass(frozen=True, order=True)
class Message:
    """A sentence of the code; `many` where it counts."""

    one: str
    many: str = ""
    context: str = ""

    @property
    def key(self) -> str | tuple[str, str]:
        """As catalogues call it."""
        return (self.one, self.many) if self.many else self.one


def messages_of(room: str) -> dict[Message, list[str]]:
    """Every message of a room, with the files that say it."""
    found: dict[Message, list[str]] = {}
    for place in PLACES[room]:
        for path in sorted((ROOT / place).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            for message in dict.fromkeys(_in_file(path)):
                found.setdefault(message, []).append(name)
    if room == "cli":
        for message in _helps():
            found.setdefault(message, ["app/cli/main.py"])
    return found


def _in_file(path: Path) -> Iterator[Message]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield from _in_call(node)
        elif isinstance(node, ast.Assign) and "cli" in path.parts:
            if isinstance(node.targets[0], ast.Name) and node.targets[0].id == "columns":
                yield from _columns(node.value)
        elif isinstance(node, ast.ClassDef) and "rules" in path.parts:
            yield from _rule_words(node)


def _in_call(call: ast.Call) -> Iterator[Message]:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    texts = [_literal(argument) for argument in call.args]
    if name in _SAID and texts and texts[0]:
        yield Message(texts[0])
    elif name == "trn" and len(texts) > 1 and texts[0] and texts[1]:
        yield Message(texts[0], texts[1])
    elif name == "noun" and len(texts) > 1 and texts[0] and texts[1]:
        yield Message(texts[0], texts[1], COUNTED)
    elif name == "counted" and len(texts) > 1 and texts[1]:
        many = texts[2] if len(texts) > 2 and texts[2] else texts[1] + "s"
        yield Message(texts[1], many, COUNTED)
    elif name == "print_table" and len(call.args) > 1:
        yield from (Message(text) for text in texts[:1] if text)
        yield from _columns(call.args[1])
    elif name in ("param", "figure"):
        yield from (Message(text) for text in texts[1:3] if text)


def _columns(node: ast.expr) -> Iterator[Message]:
    """Heads of a table's columns, which `print_table` says in the reader's language."""
    if isinstance(node, (ast.List, ast.Tuple)):
        yield from (Message(text) for part in node.elts if (text := _literal(part)))


def _rule_words(rule: ast.ClassDef) -> Iterator[Message]:
    """Title, unit and the like, which `Rule` says in the reader's language."""
    for line in rule.body:
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and line.value:
            text = _literal(line.value)
            if line.target.id in _RULE_WORDS and text:
                yield Message(text)
                if line.target.id == "unit" and text.isalpha():
                    yield Message(text, text + "s", COUNTED)


def _literal(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _helps() -> Iterator[Message]:
    """Help of every command and parameter, as Typer has it."""
    import typer

    from app.cli.main import Commands, app

    yield from (Message(line) for _, line in Commands.table.values())
    yield from _help_of(typer.main.get_command(app))


def _help_of(command: Any) -> Iterator[Message]:
    from app.cli.parts.later import loaded

    command = loaded(command)
    for text in (command.help, *(getattr(param, "help", "") for param in command.params)):
        if text and not text.isspace():
            yield Message(cleandoc(text))
    for one in getattr(command, "commands", {}).values():
        yield from _help_of(one)


def catalogue_at(path: Path) -> "Catalog":
    """A catalogue of a room, empty where there is none yet."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

    if path.exists():
        with path.open("rb") as file:
            return read_po(file)
    return Catalog(locale=path.parent.name)


def translations(code: str) -> dict[tuple[Any, Any], Any]:
    """Everything translated into a language: key and context -> what it says."""
    return {
        (message.id, message.context): message.string
        for room in ROOMS
        for message in catalogue_at(folder_of(code) / f"{room}.po")
        if message.id and _is_translated(message.string)
    }


def _is_translated(said: Any) -> bool:
    return all(said) if isinstance(said, (tuple, list)) else bool(said)


def update(code: str) -> int:
    """Bring a language's catalogues up to date; the number of messages not translated yet."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    known, open_ones = translations(code), 0
    for room in ROOMS:
        path = folder_of(code) / f"{room}.po"
        catalog = Catalog(locale=path.parent.name, fuzzy=False)
        for message, files in sorted(messages_of(room).items()):
            key, context = message.key, message.context or None
            empty = ("",) * catalog.num_plurals if message.many else ""
            said = known.get((key, context)) or empty
            open_ones += not _is_translated(said)
            catalog.add(key, said, [(name, 1) for name in files], context=context)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(_HEAD.format(language=path.parent.name, forms=catalog.plural_forms).encode())
            write_po(file, catalog, width=100, omit_header=True, include_lineno=False)
    return open_ones


if __name__ == "__main__":
    for one in LANGUAGES:
        if one != "en":
            sys.stdout.write(f"{one}: {update(one)} messages not translated yet\n")
