"""Where tests find what lies beside them."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""The checkout."""

SHARED = ROOT.parent / "shared"
"""Measuring material beside the checkout; absent in a fresh clone, and tests skip without it."""
