"""An interface on a small centre, asked in this process."""

import warnings
from collections.abc import Iterator

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Starlette would rather have another HTTP library
    from fastapi.testclient import TestClient

from app.api.interface import Interface
from app.api.parts.callers import Entrance
from data.model.publication import SavedRoster
from tests.app.small_centre import NOW, SmallCentre

HERE = "http://127.0.0.1"


def asking(interface: Interface, host: str = "127.0.0.1") -> TestClient:
    """Somebody who asks, from this machine or another."""
    return TestClient(interface.app, base_url=HERE, client=(host, 50_000))


def an_interface(url: str, *, alone: bool = True) -> Interface:
    """An interface whose clock stands still."""
    return Interface(Entrance(url, alone, clock=lambda: NOW))


@pytest.fixture
def interface(small: SmallCentre) -> Iterator[Interface]:
    """The interface of a small centre with history and staff."""
    found = an_interface(small.url)
    yield found
    found.close()


@pytest.fixture
def ask(interface: Interface) -> TestClient:
    """Whoever works at this machine, on the small centre."""
    return asking(interface)


@pytest.fixture
def planned(rostered: tuple[SmallCentre, SavedRoster]) -> Iterator[tuple[TestClient, str]]:
    """The same on a centre with a roster, and the roster's id."""
    found = an_interface(rostered[0].url)
    yield asking(found), rostered[1].roster_id
    found.close()
