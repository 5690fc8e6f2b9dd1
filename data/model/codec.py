"""Frozen types to JSON values and back, driven by their annotations alone."""

import base64
import dataclasses
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
LATER = {_LEFT_OUT: True}
"""Metadata of a field that came later: left out while it has its default, so that the JSON, and
with it the digest, of values kept before the field was there stays what it was."""


def to_json(value: Any, array: Callable[[np.ndarray], Any] | None = None) -> Any:
    """JSON value of a dataclass, tuple, mapping, date, array or plain value.

    Parameters
    ----------
    array
        Says what stands for an array, for callers that keep arrays beside the JSON.
    """

    def inner(item: Any) -> Any:
        return to_json(item, array)

    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = (f for f in dataclasses.fields(value) if f.init and not _is_left_out(f, value))
        return {f.name: inner(getattr(value, f.name)) for f in fields}
    if isinstance(value, np.ndarray):
        return (array or _array_json)(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Mapping):
        return {_key(key): inner(item) for key, item in value.items()}
    if isinstance(value, (frozenset, set)):
        return [inner(item) for item in sorted(value)]
    if isinstance(value, (tuple, list)):
        return [inner(item) for item in value]
    return value


def from_json(kind: type[T], data: Any) -> T:
    """Value of a type from its JSON value.

    Raises
    ------
    InvalidValue
        If the data do not fit the type; the message names the field.
    """
    return typing.cast(T, _decode(kind, data, kind.__name__))


def _is_left_out(field: dataclasses.Field[Any], value: Any) -> bool:
    return bool(field.metadata.get(_LEFT_OUT)) and getattr(value, field.name) == field.default


def _array_json(value: np.ndarray) -> dict[str, Any]:
    data = base64.b64encode(zlib.compress(np.ascontiguousarray(value).tobytes(), 6))
    return {"dtype": str(value.dtype), "shape": list(value.shape), "zlib64": data.decode()}


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
    if not isinstance(data, Mapping):
        raise InvalidValue(f"{where}: expected an object, found {type(data).__name__}")
    hints = typing.get_type_hints(kind)
    known = {f.name for f in dataclasses.fields(kind) if f.init}
    unknown = set(data) - known
    if unknown:
        raise InvalidValue(f"{where}: unknown fields {sorted(unknown)}")
    return kind(**{name: _decode(hints[name], data[name], f"{where}.{name}") for name in data})


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
