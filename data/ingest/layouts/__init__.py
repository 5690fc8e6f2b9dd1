"""Layouts of history files by name, one module each; the first that matches a file reads it."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.ingest.layout import Layout

_NAMES = (
    "canonical",
    "amazon_connect",
    "genesys_cloud",
    "calabrio",
    "series",
    "bank",
)


class _Layouts(Mapping[str, "Layout"]):
    """Names are there at once; a module, and the pandas that it works with, when it is asked."""

    def __getitem__(self, name: str) -> "Layout":
        if name not in _NAMES:
            raise KeyError(name)
        found: Layout = import_module(f"{__name__}.{name}").LAYOUT
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(_NAMES)

    def __len__(self) -> int:
        return len(_NAMES)


LAYOUTS: Mapping[str, "Layout"] = _Layouts()
"""Every layout, in the order in which they are tried on the first row of a file."""
