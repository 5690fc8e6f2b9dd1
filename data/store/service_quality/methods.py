"""What the store does with records of the service loops."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from data.model.audit import AuditEntry
from data.model.series import ImportCounts
from data.store.service_quality import rows
from data.store.service_quality.rows import Where
from data.store.transactions import Transactions

if TYPE_CHECKING:
    import pandas as pd


class ServiceQualityMethods(Transactions):
    """Methods of the store, in a file of their own.

    A kind is `orders`, `order_events`, `cases`, `case_steps`, `touches` or `scores`; its columns
    are the fields of its type in `data.model.service_quality.records`.
    """

    def save_service_records(
        self,
        frames: "Mapping[str, pd.DataFrame]",
        rejected: "pd.DataFrame",
        source: str,
        entry: AuditEntry,
        digest: str = "",
    ) -> dict[str, ImportCounts]:
        """Save rows by kind, all or none; see `data.store.service_quality.rows.save`."""
        return self._write(
            entry,
            lambda c: rows.save(c, frames, rejected, source, entry, digest),
            lambda counts: {name: asdict(one) for name, one in counts.items()},
        )

    def load_service_records(
        self,
        kind: str,
        first: datetime | None = None,
        end: datetime | None = None,
        where: Where | None = None,
        columns: Sequence[str] = (),
        limit: int = 0,
    ) -> "pd.DataFrame":
        """Records of a kind by time, oldest first; see `data.store.service_quality.rows.load`."""
        return self._read(lambda c: rows.load(c, kind, first, end, where, columns, limit))

    def service_records_span(self, kind: str) -> tuple[datetime, datetime] | None:
        """Instants of the oldest and the newest record of a kind; None where there is none."""
        return self._read(lambda c: rows.span(c, kind))
