"""What a request gives: read as the types that the verb takes, or refused with every fault."""

import dataclasses
import json
import math
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from app.api.parts.problems import WrongWords
from app.api.parts.route import Route, Taken
from app.api.parts.schemas import LARGEST, Schema, Schemas
from data.model.codec import from_json, may_be_left_out, stored_name
from data.model.errors import InvalidValue
from data.model.language import tr

_SHOWN = 20
PAGING = {"limit", "cursor"}


@dataclass(frozen=True)
class Sent:
    """A request as it came.

    Parameters
    ----------
    folder
        Where the files that were sent lie; None where none were.
    """

    path: Mapping[str, str]
    query: Sequence[tuple[str, str]]
    body: bytes = b""
    folder: Path | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def arguments_of(route: Route, sent: Sent) -> dict[str, Any]:
    """The arguments of a verb, those in the path among them.

    Raises
    ------
    WrongWords
        With everything that does not fit, and where.
    """
    given: dict[str, Any] = dict(_of_path(route, sent))
    complaints = list(_refuse_unknown_words(route, sent))
    for one in route.taken:
        texts = [value for name, value in sent.query if name == one.name]
        if one.where == "query" and texts:
            given[one.name] = _of_texts(one.kind, texts)
        if one.where == "files":
            given[one.name] = _files(one, sent)
    if any(one.where == "body" for one in route.taken):
        given |= _of_body(sent.body)
    complaints += _faults(route, given)
    if complaints:
        more = len(complaints) - _SHOWN
        shown = [*complaints[:_SHOWN], *([f"... and {more} more"] if more > 0 else [])]
        raise WrongWords("; ".join(shown), tuple(complaints))
    return _read(route, given)


def _of_path(route: Route, sent: Sent) -> Iterator[tuple[str, Any]]:
    for one in route.taken:
        if one.where == "path":
            yield one.name, _of_texts(one.kind, [sent.path[one.name]])


def _of_body(body: bytes) -> dict[str, Any]:
    if not body.strip():
        return {}
    try:
        found = json.loads(body, parse_constant=_no_number)
    except RecursionError as error:
        raise WrongWords(tr("the body is nested too deeply")) from error
    except ValueError as error:
        raise WrongWords(tr("the body is no JSON: {error}", error=error)) from error
    if not isinstance(found, dict):
        raise WrongWords(tr("the body is to be a JSON object, with a name for each value"))
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _files(one: Taken, sent: Sent) -> Path | None:
    """The folder of the files sent, or the only one of them."""
    files = sorted(sent.folder.iterdir()) if sent.folder else []
    if not files:
        raise WrongWords(tr("send the file as a form: `curl -F file=@FILE ...`"))
    if one.name == "folder":
        return sent.folder
    if len(files) > 1:
        raise WrongWords(tr("one file at a time: {n} were sent", n=len(files)))
    return files[0]


