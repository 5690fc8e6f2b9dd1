"""Sentences begin with a capital letter where people read them; names keep theirs.

In the code a sentence of an error begins in lower case: it may stand behind a file's name or a row.
"""

import re
from functools import lru_cache

from app.locale import LANGUAGES, ROOMS, folder_of

_MESSAGE = re.compile(r'^msgid (?:""\n)?"([a-z][a-z\'-]*)([,:;]? ?)([^ ,:;."]*)', re.MULTILINE)
_BEGIN = re.compile(r"([a-z][a-z'-]*)(?:[,:;] ?| )([^ ,:;.\"]*)")


def as_sentence(text: str) -> str:
    """A text whose first words begin one of our messages, with a capital letter; others stay.

    A file name, an id or a person's name that begins a sentence stands in no message, and stays as
    it was typed.
    """
    found = _BEGIN.match(text)
    following = _beginnings().get(found[1], frozenset()) if found else frozenset()
    known = found is not None and ("" in following or found[2] in following)
    return text[0].upper() + text[1:] if known else text


@lru_cache(1)
def _beginnings() -> dict[str, frozenset[str]]:
    """First word of a message -> the words that follow it; an empty one: a value follows."""
    found: dict[str, set[str]] = {}
    for code in LANGUAGES:
        for room in ROOMS:
            path = folder_of(code) / f"{room}.po"
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            for first, between, second in _MESSAGE.findall(text):
                if between:  # a word alone is a label
                    value = not second or "{" in second
                    found.setdefault(first, set()).add("" if value else second)
    return {first: frozenset(following) for first, following in found.items()}
