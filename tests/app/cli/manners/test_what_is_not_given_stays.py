"""A verb that changes what is there leaves alone what it was not told."""

import json
from dataclasses import dataclass

import pytest

from tests.app.small_centre import SmallCentre

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Case:
    """A thing with every field unlike that of a new one, and a call that changes one of them."""

    verb: tuple[str, ...]
    all_said: tuple[str, ...]
    one_said: tuple[str, ...]
    shown_by: tuple[str, ...]
    changed: frozenset[str]


CASES = {
    "centre": Case(
        ("centre", "set"),
        ("--name", "Netz", "--zone", "Europe/Berlin", "--country", "DE"),
        ("--name", "Netze"),
        ("centre", "show"),
        frozenset({"name"}),
    ),
    "queue": Case(
        ("centre", "queue", "fault"),
        (
            "--service", "0.9", "--threshold", "30", "--min-heads", "2", "--patience", "200",
            "--ivr", "0.1", "--retry", "0.2", "--group", "lines", "--hours", "Mon-Fri 08:00-20:00",
        ),
        ("--service", "0.8"),
        ("centre", "show"),
        frozenset({"service_share"}),
    ),
    "shrinkage": Case(
        ("shrinkage", "set", "meetings"),
        ("0.05", "--inside", "--unpaid", "--planned"),
        ("0.06",),
        ("shrinkage", "list"),
        frozenset({"share"}),
    ),
    "activity": Case(
        ("activities", "add", "safety"),
        (
            "--minutes", "45", "--per-agent", "2", "--skill", "fault", "--from", "09:00",
            "--to", "17:00", "--together", "2-6", "--due", "2027-12-01", "--edge", "45",
            "--price", "70",
        ),
        ("--price", "80"),
        ("activities", "list"),
        frozenset({"price"}),
    ),
    "deadline": Case(
        ("service-quality", "set-deadline", "quick"),
        ("4", "hours", "--until", "contact", "--code", "Q7", "--work", "35"),
        ("5", "hours", "--until", "contact"),
        ("service-quality", "deadlines"),
        frozenset({"length"}),
    ),
}  # fmt: skip


def figures(value: object, path: str = "") -> dict[str, object]:
    """Every figure of a JSON answer by its place in it."""
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = ((str(number), one) for number, one in enumerate(value))
    else:
        return {path: value}
    return {k: v for name, one in inner for k, v in figures(one, f"{path}.{name}").items()}


@pytest.mark.parametrize("name", CASES)
def test_what_is_not_given_stays(small: SmallCentre, peakshift, name: str) -> None:
    case = CASES[name]

    def shown() -> dict[str, object]:
        code, out, said = peakshift(small.url, *case.shown_by, "--json")
        assert code == 0, said
        return figures(json.loads(out))

    for words in (case.all_said, case.one_said):
        before = shown()
        code, _, said = peakshift(small.url, *case.verb, *words)
        assert code == 0, said
        if words is case.one_said:
            after = shown()
            differ = {at.rsplit(".", 1)[1] for at in after if before.get(at) != after[at]}
            assert differ <= case.changed
            assert before.keys() == after.keys()
