"""What an import did to the history."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ImportCounts:
    """Rows by fate [-].

    Parameters
    ----------
    new
        Slots known for the first time.
    unchanged
        Slots already known with the very same values.
    superseded
        Slots whose older values gave way; they stay readable.
    rejected
        Rows kept aside with their reasons.
    """

    new: int
    unchanged: int
    superseded: int
    rejected: int
