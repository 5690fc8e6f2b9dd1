"""The language people read: sentences are English in the code, looked up as they are said."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from gettext import NullTranslations
from typing import Any

_catalogue: ContextVar[NullTranslations | None] = ContextVar("catalogue", default=None)


def tr(message: str, /, **values: Any) -> str:
    """A sentence in the language in use: `tr("{agents} agents are short", agents=3)`.

    Parameters
    ----------
    message
        English, a literal, so that the catalogues' tool finds it; values stand in braces.
    """
    catalogue = _catalogue.get()
    said = catalogue.gettext(message) if catalogue else message
    return said.format_map(values) if values else said


def trn(one: str, many: str, number: float, /, **values: Any) -> str:
    """A sentence that counts: `trn("{n} agent", "{n} agents", 3)`; `n` is the number.

    Parameters
    ----------
    one, many
        English for one and for several, literals.
    """
    catalogue = _catalogue.get()
    if catalogue:
        # Catalogues count whole numbers; half an agent is said as several.
        said = catalogue.ngettext(one, many, int(number) if number == int(number) else 2)
    else:
        said = one if number == 1 else many
    return said.format_map({"n": number, **values})


def use(catalogue: NullTranslations | None) -> None:
    """Say what follows in this thread in a catalogue's language; None is English."""
    _catalogue.set(catalogue)


@contextmanager
def speaking(catalogue: NullTranslations | None) -> Iterator[None]:
    """The same, until the block ends."""
    token = _catalogue.set(catalogue)
    try:
        yield
    finally:
        _catalogue.reset(token)
