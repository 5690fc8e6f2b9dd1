"""The store: model values in, model values out, SQL in between."""

from data.store.store import Store

__all__ = ["Store"]
