"""The one encoder: frozen types to JSON values, text and digests, driven by annotations alone."""

import base64
import dataclasses
import functools
import hashlib
import json
import types
import typing
import zlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

import numpy as np

from data.model.errors import InvalidValue
from data.model.language import tr

T = TypeVar("T")
_LEFT_OUT = "left out at its default"
_DIGESTED = "digested at its default"
LATER: dict[str, Any] = {_LEFT_OUT: True}
"""Metadata of a field that came later: left out while it has its default, so that the JSON and
the digests of values saved before the field existed stay the same."""
LATER_BUT_DIGESTED: dict[str, Any] = {_LEFT_OUT: True, _DIGESTED: True}
"""The same for JSON; digests of the type itself have held the field ever since."""
_STORED_NAME = "stored name"
STORED_TYPE = "stored_type"
"""Class attribute with the name that digests know a type by, where the type was renamed."""


def stored_as(name: str) -> dict[str, Any]:
    """Metadata of a field that was renamed: JSON and digests go on calling it by its old name."""
    return {_STORED_NAME: name}


def to_json(value: Any, array: Callable[[np.ndarray], Any] | None = None) -> Any:
    """JSON value of a dataclass, tuple, mapping, date, array or plain value.

    Parameters
    ----------
    array
        Gives what stands for an array, for callers that store arrays beside the JSON.
    """
    return _plain(value, array or _array_json, named=False)


def json_text(
    value: Any,
    array: Callable[[np.ndarray], Any] | None = None,
    *,
    indent: int | None = None,
    other: Callable[[Any], Any] | None = None,
) -> str:
    """JSON text of any value that `to_json` takes; in one line unless indented.

    Parameters
    ----------
    other
        Gives what stands for a value that JSON does not know; without it such a value is an error.
    """
    separators = (",", ":") if indent is None else None
    plain = to_json(value, array)
    return json.dumps(
        plain, ensure_ascii=False, separators=separators, indent=indent, default=other
    )


def digest(value: Any) -> str:
    """First 16 hex digits of the SHA-256 of a value's canonical bytes."""
    return hashlib.sha256(canonical(value)).hexdigest()[:16]


def canonical(value: Any) -> bytes:
    """The bytes that a digest is taken of: JSON with its names sorted, in UTF-8.

    Notes
    -----
    A dataclass is written with the name of its type, an array as its own digest.
    """
    plain = _plain(value, _array_digest, named=True)
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


_AS_IT_IS = frozenset({str, int, float, bool, type(None)})


def _plain(value: Any, array: Callable[[np.ndarray], Any], named: bool) -> Any:
    kind = type(value)
    if kind in _AS_IT_IS:
        return value
    if hasattr(kind, "__dataclass_fields__"):
        return _fields_json(value, array, named)
    if isinstance(value, (tuple, list)):
        return [_plain(item, array, named) for item in value]
    if isinstance(value, np.ndarray):
        return array(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Mapping):
        return {_key(key): _plain(item, array, named) for key, item in value.items()}
    if isinstance(value, (frozenset, set)):
        return [_plain(item, array, named) for item in sorted(value)]
    return value


def _fields_json(value: Any, array: Callable[[np.ndarray], Any], named: bool) -> dict[str, Any]:
    kind: Any = type(value)
    found = {"": getattr(kind, STORED_TYPE, kind.__name__)} if named else {}
    for name, stored, field in _written_fields(kind):
        if field is None or not _is_left_out(field, value, named):
            found[stored] = _plain(getattr(value, name), array, named)
    return found


@functools.cache
def _written_fields(kind: type) -> tuple[tuple[str, str, dataclasses.Field[Any] | None], ...]:
    """Name, stored name, and the field itself where it may be left out, of each one written."""
    return tuple(
        (field.name, stored_name(field), field if may_be_left_out(field) else None)
        for field in dataclasses.fields(kind)
        if field.init
    )


def from_json(kind: type[T], data: Any) -> T:
    """Value of a type from its JSON value; parts that are values of their type already stay.

    Raises
    ------
    InvalidValue
        If the data do not fit the type; the message names the field.
    """
    read = _reader(typing.cast(Any, kind))
    try:
        return typing.cast(T, data if read is None or data is None else read(data))
    except _Misfit as error:
        where = getattr(kind, "__name__", str(kind))
        raise InvalidValue(f"{where}{error.path}: {error}") from error


def stored_name(field: dataclasses.Field[Any]) -> str:
    """What JSON calls a field."""
    return str(field.metadata.get(_STORED_NAME, field.name))


def may_be_left_out(field: dataclasses.Field[Any]) -> bool:
    """Whether JSON leaves a field out while it has its default."""
    return bool(field.metadata.get(_LEFT_OUT))


