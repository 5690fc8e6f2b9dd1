"""JSON schemas of types, as `data.model.codec` reads and writes their values."""

import dataclasses
import types
import typing
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

import numpy as np

from data.model.codec import may_be_left_out, stored_name

Schema = dict[str, Any]
LARGEST = 2**31 - 1
"""Whole numbers beyond this are refused at the door: no count of this trade comes near."""
_LONGEST = 100_000


class Schemas:
    """Schemas of one document; those of dataclasses are its components.

    Parameters
    ----------
    given
        Whether they say what may be sent, or what is answered: arrays cannot be sent, a number
        that nobody knows is answered as null.
    """

    def __init__(self, *, given: bool) -> None:
        self.given = given
        self.components: dict[str, Schema] = {}
        self._names: dict[type, str] = {}

    def of(self, kind: Any) -> Schema:
        """Schema of a type; of dataclasses a reference to a component."""
        origin, args = typing.get_origin(kind), typing.get_args(kind)
        if origin is typing.Annotated:
            return self.of(args[0])
        if origin in (typing.Union, types.UnionType):
            return {"anyOf": [self.of(arg) for arg in args]}
        if origin is typing.Literal:
            return {"enum": list(args)}
        if np.ndarray in (kind, origin):
            return {"type": "array"}
        if dataclasses.is_dataclass(kind) and isinstance(kind, type):
            return {"$ref": f"#/components/schemas/{self._component(kind)}"}
        if isinstance(origin, type):
            return self._of_collection(origin, args)
        return self._of_plain(kind)

    def _of_collection(self, origin: type, args: tuple[Any, ...]) -> Schema:
        if issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(args[1])}
        if origin is tuple and args[-1] is not Ellipsis:
            n = len(args)
            items = [self.of(arg) for arg in args]
            # Not `prefixItems`: readers of OpenAPI 3.1 turn it into a list that 3.1 forbids.
            one = items[0] if items.count(items[0]) == n else {"anyOf": items}
            return {"type": "array", "items": one, "minItems": n, "maxItems": n}
        if issubclass(origin, Collection) and args:
            return {"type": "array", "items": self.of(args[0])}
        return {}

    def _of_plain(self, kind: Any) -> Schema:
        if kind is int and self.given:
            return {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST}
        if kind is float:
            return {"type": "number"} if self.given else {"type": ["number", "null"]}
        if kind is str and self.given:
            return {"type": "string", "maxLength": _LONGEST}
        return dict(_PLAIN.get(kind, {}))

    def _component(self, kind: type) -> str:
        if kind not in self._names:
            end = "Given" if self.given else ""
            name = f"{kind.__name__}{end}"
            if name in self.components:
                name = f"{kind.__module__.rpartition('.')[2].title().replace('_', '')}{name}"
            self._names[kind] = name
            self.components[name] = {}  # known before its fields, which may be of the same type
            self.components[name] = self._object(kind)
        return self._names[kind]

    def _object(self, kind: type) -> Schema:
        hints = hints_of(kind)
        fields = [field for field in dataclasses.fields(kind) if field.init]
        needed = [field for field in fields if self._is_needed(field)]
        found: Schema = {
            "type": "object",
            "properties": {stored_name(field): self.of(hints[field.name]) for field in fields},
            "required": [stored_name(field) for field in needed],
            "additionalProperties": False,
        }
        if kind.__doc__ and not kind.__doc__.startswith(f"{kind.__name__}("):
            found["description"] = kind.__doc__.strip().splitlines()[0]
        return found

    def _is_needed(self, field: "dataclasses.Field[Any]") -> bool:
        if not self.given:
            return not may_be_left_out(field)
        return field.default is field.default_factory is dataclasses.MISSING


_PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    type(None): {"type": "null"},
}


@cache
def hints_of(thing: Any) -> dict[str, Any]:
    """Types of a dataclass's fields or a function's arguments; `Any` where one is not known here.

    Notes
    -----
    Some names stand only for the type checker; a function's module does not have them.
    """
    try:
        return typing.get_type_hints(thing)
    except NameError:
        names = vars(__import__(thing.__module__, fromlist=["*"]))
        found = {}
        for name, kind in thing.__annotations__.items():
            found[name] = _evaluated(kind, names) if isinstance(kind, str) else kind
        return found


def _evaluated(text: str, names: Mapping[str, Any]) -> Any:
    try:
        return eval(text, dict(names))
    except NameError:
        return Any


def is_callable(kind: Any) -> bool:
    """Whether a type is of functions, as `progress` is."""
    options = (kind, *typing.get_args(kind))
    return any(typing.get_origin(one) is _FUNCTION for one in options)


_FUNCTION = typing.get_origin(Callable[[], None])
