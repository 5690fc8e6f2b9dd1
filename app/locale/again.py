"""Sentences that were stored in one language, said again in the language of whoever reads them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from gettext import NullTranslations
from io import BytesIO
from string import Formatter

from app.locale import LANGUAGES, folder_of
from data.model.language import ENGLISH, spoken

ROOMS = ("forecasting", "data", "services")
"""Catalogues of what is stored as sentences: warnings of forecasts, requirements and nights."""
_LEAST = 12
"""Letters that a message must hold beside its values to be known again."""
_REMEMBERED = 1000


@dataclass(frozen=True)
class _Known:
    """A message as some language writes it, and what it is called in the code."""

    written: str
    one: str
    many: str

    @property
    def letters(self) -> str:
        """The longest piece between two values."""
        return max((piece for piece, *_ in Formatter().parse(self.written)), key=len, default="")


def said_again(text: str) -> str:
    """A stored sentence as the reader reads it; one that no catalogue knows stays as it is."""
    language = spoken()
    if language is ENGLISH and text.isascii():
        return text
    return _again(text, language)


@lru_cache(_REMEMBERED)
def _again(text: str, language: NullTranslations) -> str:
    for known in _messages():
        if known.letters in text and (found := _pattern(known.written).fullmatch(text)):
            values = {name: _again(value, language) for name, value in found.groupdict().items()}
            return _put_together(_template(known, values, language), values)
    return text


def _template(known: _Known, values: dict[str, str], language: NullTranslations) -> str:
    if not known.many:
        return language.gettext(known.one)
    number = values.get("n", "2").replace(",", "")
    return language.ngettext(known.one, known.many, 1 if number == "1" else 2)


def _put_together(template: str, values: dict[str, str]) -> str:
    """The message with its values as they were written: how they are formatted was decided."""
    parts = []
    for piece, name, _, _ in Formatter().parse(template):
        parts += [piece, values.get(name, "") if name else ""]
    return "".join(parts)


@lru_cache(_REMEMBERED)
def _pattern(written: str) -> re.Pattern[str]:
    seen: set[str] = set()
    parts = []
    for piece, name, _, _ in Formatter().parse(written):
        parts.append(re.escape(piece))
        if name:
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>.+?)")
            seen.add(name)
    return re.compile("".join(parts), re.DOTALL)


@lru_cache(1)
def _messages() -> tuple[_Known, ...]:
    """Every message with values or a sentence's length, in every language, the longest first."""
    found = {known for known in _read() if len(known.letters) >= _LEAST or _is_long(known.written)}
    return tuple(sorted(found, key=lambda known: (-len(known.letters), known.written)))


def _is_long(written: str) -> bool:
    """Whether a text of few letters, as Chinese is, says enough to be known again."""
    return not written.isascii() and len(re.sub(r"\{[^}]*\}", "", written)) >= _LEAST // 2


def _several(texts: str | Sequence[str] | None) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts or ())


def _read() -> Iterator[_Known]:
    from babel.messages.pofile import read_po

    for code in LANGUAGES:
        for room in ROOMS:
            path = folder_of(code) / f"{room}.po"
            for message in read_po(BytesIO(path.read_bytes())) if path.exists() else ():
                one, many = (*_several(message.id), "")[:2]
                said = _several(message.string)
                for written in (one, many, *said):
                    if one and written:
                        yield _Known(written, one, many)
