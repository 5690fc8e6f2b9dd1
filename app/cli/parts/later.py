"""Commands that are loaded when they are called: until then, a name and a line of help."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from inspect import cleandoc
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand

from app.cli.parts.command import Noun
from app.cli.parts.earlier import todays_words
from app.cli.parts.interrupt import Interruptible
from app.cli.parts.output import errors
from data.model.language import phrase, spoken, tr

_HELP, _USAGE = phrase("Show this message and exit."), phrase("Usage: ")
_COMPLETION = (
    phrase("Install completion for the current shell."),
    phrase("Show completion for the current shell, to copy it or customize the installation."),
)
"""What Typer says of its own options, which `tr` says in the reader's language."""


def in_readers_language(command: Any) -> Any:
    """The command with its help, and that of its parameters and commands, as the reader reads it.

    Notes
    -----
    Typer takes help from docstrings and annotations when a module is imported; it is looked up
    here, when the commands of a call are built.
    """
    command.help = tr(cleandoc(command.help or ""))
    _say_parameters(command)
    for one in getattr(command, "commands", {}).values():
        in_readers_language(one)
    _typers_own_words(command)
    return command


def _say_parameters(command: Any) -> None:
    for param in command.params:
        if getattr(param, "help", None):
            param.help = tr(cleandoc(param.help))


def _typers_own_words(command: Any) -> None:
    """Say in the reader's language what Typer writes itself, once it is asked for."""
    made, used, shown = command.get_help_option, command.get_usage, command.format_help

    def get_help_option(ctx: Any) -> Any:
        option = made(ctx)
        if option is not None:
            option.help = tr(_HELP)
        return option

    def format_help(ctx: Any, formatter: Any) -> None:
        _fold_help()
        shown(ctx, formatter)

    command.get_help_option, command.format_help = get_help_option, format_help
    command.get_usage = lambda ctx: used(ctx).replace(_USAGE, tr(_USAGE), 1)


class Later(TyperCommand):
    """A noun whose module is imported when it is called, asked for help or completed.

    Parameters
    ----------
    name
        The word that people type.
    where
        `module`: its `app` is a group of commands; `module:function`: the function is the command.
    line
        What the list of commands says of it.
    """

    def __init__(self, name: str, where: str, line: str) -> None:
        super().__init__(name=name, callback=None, help=tr(line))
        self._where = where

    @property
    def real(self) -> Any:
        """The command itself, or the group of them."""
        return _built(self.name, self._where, self.help, spoken())

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        """Step aside: running, help and completion all begin here and go on with the real one."""
        return self.real.make_context(*args, **kwargs)


@cache
def _fold_help() -> None:
    """Have help fold, of which Rich shows one line where no space is; and keep units, as `[s]`."""
    from rich.markup import escape
    from typer import rich_utils

    made = rich_utils._make_rich_text

    def folded(*, text: str, **given: Any) -> Any:
        said: Any = made(text=escape(text), **given)
        said.overflow = "fold"
        return said

    rich_utils._make_rich_text = folded


@cache
def _built(name: str, where: str, line: str, _read_in: Any) -> Any:
    """A command as a reader of a language meets it; built once in a process, as it is imported."""
    module, _, function = where.partition(":")
    found = getattr(import_module(module), function or "app")
    if function:
        alone = Noun(add_completion=False, no_args_is_help=False)
        alone.command(name)(found)
        return in_readers_language(typer.main.get_command(alone))
    group = typer.main.get_group(found)
    group.name, group.help = name, line
    return in_readers_language(group)


class Lazy(Interruptible):
    """A group whose commands stand in a table: name, where it lives, its line of help."""

    table: ClassVar[Mapping[str, tuple[str, str]]] = {}

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        in_readers_language(self)
        for name, (where, line) in self.table.items():
            self.add_command(Later(name, where, line), name)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words; names of the version before are understood, with a note."""
        _say_parameters(self)  # Typer adds those of completion after the group is made
        words, notes = todays_words(args)
        for note in notes:
            errors.print(
                tr("Note: {note}; the earlier name goes with the next version", note=note),
                style="dim",
            )
        return super().parse_args(ctx, words)


def loaded(command: Any) -> Any:
    """The command behind a name; its module is imported if it was not yet."""
    return command.real if isinstance(command, Later) else command
