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

T = TypeVar("T")
_LEFT_OUT = "left out at its default"
_DIGESTED = "digested at its default"
LATER = {_LEFT_OUT: True}
"""Metadata of a field that came later: left out while it has its default, so that the JSON and
the digests of values kept before the field was there stay what they were."""
LATER_BUT_DIGESTED = {_LEFT_OUT: True, _DIGESTED: True}
"""The same for JSON; digests of the type itself have held the field ever since."""


def to_json(value: Any, array: Callable[[np.ndarray], Any] | None = None) -> Any:
    """JSON value of a dataclass, tuple, mapping, date, array or plain value.

    Parameters
    ----------
    array
        Says what stands for an array, for callers that keep arrays beside the JSON.
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
        Says what stands for a value that JSON does not know; without it such a value is an error.
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
    A dataclass tells its type's name too, an array its own digest.
    """
    plain = _plain(value, _array_digest, named=True)
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def _plain(value: Any, array: Callable[[np.ndarray], Any], named: bool) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _fields_json(value, array, named)
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
    if isinstance(value, (tuple, list)):
        return [_plain(item, array, named) for item in value]
    return value


def _fields_json(value: Any, array: Callable[[np.ndarray], Any], named: bool) -> dict[str, Any]:
    found = {"": type(value).__name__} if named else {}
    for field in dataclasses.fields(value):
        if field.init and not _is_left_out(field, value, named):
            found[field.name] = _plain(getattr(value, field.name), array, named)
    return found


def from_json(kind: type[T], data: Any) -> T:
    """Value of a type from its JSON value; parts that are values of their type already stay.

    Raises
    ------
    InvalidValue
        If the data do not fit the type; the message names the field.
    """
    return typing.cast(T, _decode(kind, data, getattr(kind, "__name__", str(kind))))


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


def _decode(kind: Any, data: Any, where: str) -> Any:
    if kind is Any or data is None or isinstance(data, np.ndarray):
        return data
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _decode_union(kind, data, where)
    if origin is typing.Literal:
        return data
    if isinstance(data, Mapping) and "zlib64" in data:
        return _array(data)
    if origin is not None:
        return _decode_generic(origin, typing.get_args(kind), data, where)
    if dataclasses.is_dataclass(kind):
        return _decode_dataclass(kind, data, where)
    return _decode_plain(kind, data, where)


def _decode_union(kind: Any, data: Any, where: str) -> Any:
    options = [option for option in typing.get_args(kind) if option is not type(None)]
    if len(options) == 1:
        return _decode(options[0], data, where)
    return data  # unions of plain numbers: JSON already holds the right one


def _decode_generic(origin: Any, args: tuple[Any, ...], data: Any, where: str) -> Any:
    if origin is tuple:
        kinds = [args[0]] * len(data) if len(args) == 2 and args[1] is Ellipsis else list(args)
        pairs = zip(kinds, data, strict=True)
        return tuple(_decode(kind, item, f"{where}[{i}]") for i, (kind, item) in enumerate(pairs))
    if origin in (frozenset, set, list):
        return origin(_decode(args[0], item, where) for item in data)
    if issubclass(origin, Mapping):
        return {
            _decode_plain(args[0], key, where): _decode(args[1], item, f"{where}.{key}")
            for key, item in data.items()
        }
    raise InvalidValue(f"{where}: cannot read a {origin}")


def _decode_dataclass(kind: Any, data: Any, where: str) -> Any:
    if isinstance(data, kind):
        return data
    if not isinstance(data, Mapping):
        raise InvalidValue(f"{where}: expected an object, found {type(data).__name__}")
    hints = _hints(kind)
    unknown = data.keys() - hints.keys()
    if unknown:
        raise InvalidValue(f"{where}: unknown fields {sorted(unknown)}")
    return kind(**{name: _decode(hints[name], data[name], f"{where}.{name}") for name in data})


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:
    """Types of the fields that a dataclass is made from."""
    hints = typing.get_type_hints(kind)
    return {f.name: hints[f.name] for f in dataclasses.fields(kind) if f.init}


def _decode_plain(kind: Any, data: Any, where: str) -> Any:
    try:
        if kind in (datetime, date):
            return kind.fromisoformat(data)
        if kind in (int, float) and not isinstance(data, kind):
            return kind(data)
    except (TypeError, ValueError) as error:
        raise InvalidValue(f"{where}: {data!r} is not a {kind.__name__}") from error
    return data


def _array(data: Mapping[str, Any]) -> np.ndarray:
    raw = zlib.decompress(base64.b64decode(data["zlib64"]))
    return np.frombuffer(raw, dtype=data["dtype"]).reshape(data["shape"]).copy()
