"""One line of the interface: a verb of the services under a method and an address."""

import collections.abc
import dataclasses
import inspect
import re
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from app.api.parts.schemas import hints_of, is_callable

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Where = Literal["path", "query", "body", "files"]
_HIDDEN = {"context", "seen", "card", "expected_version", "rejected_folder", "hold", "reuse",
           "desk", "running"}  # fmt: skip
"""Arguments that no request gives: what a form showed is named by If-Match instead."""
_IN_PATH = re.compile(r"{(\w+)}")


@dataclass(frozen=True)
class Taken:
    """Something that a request gives.

    Parameters
    ----------
    about
        What it is, as the verb's own documentation says.
    """

    name: str
    kind: Any
    where: Where
    needed: bool
    default: Any = None
    about: str = ""


@dataclass(frozen=True, eq=False)
class Route:
    """A verb under an address; everything else is read off the verb.

    Parameters
    ----------
    verb
        A use case, or the order of a job: its arguments, or fields, are what a request gives. Those
        in the path stand there; the rest are the query of GET and DELETE, and else a JSON object.
    guard
        Address whose entity tag a change must name in If-Match; empty where nobody else's work can
        be overwritten.
    expects
        Whether If-Match names the published version instead, `"v7"`.
    listed
        Whether a list is answered page by page.
    media
        Types of files that it answers, instead of JSON.
    limits
        Least and most of numbers, and of each number of a list.
    example
        What may be sent.
    file
        Name of the file where the verb answers its bytes; arguments stand in braces.
    """

    method: Method
    path: str
    verb: Callable[..., Any]
    guard: str = ""
    expects: bool = False
    listed: bool = False
    media: tuple[str, ...] = ()
    status: int = 200
    limits: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    example: Mapping[str, Any] = field(default_factory=dict)
    says: str = ""
    file: str = ""

    @property
    def is_order(self) -> bool:
        """Whether it starts a job."""
        return isinstance(self.verb, type)

    @property
    def has_body(self) -> bool:
        """Whether a request sends something."""
        return any(one.where in ("body", "files") for one in self.taken)

    @property
    def takes_files(self) -> bool:
        """Whether files are sent."""
        return any(one.where == "files" for one in self.taken)

    @cached_property
    def taken(self) -> tuple[Taken, ...]:
        """What a request gives."""
        return tuple(self._taken_from_fields() if self.is_order else self._taken_from_arguments())

    @cached_property
    def answers(self) -> Any:
        """Type of the answer."""
        return hints_of(inspect.unwrap(self.verb)).get("return", Any)

    @cached_property
    def documentation(self) -> tuple[str, str]:
        """What it does, in a sentence and in further ones."""
        text = inspect.cleandoc(self.verb.__doc__ or "")
        first, _, rest = text.partition("\n")
        notes = re.search(r"Notes\n-+\n(.*?)(\n\n\w+\n-+|$)", rest, re.DOTALL)
        return self.says or first.rstrip(".:"), notes[1].strip() if notes else ""

    def _taken_from_fields(self) -> list[Taken]:
        kind: Any = self.verb
        hints, about = hints_of(kind), _parameters(kind)
        missing = dataclasses.MISSING
        return [
            Taken(
                one.name,
                hints[one.name],
                self._where(one.name, hints[one.name]),
                one.default is one.default_factory is missing,
                one.default_factory() if one.default_factory is not missing else one.default,
                about.get(one.name, ""),
            )
            for one in dataclasses.fields(kind)
        ]

    def _taken_from_arguments(self) -> list[Taken]:
        verb = inspect.unwrap(self.verb)
        hints, about = hints_of(verb), _parameters(verb)
        found = []
        for name, one in list(inspect.signature(verb).parameters.items())[1:]:
            kind = _settled(hints.get(name, Any))
            if name in _HIDDEN or is_callable(kind) or name in ("stop", "progress"):
                continue
            needed = one.default is one.empty
            default = None if needed else one.default
            where = self._where(name, kind)
            found.append(Taken(name, kind, where, needed, default, about.get(name, "")))
        return found

    def _where(self, name: str, kind: Any) -> Where:
        if name in _IN_PATH.findall(self.path):
            return "path"
        if kind is Path:
            return "files"
        own = hints_of(inspect.unwrap(self.verb)).values()
        return "query" if self.method in ("GET", "DELETE") or Path in own else "body"


def _settled(kind: Any) -> Any:
    """A tuple where any sequence would do: that is what JSON lists are read as."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (collections.abc.Iterable, collections.abc.Sequence, collections.abc.Collection):
        return tuple.__class_getitem__((args[0], ...))  # built, not annotated
    return kind


def _parameters(thing: Any) -> dict[str, str]:
    """What a docstring says of each parameter."""
    text = inspect.cleandoc(thing.__doc__ or "")
    section = re.search(r"Parameters\n-+\n(.*?)(\n\n\w+\n-+|$)", text, re.DOTALL)
    found: dict[str, str] = {}
    names: list[str] = []
    for line in section[1].splitlines() if section else ():
        if line and not line.startswith(" "):
            names = [name.strip() for name in line.split(",")]
        else:
            found |= {name: f"{found.get(name, '')} {line.strip()}".strip() for name in names}
    return found
