"""Whatever is sent, nothing breaks, and answers are what the document says (schemathesis)."""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.applications import Starlette

from app.api.interface import Interface
from app.api.mount import WholePaths
from app.services.access.asking import Permit
from app.services.access.tokens import create_token
from app.services.context import Context
from data.model.users import ADMINISTRATOR, AUDITOR, MACHINE, PLANNER, PUBLISHER, Held
from tests.app.api.conftest import an_interface
from tests.app.small_centre import NOW

pytestmark = pytest.mark.slow
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
DEAR = {"/requirements", "/requirements/comparison", "/audit/verification", "/early-warnings"}
"""Seconds each: only among the many."""
FEW, MANY = 2, 80
PARTS = 12
"""Parts that the many are tried in, each by itself."""


@dataclass(frozen=True)
class Tried:
    """An interface to throw requests at, a token that may nearly everything, and ids of things."""

    interface: Interface
    headers: dict[str, str]
    known: dict[str, str]


@pytest.fixture(scope="module")
def tried(rostered_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tried]:
    folder = tmp_path_factory.mktemp("schema") / "own"
    shutil.copytree(rostered_once, folder)
    interface = an_interface(str(folder / "centre.sqlite"), alone=False)
    store = interface.desk.store
    me = replace(Context(store, clock=lambda: NOW), permit=Permit("create_token"))
    roles = (ADMINISTRATOR, AUDITOR, MACHINE, PLANNER, PUBLISHER)
    _, secret = create_token(me, "tried", tuple(Held(role) for role in roles))
    known = {
        "roster_id": store.list_rosters()[0].roster_id,
        "other_id": store.list_rosters()[0].roster_id,
        "requirement_id": store.list_requirements()[0].requirement_id,
        "version_id": store.list_forecasts(None)[0].version_id,
        "queue_id": "fault",
        "name": "fault",
        "agent_id": "A001",
        "label": "understaffing",
    }
    yield Tried(interface, {"Authorization": f"Bearer {secret}"}, known)
    interface.close()


@pytest.fixture(scope="module")
def document(tried: Tried) -> Any:
    served = Starlette(routes=[WholePaths("/api/v1", tried.interface.app)])
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", served)


QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def answers_well(case: Any, tried: Tried) -> None:
    """Send a request; of two requests that name something, one names what is there."""
    for part in (case.path_parameters, case.query):
        for name, known in tried.known.items():
            if part and name in part and len(str(part[name])) % 2:
                part[name] = known
    case.call_and_validate(headers=tried.headers, checks=CHECKS)


def _told(error: BaseException) -> str:
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    return "; ".join(map(_told, inner)) or str(error)[:2000]


def faults(
    document: Any, tried: Tried, each: int, without: set[str], part: int = 0, parts: int = 1
) -> list[str]:
    """What broke, of so many requests to each address, or to those of a part of them."""
    found = []
    for result in list(document.get_all_operations())[part::parts]:
        operation = result.ok()
        if operation.path in without:
            continue

        @settings(max_examples=each, deadline=None, suppress_health_check=QUIET, derandomize=True,
                  database=None)  # fmt: skip
        @given(case=operation.as_strategy())
        def sends(case: Any) -> None:
            answers_well(case, tried)

        try:
            sends()
        except (
            Exception,
            BaseExceptionGroup,
        ) as error:  # all are told
            found.append(f"{operation.label}: {_told(error)}")
    return found


def statuses(tried: Tried) -> Counter[str]:
    """How many requests ended how."""
    found: Counter[str] = Counter()
    for line in tried.interface.meters.text().decode().splitlines():
        if line.startswith("peakshift_requests_total"):
            found[line.split('status="')[1][:3]] += int(float(line.split()[-1]))
    return found


def test_a_few_hundred_requests_break_nothing(document: Any, tried: Tried) -> None:
    assert not (found := faults(document, tried, FEW, DEAR)), "\n\n".join(found)
    seen = statuses(tried)
    assert sum(seen.values()) >= 300
    assert seen["200"] >= 50, "too few of them did anything"


@pytest.mark.heavy
@pytest.mark.parametrize("part", range(PARTS))
def test_ten_thousand_requests_break_nothing(document: Any, tried: Tried, part: int) -> None:
    before = sum(statuses(tried).values())
    found = faults(document, tried, MANY, set(), part, PARTS)
    assert not found, "\n\n".join(found)
    assert sum(statuses(tried).values()) - before >= 10_000 / PARTS
