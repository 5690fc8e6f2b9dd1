"""Frozen values with their arrays as compact bytes."""

import json
import struct
import zlib
from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np

from data.model.codec import from_json, json_text

T = TypeVar("T")
_COARSE_BITS = 16  # of a float's 53: a relative step of 1.5e-5, far below any forecast's error
_MARK = "\u0000array"


def pack(value: Any) -> bytes:
    """Compressed bytes of a value; arrays are restored exactly (float32 as float64).

    Notes
    -----
    The bytes of an array are grouped by significance, so that the signs and exponents of
    neighbours, which hardly differ, compress well (the `shuffle` filter of HDF5).
    """
    stored: dict[tuple[str, bytes], int] = {}

    def aside(array: np.ndarray) -> dict[str, Any]:
        key = (str(array.dtype), _shuffled(array))
        if key in stored:  # a mean that nobody adjusted is the model's own
            return {_MARK: [key[0], list(array.shape), stored[key]]}
        stored[key] = len(stored)
        return {_MARK: [key[0], list(array.shape)]}

    head = json_text(value, aside).encode()
    body = b"".join(raw for _, raw in stored)
    return zlib.compress(struct.pack("<I", len(head)) + head + body, 6)


def unpack(kind: type[T], blob: bytes) -> T:
    """The value that `pack` was given.

    Raises
    ------
    InvalidValue
        If the bytes do not fit the type.
    """
    return from_json(kind, unpack_plain(blob))


def unpack_plain(blob: bytes) -> Any:
    """JSON values of what was packed, with the arrays in their places."""
    head, raw = _opened(blob)
    at, before = 0, list[bytes]()

    def restored(item: dict[str, Any]) -> Any:
        nonlocal at
        if _MARK not in item:
            return item
        dtype, shape, *same_as = item[_MARK]
        if same_as:
            part = before[same_as[0]]
        else:
            size = int(np.prod(shape, dtype=np.int64)) * np.dtype(dtype).itemsize
            part = raw[at : at + size]
            at += size
            before.append(part)
        return _unshuffled(part, np.dtype(dtype)).reshape(shape)

    # Objects are finished in the order in which they were written, so arrays follow one another.
    return json.loads(head, object_hook=restored)


def head_of(blob: bytes) -> Any:
    """JSON values of what was packed, without its arrays: they are not even decompressed."""
    opened = zlib.decompressobj()
    (length,) = struct.unpack("<I", opened.decompress(blob, 4))
    return json.loads(opened.decompress(opened.unconsumed_tail, length))


def same_content(one: bytes, other: bytes) -> bool:
    """Whether two blobs hold the same content, even if their JSON is written differently."""
    if one == other:
        return True
    (head, raw), (head_2, raw_2) = _opened(one), _opened(other)
    if raw == raw_2:
        return bool(json.loads(head) == json.loads(head_2))
    # Equal arrays may be stored once or, by earlier versions, each.
    return bool(_plainly(unpack_plain(one)) == _plainly(unpack_plain(other)))


def _plainly(value: Any) -> Any:
    """A value whose arrays are bytes, to be compared."""
    if isinstance(value, dict):
        return {key: _plainly(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plainly(item) for item in value]
    if isinstance(value, np.ndarray):
        return str(value.dtype), value.shape, value.tobytes()
    return value


def _opened(blob: bytes) -> tuple[bytes, bytes]:
    """JSON and arrays of a blob."""
    raw = zlib.decompress(blob)
    (length,) = struct.unpack_from("<I", raw)
    return raw[4 : 4 + length], raw[4 + length :]


def coarse(array: np.ndarray, bits: int = _COARSE_BITS) -> np.ndarray:
    """Floats rounded to some significant bits, as float32; they pack 3 to 4 times better."""
    mantissa, exponent = np.frexp(np.asarray(array, dtype=np.float64))
    rounded = np.ldexp(np.round(np.ldexp(mantissa, bits)), exponent - bits)
    return np.asarray(rounded, dtype=np.float32)


def coarse_all(arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """`coarse` for each named array."""
    return {name: coarse(array) for name, array in arrays.items()}


def _shuffled(array: np.ndarray) -> bytes:
    flat = np.ascontiguousarray(array).reshape(-1)
    return flat.view(np.uint8).reshape(flat.size, flat.itemsize).T.tobytes()


def _unshuffled(raw: bytes, kind: np.dtype[Any]) -> np.ndarray:
    planes = np.frombuffer(raw, dtype=np.uint8).reshape(kind.itemsize, -1)
    array = np.ascontiguousarray(planes.T).reshape(-1).view(kind)
    return array.astype(np.float64) if kind == np.float32 else array