def _of_texts(kind: Any, texts: list[str]) -> Any:
    """JSON value that texts of an address stand for; a text that does not fit stays one."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _of_texts(next(a for a in args if a is not type(None)), texts)
    if isinstance(origin, type) and issubclass(origin, Sequence):
        parts = [part for text in texts for part in text.split(",") if part]
        return [_of_texts(args[0], [part]) for part in parts]
    text = texts[-1]
    if kind is bool:
        return {"true": True, "1": True, "false": False, "0": False}.get(text.lower(), text)
    if kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            return text
        return number if math.isfinite(number) else text
    return text


def _refuse_unknown_words(route: Route, sent: Sent) -> Iterator[str]:
    known = {one.name for one in route.taken if one.where == "query"}
    known |= PAGING if route.listed else set()
    for name in dict.fromkeys(name for name, _ in sent.query):
        if name not in known:
            words = ", ".join(sorted(known)) or tr("none")
            yield tr("{name}: not known here; known: {words}", name=name, words=words)


@cache
def schema_of(route: Route) -> tuple[Schema, dict[str, Schema]]:
    """Schema of everything that a request gives, files left out, and its components."""
    schemas = Schemas(given=True)
    named = [one for one in route.taken if one.where != "files"]
    found: Schema = {
        "type": "object",
        "properties": {one.name: property_of(route, one, schemas) for one in named},
        "required": [one.name for one in named if one.needed],
        "additionalProperties": False,
    }
    return found, schemas.components


def property_of(route: Route, one: Taken, schemas: Schemas) -> Schema:
    """Schema of one argument, with its limits and what it is."""
    found = schemas.of(one.kind)
    if route.method == "PUT" and dataclasses.is_dataclass(one.kind):
        # It takes the place of the whole: what is left out would fall back to a default unseen.
        whole = (f for f in dataclasses.fields(one.kind) if f.init and not may_be_left_out(f))
        found = {**found, "required": [stored_name(field) for field in whole]}
    if one.name in route.limits:
        least, most = route.limits[one.name]
        parts = [part.get("items", part) for part in found.get("anyOf", [found])]
        for part in parts:
            if part.get("type") in ("integer", "number"):
                part |= {"minimum": least, "maximum": most}
    if one.about:
        found = {**found, "description": one.about}
    return found


@cache
def _validator(route: Route) -> Draft202012Validator:
    schema, components = schema_of(route)
    return Draft202012Validator({**schema, "components": {"schemas": components}})


def _faults(route: Route, given: Mapping[str, Any]) -> Iterator[str]:
    sent = {name: value for name, value in given.items() if not isinstance(value, Path)}
    for fault in _validator(route).iter_errors(sent):
        yield _sentence(fault)
    yield from _odd_texts(sent, "")


def _sentence(fault: ValidationError) -> str:
    """Where, and what is wrong; of several kinds allowed the one that came nearest."""
    if fault.context:
        deepest = max(fault.context, key=lambda one: len(one.absolute_path))
        if deepest.validator != "type" or len(deepest.path):
            return _sentence(deepest)
    where = ".".join(map(str, fault.absolute_path))
    said = fault.message
    if fault.context and all(one.validator == "type" for one in fault.context):
        kinds = " or ".join(repr(one.validator_value) for one in fault.context)
        said = f"{fault.instance!r} is not of type {kinds}"
    said = said if len(said) < 300 else f"{said[:300]}..."
    return f"{where}: {said}" if where else said


def _odd_texts(value: Any, where: str) -> Iterator[str]:
    """Texts that no database takes: with a null byte, or half a character."""
    if isinstance(value, str) and ("\0" in value or not _is_whole(value)):
        yield tr("{where}: a text that cannot be stored", where=where)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _odd_texts(name, where)
            yield from _odd_texts(
                item, f"{where}.{name}".lstrip(".").encode(errors="replace").decode()
            )
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _odd_texts(item, f"{where}.{i}".lstrip("."))
    elif isinstance(value, int) and abs(value) > LARGEST:
        yield tr("{where}: too large a number", where=where)


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _read(route: Route, given: Mapping[str, Any]) -> dict[str, Any]:
    found, complaints = {}, []
    for one in route.taken:
        if one.name not in given:
            continue
        value = given[one.name]
        try:
            found[one.name] = value if one.where == "files" else _value(one, value)
        except InvalidValue as error:
            complaints.append(f"{one.name}: {error}")
    if complaints:
        raise WrongWords("; ".join(complaints), tuple(complaints))
    return found


def _value(one: Taken, value: Any) -> Any:
    read: Any = from_json(one.kind, value)
    for moment in _moments(read):
        if moment.tzinfo is None:
            raise InvalidValue(
                tr("the instant {at} has no offset: write 2026-01-05T09:30+08:00", at=moment)
            )
    return read


def _moments(value: Any) -> Iterator[datetime]:
    if isinstance(value, datetime):
        yield value
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from _moments(getattr(value, name, None))
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from _moments(item)
