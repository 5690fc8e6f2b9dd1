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
    arrays: list[np.ndarray] = []

    def aside(array: np.ndarray) -> dict[str, Any]:
        arrays.append(array)
        return {_MARK: [str(array.dtype), list(array.shape)]}

    head = json_text(value, aside).encode()
    body = b"".join(_shuffled(array) for array in arrays)
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
    at = 0

    def restored(item: dict[str, Any]) -> Any:
        nonlocal at
        if _MARK not in item:
            return item
        dtype, shape = item[_MARK]
        size = int(np.prod(shape, dtype=np.int64)) * np.dtype(dtype).itemsize
        array = _unshuffled(raw[at : at + size], np.dtype(dtype)).reshape(shape)
        at += size
        return array

    # Objects are finished in the order in which they were written, so arrays follow one another.
    return json.loads(head, object_hook=restored)


def same_content(one: bytes, other: bytes) -> bool:
    """Whether two blobs hold the same content, even if their JSON is written differently."""
    if one == other:
        return True
    (head, raw), (head_2, raw_2) = _opened(one), _opened(other)
    return raw == raw_2 and json.loads(head) == json.loads(head_2)


def _opened(blob: bytes) -> tuple[bytes, bytes]:
    """JSON and arrays of a blob."""
    raw = zlib.decompress(blob)
    (length,) = struct.unpack_from("<I", raw)
    return raw[4 : 4 + length], raw[4 + length :]


def coarse(array: np.ndarray) -> np.ndarray:
    """Floats rounded to 16 significant bits, as float32; they pack 3 to 4 times better."""
    mantissa, exponent = np.frexp(np.asarray(array, dtype=np.float64))
    rounded = np.ldexp(np.round(np.ldexp(mantissa, _COARSE_BITS)), exponent - _COARSE_BITS)
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
