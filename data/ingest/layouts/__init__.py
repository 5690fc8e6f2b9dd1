"""Layouts of history files by name, one module each; the first that matches a file reads it."""

from importlib import import_module

from data.ingest.layout import Layout

_NAMES = (
    "canonical",
    "amazon_connect",
    "genesys_cloud",
    "calabrio",
    "series",
    "bank",
)

LAYOUTS: dict[str, Layout] = {name: import_module(f"{__name__}.{name}").LAYOUT for name in _NAMES}
"""Every layout, in the order in which they are tried on the first row of a file."""
