"""`digest` lives in `data.model.codec`; this name goes once every import says so."""

from data.model.codec import digest

__all__ = ["digest"]
