"""The language people read: sentences are English in the code, looked up as they are said."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from gettext import NullTranslations
from typing import Any, Self

ENGLISH = NullTranslations()
"""Says everything as it stands in the code."""

COUNTED = "counted"
"""Context under which catalogues hold what is counted: a day, two days."""

_catalogue: ContextVar[NullTranslations | None] = ContextVar("catalogue", default=None)
_remembering: ContextVar[bool] = ContextVar("remembering", default=False)
_finders: list[Callable[[], NullTranslations | None]] = []


class Said(str):
    """A sentence that knows what it was said from, so that the next reader's language can say it.

    Parameters
    ----------
    message
        In English, as it stands in the code.
    values
        What stands in its braces; sentences among them are said again too.
    """

    message: str
    values: Mapping[str, Any]

    def __new__(cls, text: str, message: str = "", values: Mapping[str, Any] | None = None) -> Self:
        """The words, and what they were said from."""
        said = super().__new__(cls, text)
        said.message, said.values = message, values or {}
        return said


@contextmanager
def remembering() -> Iterator[None]:
    """Have `tr` give sentences that know what they were said from: those that are stored."""
    token = _remembering.set(True)
    try:
        yield
    finally:
        _remembering.reset(token)


def again(text: str) -> str:
    """A stored sentence in the language in use; of one that knows no more than its words, these."""
    if not isinstance(text, Said) or not text.message:
        return text
    values = {name: again(v) if isinstance(v, str) else v for name, v in text.values.items()}
    said = spoken().gettext(text.message)
    return said.format_map(values) if values else said


def tr(message: str, /, **values: Any) -> str:
    """A sentence in the language in use: `tr("{agents} agents are short", agents=3)`.

    Parameters
    ----------
    message
        English, a literal, so that the catalogues' tool finds it; values stand in braces.
    """
    said = spoken().gettext(message) if message else message
    text = said.format_map(values) if values else said
    return Said(text, message, values) if _remembering.get() else text


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
