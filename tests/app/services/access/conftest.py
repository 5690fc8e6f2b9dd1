"""Fixtures of who may do what."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.services.access.team import Bound, a_team


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bound]:
    """A store with a user of each role; tests of a module share it and leave it as it is."""
    bound = a_team(tmp_path_factory.mktemp("team"))
    yield bound
    bound.store.close()


@pytest.fixture
def own_team(tmp_path: Path) -> Iterator[Bound]:
    """The same, the test's own to change."""
    bound = a_team(tmp_path)
    yield bound
    bound.store.close()
