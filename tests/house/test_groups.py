"""Tests that share something dear to start run in one process of many, as `conftest.py` says."""

import pytest


@pytest.fixture(scope="module")
def shared() -> object:
    """Made once for this module, wherever its tests run."""
    return object()


def in_group(request: pytest.FixtureRequest) -> str:
    """The group that the scheduler reads off the id of a test."""
    if not request.config.getoption("loadgroup", False):
        pytest.skip("tests are dealt out by groups in `make test` only")
    return str(request.node.nodeid).rpartition("@")[2]


def test_tests_of_a_module_that_share_a_fixture_stay_together(
    request: pytest.FixtureRequest, shared: object
) -> None:
    assert in_group(request) == "tests/house/test_groups.py"


@pytest.mark.postgres
def test_tests_of_a_server_stay_together(request: pytest.FixtureRequest) -> None:
    assert in_group(request) == "postgres"


def test_a_test_that_shares_nothing_goes_anywhere(request: pytest.FixtureRequest) -> None:
    assert in_group(request) == request.node.nodeid
