"""Files to model values: every complaint at once, bad rows kept aside, never lost."""

from data.ingest.actuals import Actuals, read_actuals
from data.ingest.adapters import ADAPTERS
from data.ingest.write_actuals import write_canonical_csv, write_rejected

__all__ = ["ADAPTERS", "Actuals", "read_actuals", "write_canonical_csv", "write_rejected"]
