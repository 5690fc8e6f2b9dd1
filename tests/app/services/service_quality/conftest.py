"""A store with a centre, for the service loops."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.services.context import Context
from data.model.centre import Centre
from data.store import Store, documents

NOW = datetime(2016, 6, 1, 2, 0, tzinfo=UTC)


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    """A person on an empty centre, whose key lies in a file of the test."""
    monkeypatch.delenv("PEAKSHIFT_CUSTOMER_KEY", raising=False)
    monkeypatch.setenv("PEAKSHIFT_CUSTOMER_KEY_FILE", str(tmp_path / "keys" / "customer.key"))
    with Store.open(str(tmp_path / "centre.sqlite")) as store:
        made = Context(store, "tester", lambda: NOW)
        entry = made.entry("set_up", "centre")
        store.save(documents.CENTRE, Centre("Hotline", "Asia/Shanghai", "CN", 30), entry)
        yield made
