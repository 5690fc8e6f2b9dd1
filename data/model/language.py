"""The language people read: sentences are English in the code, looked up as they are said."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from gettext import NullTranslations
from typing import Any

ENGLISH = NullTranslations()
"""Says everything as it stands in the code."""

COUNTED = "counted"
"""Context under which catalogues hold what is counted: a day, two days."""

_catalogue: ContextVar[NullTranslations | None] = ContextVar("catalogue", default=None)
_finders: list[Callable[[], NullTranslations | None]] = []


def tr(message: str, /, **values: Any) -> str:
    """A sentence in the language in use: `tr("{agents} agents are short", agents=3)`.

    Parameters
    ----------
    message
        English, a literal, so that the catalogues' tool finds it; values stand in braces.
    """
    said = spoken().gettext(message) if message else message
    return said.format_map(values) if values else said


def trn(one: str, many: str, number: float, /, **values: Any) -> str:
    """A sentence that counts: `trn("{n} agent", "{n} agents", 3)`; `n` is the number.

    Parameters
    ----------
    one, many
        English for one and for several, literals.
    """
    return spoken().ngettext(one, many, _whole(number)).format_map({"n": number, **values})


def noun(one: str, many: str, number: float) -> str:
    """What is counted, as it stands behind its number: `day`, `days`."""
    return spoken().npgettext(COUNTED, one, many, _whole(number))


def phrase(message: str, /) -> str:
    """The message as it is, found by the catalogues' tool; `tr` says it where it is shown."""
    return message


class Phrase:
    """A text of a class, said in the language of whoever reads it: `title = Phrase("Seats")`."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __get__(self, instance: object, owner: type | None = None) -> str:
        return tr(self.message)


def _whole(number: float) -> int:
    # Catalogues count whole numbers; half an agent is said as several.
    return int(number) if number == int(number) else 2


def spoken() -> NullTranslations:
    """The catalogue in use: of this thread, else what a finder knows, else English."""
    catalogue = _catalogue.get()
    if catalogue is None:
        catalogue = next((found for find in _finders if (found := find())), None)
    return catalogue or ENGLISH


def found_by(find: Callable[[], NullTranslations | None]) -> None:
    """Ask a front end for the language wherever a thread was told none (a page's callbacks)."""
    if find not in _finders:
        _finders.append(find)


def use(catalogue: NullTranslations | None) -> None:
    """Say what follows in this thread in a catalogue's language; None leaves it to the finders."""
    _catalogue.set(catalogue)


@contextmanager
def speaking(catalogue: NullTranslations | None) -> Iterator[None]:
    """The same, until the block ends; None is English."""
    token = _catalogue.set(catalogue or ENGLISH)
    try:
        yield
    finally:
        _catalogue.reset(token)
