import pytest

from tests.benchmarks.staff_rostering.file import Request
from tests.benchmarks.staff_rostering.score import score_staff_rostering
from tests.benchmarks.staff_rostering.writer import a_person, an_instance


def cells(row: str) -> dict[tuple[str, int], str]:
    return {("A", day): code for day, code in enumerate(row) if code != "-"}


@pytest.mark.parametrize(
    ("row", "broken"),
    [
        ("EE--EE-", ""),
        ("E--EE--", ""),  # a single day at the edge may belong to a longer run before
        ("EE----E", ""),  # ... or after
        ("-EE--EE", ""),  # days off at the edge likewise
        ("LE--EE-", "after L"),
        ("EEEEE--", "5 days running"),
        ("EE--E--", "only 1 days running"),
        ("EE-EE--", "off only 1"),
        ("EELL---", ""),
        ("EELLL--", "5 days running"),
        ("E------", "works 480 min"),
        ("LLLL--L", "works 3000 min"),
    ],
)
def test_each_rule_is_checked(row: str, broken: str) -> None:
    found = " / ".join(score_staff_rostering(an_instance(), cells(row)).violations)
    assert (broken in found) if broken else found == ""


def test_weekends_kinds_and_days_off_are_checked() -> None:
    person = a_person(max_weekends=0, max_shifts={"E": 1, "L": 9})
    instance = an_instance(staff=(person,), days_off=frozenset({("A", 4)}))
    found = " / ".join(score_staff_rostering(instance, cells("---EEE-")).violations)
    assert "1 weekends" in found
    assert "3 x E" in found
    assert "day off 4" in found


def test_a_saturday_and_its_sunday_are_one_weekend() -> None:
    assert score_staff_rostering(an_instance(), cells("---EEEE")).violations == ()


def test_cells_outside_the_instance_are_violations() -> None:
    strange = {("A", 0): "E", ("A", 1): "E", ("B", 0): "E", ("A", 8): "E"}
    assert len(score_staff_rostering(an_instance(), strange).violations) == 2


def test_the_objective_adds_requests_shortfall_and_surplus() -> None:
    instance = an_instance(
        on_requests=(Request("A", 0, "E", 3), Request("A", 1, "L", 2)),
        off_requests=(Request("A", 4, "L", 5), Request("A", 5, "E", 7)),
    )
    score = score_staff_rostering(instance, cells("EE--LL-"))
    # granted: E on day 0; refused: L on day 1 (2) and "no L" on day 4 (5)
    assert score.requests == 2 + 5
    # E wanted every day: absent on days 2 to 6
    assert score.shortfall == 500
    assert score.surplus == 2
    assert score.objective == 509
