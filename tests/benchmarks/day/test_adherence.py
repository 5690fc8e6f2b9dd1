"""`bench adherence`: its answer's names, and the published cases hold."""

from tests.benchmarks.test_bench_commands import told


def test_the_published_cases_hold_and_every_event_is_counted() -> None:
    found = told("adherence", "--agents", "6", "--days", "7", "--events", "800")
    assert all(found["golden"].values())  # type: ignore[attr-defined]
    assert found["shifts"] == 42
    assert 700 <= found["events"] <= 800  # type: ignore[operator]
    assert 0 < found["adherence"] < 1  # type: ignore[operator]
