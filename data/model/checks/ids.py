"""Ids of queues, agents, skills, contracts and templates: what may be one, which are alike."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from data.model.errors import InvalidValue
from data.model.language import tr

T = TypeVar("T", bound=Any)
MOST_LETTERS = 200
"""Longest id or name [letters]."""
_HIDDEN = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_WHOLE = re.compile(r"0*(\d{1,15})(?:\.0+)?")
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d{1,3}", re.IGNORECASE)


def id_fault(text: str) -> str:
    """Why a text can be no id or name; empty where it can."""
    if len(text) > MOST_LETTERS:
        return tr(
            "{text!r}... has {text2:,} letters; an id or name has at most {most_letters}",
            text=text[:20],
            text2=len(text),
            most_letters=MOST_LETTERS,
        )
    if _HIDDEN.search(text):
        return tr("{text!r} holds a line break or another character that nobody sees", text=text)
    return ""


def refuse_bad_ids(*texts: str) -> None:
    """Refuse texts that can be no ids or names.

    Raises
    ------
    InvalidValue
        At the first of them.
    """
    for text in texts:
        if fault := id_fault(text):
            raise InvalidValue(fault)


def plain(text: str) -> str:
    """What is left of an id without case, width and blanks: equal for ids that look alike."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def repeated(values: Iterable[T]) -> list[T]:
    """What is given more than once, sorted."""
    return sorted(value for value, times in Counter(values).items() if times > 1)


def alike(ids: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Groups of different ids that differ only in case, width or blanks."""
    groups: dict[str, list[str]] = {}
    for one in dict.fromkeys(ids):
        groups.setdefault(plain(one), []).append(one)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def meant(text: str, known: Collection[str]) -> str:
    """What a new id may be a slip of: a known id written otherwise; empty where it is none.

    Notes
    -----
    A spreadsheet makes `7` of `007` and `1E+05` of `100000`; people type `billing` for `Billing`.
    """
    if text in known:
        return ""
    same = [other for other in known if plain(other) == plain(text)]
    number = _number(text)
    same += [other for other in known if number is not None and _number(other) == number]
    return same[0] if same else ""


def is_shortened(text: str) -> bool:
    """Whether a text is a long number as a spreadsheet shortens it, `1.23457E+17`."""
    return bool(_SHORTENED.fullmatch(text.strip()))


def _number(text: str) -> int | None:
    whole = _WHOLE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if whole:
        return int(whole[1])
    return round(float(text.replace(",", "."))) if is_shortened(text) and len(text) < 12 else None
