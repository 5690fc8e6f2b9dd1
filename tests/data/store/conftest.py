"""Every test of the store runs on SQLite and on a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest

from data.store import Store, documents
from tests.data.builders import (
    TWO_REJECTED,
    a_centre,
    a_draft,
    a_forecast,
    a_frame,
    a_requirement,
    a_saved_roster,
    an_entry,
)
from tests.made_once import an_empty_database

POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)


@pytest.fixture(params=["sqlite", POSTGRES])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty database."""
    if request.param == "sqlite":
        return str(tmp_path / "store" / "peakshift.sqlite")
    address: str = request.getfixturevalue("postgres_url")
    return address


@pytest.fixture
def store(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An open store with a centre; who asks for `url` alone makes a database from nothing."""
    if "://" not in url:
        Path(url).parent.mkdir(mode=0o700)
        copyfile(an_empty_database(tmp_path_factory), url)
        Path(url).chmod(0o600)
    with Store.open(url, busy_timeout_s=10) as opened:
        opened.save(documents.CENTRE, a_centre(), an_entry("save_centre", "centre"))
        yield opened


@pytest.fixture
def full(store: Store) -> Store:
    """A store in which something of everything is saved."""
    store.save_actuals(a_frame([1, 2]), TWO_REJECTED, "a.csv", an_entry())
    store.save_actuals(a_frame([1, 3]), TWO_REJECTED, "b.csv", an_entry())
    store.save_forecasts((a_forecast(),), an_entry())
    store.save_requirement(a_requirement(), an_entry())
    store.save_roster(a_saved_roster(), an_entry())
    store.publish(a_draft(), 0, an_entry())
    return store