def _is_left_out(field: dataclasses.Field[Any], value: Any, named: bool) -> bool:
    if not field.metadata.get(_LEFT_OUT) or (named and field.metadata.get(_DIGESTED)):
        return False
    return bool(getattr(value, field.name) == field.default)


def _array_json(value: np.ndarray) -> dict[str, Any]:
    data = base64.b64encode(zlib.compress(np.ascontiguousarray(value).tobytes(), 6))
    return {"dtype": str(value.dtype), "shape": list(value.shape), "zlib64": data.decode()}


def _array_digest(value: np.ndarray) -> list[Any]:
    data = np.ascontiguousarray(value)
    return [str(data.dtype), list(data.shape), hashlib.sha256(data.tobytes()).hexdigest()]


def _key(key: Any) -> str:
    return key.isoformat() if isinstance(key, date) else str(key)


class _Misfit(Exception):
    """Data that do not fit; the way to them is put together while it is passed up."""

    path = ""

    def within(self, part: str | int) -> "_Misfit":
        """The same, seen from the object or list that holds it under a name or position."""
        self.path = (f"[{part}]" if isinstance(part, int) else f".{part}") + self.path
        return self


_Reader = Callable[[Any], Any]


@functools.cache
def _reader(kind: Any) -> _Reader | None:
    """What reads data of a type that are there; None where JSON already holds the value."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        options = [option for option in args if option is not type(None)]
        return _reader(options[0]) if len(options) == 1 else None  # numbers of several kinds
    if np.ndarray in (kind, origin):
        return _array
    if origin is tuple and args[-1] is not Ellipsis:
        return _fixed_reader([_reader(arg) for arg in args])
    if origin in (tuple, frozenset, set, list):
        return _items_reader(origin, _reader(args[0]))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping_reader(_reader(args[0]), _reader(args[1]))
    if dataclasses.is_dataclass(kind):
        return _dataclass_reader(kind)
    if kind in (datetime, date):
        return functools.partial(_converted, kind, kind.fromisoformat)
    return functools.partial(_converted, kind, kind) if kind in (int, float) else None


def _read(read: _Reader | None, item: Any, part: Any) -> Any:
    if read is None or item is None:
        return item
    try:
        return read(item)
    except _Misfit as error:
        raise error.within(part) from error.__cause__


def _converted(kind: Any, convert: _Reader, data: Any) -> Any:
    if isinstance(data, kind):
        return data
    try:
        return convert(data)
    except (TypeError, ValueError) as error:
        raise _Misfit(f"{data!r} is not a {kind.__name__}") from error


def _items_reader(origin: Any, read: _Reader | None) -> _Reader:
    def items(data: Any) -> Any:
        return origin(_read(read, item, i) for i, item in enumerate(_listed(data)))

    return items


def _fixed_reader(reads: list[_Reader | None]) -> _Reader:
    def fixed(data: Any) -> Any:
        if len(_listed(data)) != len(reads):
            raise _Misfit(
                tr("expected {reads} values, found {data}", reads=len(reads), data=len(data))
            )
        pairs = enumerate(zip(reads, data, strict=True))
        return tuple(_read(read, item, i) for i, (read, item) in pairs)

    return fixed


def _listed(data: Any) -> Any:
    if not isinstance(data, (list, tuple, set, frozenset)):
        raise _Misfit(tr("expected a list, found {name}", name=type(data).__name__))
    return data


def _mapping_reader(key: _Reader | None, value: _Reader | None) -> _Reader:
    def mapping(data: Any) -> Any:
        if not isinstance(data, Mapping):
            raise _Misfit(tr("expected an object, found {name}", name=type(data).__name__))
        return {_read(key, k, k): _read(value, item, k) for k, item in data.items()}

    return mapping


def _dataclass_reader(kind: Any) -> _Reader:
    hints = typing.get_type_hints(kind)
    fields = [f for f in dataclasses.fields(kind) if f.init]
    reads = {stored_name(f): _reader(hints[f.name]) for f in fields}
    own = {stored_name(f): f.name for f in fields}

    def values(data: Any) -> Any:
        if isinstance(data, kind):
            return data
        if not isinstance(data, Mapping):
            raise _Misfit(tr("expected an object, found {name}", name=type(data).__name__))
        if unknown := data.keys() - reads.keys():
            raise _Misfit(tr("unknown fields {unknown}", unknown=sorted(unknown)))
        return kind(**{own[name]: _read(reads[name], item, name) for name, item in data.items()})

    return values


def _array(data: Any) -> np.ndarray:
    if isinstance(data, np.ndarray):
        return data
    if not isinstance(data, Mapping) or "zlib64" not in data:
        raise _Misfit(tr("expected an array, found {name}", name=type(data).__name__))
    raw = zlib.decompress(base64.b64decode(data["zlib64"]))
    return np.frombuffer(raw, dtype=data["dtype"]).reshape(data["shape"]).copy()
