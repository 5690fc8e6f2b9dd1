"""What is answered: values as JSON, files, pages of lists, entity tags."""

import base64
import binascii
import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import numpy as np

from data.model.codec import to_json
from data.model.errors import InvalidValue
from data.model.language import tr

JSON = "application/json"
USUAL_PAGE, MOST_PAGE = 100, 1000
"""Rows of a page where none, or too many, are asked for [-]."""


@dataclass(frozen=True)
class File:
    """A file as an answer."""

    content: bytes
    name: str
    media: str


@dataclass(frozen=True)
class Answer:
    """An answer before it is sent, as it is kept for a repeated request too."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def plain(value: Any) -> Any:
    """JSON values with arrays as lists; what is not a finite number is null."""
    return _finite(to_json(value, lambda array: array.tolist()))


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: _finite(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return str(value) if isinstance(value, np.generic) else value


def as_bytes(value: Any) -> bytes:
    """JSON text of what `plain` gave."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def tag_of(content: bytes) -> str:
    """Entity tag: the same exactly for the same content."""
    return f'"{hashlib.sha256(content).hexdigest()[:20]}"'


def names_tag(header: str, tag: str) -> bool:
    """Whether a header If-Match or If-None-Match names a tag, or `*`."""
    named = [one.strip() for one in header.split(",")]
    return "*" in named or tag in named


def file_answer(file: File) -> Answer:
    """A file, with the name under which to save it."""
    name = quote(file.name)
    headers = {
        "content-type": file.media,
        "content-disposition": f"attachment; filename*=UTF-8''{name}",
        "etag": tag_of(file.content),
    }
    return Answer(200, file.content, headers)


def page_of(rows: Sequence[Any], limit: int, cursor: str) -> dict[str, Any]:
    """A page of a list, and the cursor of the next one; empty where there is none.

    Notes
    -----
    A cursor says which row was the last: rows that came or went before it do not shift the page.

    Raises
    ------
    InvalidValue
        If the cursor is none of ours, or its row is no longer there.
    """
    begin = _after(rows, cursor) if cursor else 0
    some = rows[begin : begin + limit]
    more = begin + limit < len(rows)
    return {"items": some, "next": _cursor(begin + limit - 1, some[-1]) if more else ""}


def _cursor(place: int, row: Any) -> str:
    return base64.urlsafe_b64encode(f"{place}:{_mark(row)}".encode()).decode().rstrip("=")


def _mark(row: Any) -> str:
    return hashlib.sha256(as_bytes(row)).hexdigest()[:12]


def _after(rows: Sequence[Any], cursor: str) -> int:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        place, mark = int(text.partition(":")[0]), text.partition(":")[2]
    except (ValueError, binascii.Error) as error:
        raise InvalidValue(tr("this cursor is none that a list gave: begin without one")) from error
    if 0 <= place < len(rows) and _mark(rows[place]) == mark:
        return place + 1
    found = next((i for i, row in enumerate(rows) if _mark(row) == mark), None)
    if found is None:
        raise InvalidValue(tr("the list has changed since this cursor: begin without one"))
    return found + 1
