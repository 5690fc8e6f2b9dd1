"""Special days and events are set, listed and dropped, and the next forecast follows them."""

from datetime import timedelta

import pytest

from app.services.forecast.make import forecast_all
from app.services.history import import_history
from tests.app.command_line import run, told
from tests.app.small_centre import SmallCentre, history_csv, last_day


def test_a_named_day_is_left_out_of_the_baseline_and_shapes_the_day_to_come(
    small: SmallCentre,
) -> None:
    outage, ahead = last_day() - timedelta(days=12), last_day() + timedelta(days=2)
    file = small.folder / "outage.csv"
    file.write_text(history_csv(outage, 1, seed=9, level=30.0), encoding="utf-8")
    import_history(small.context, file)
    forecast_all(small.context, weeks=1, members=("glm_days",))
    plain = told(small, "forecast", "show", "fault")["days"]
    words = ("events", "set", "Planned outage")
    assert run(small, *words, outage.isoformat(), "--exclude").exit_code == 0
    said = run(small, *words, ahead.isoformat(), "--why", "line 12 is off")
    assert "before: 1" in said.stdout
    forecast_all(small.context, weeks=1, members=("glm_days",))
    shown = told(small, "forecast", "show", "fault")
    assert shown["days"][1]["day"] == ahead.isoformat()
    assert shown["days"][1]["mean"] > 1.4 * plain[1]["mean"]
    assert shown["days"][0]["mean"] == pytest.approx(plain[0]["mean"], rel=0.1)
    assert any("Planned outage" in note for note in shown["notes"])
    trail = told(small, "audit", "list")
    assert any(e["verb"] == "add_special_days" and e["why"] == "line 12 is off" for e in trail)


def test_own_days_are_listed_over_the_calendar_and_dropped(small: SmallCentre) -> None:
    run(small, "events", "set", "Flood", "2025-07-01", "2025-07-03", "--exclude")
    own = told(small, "events", "list")
    assert [(d["day"], d["exclude"], d["times_before"]) for d in own] == [
        ("2025-07-03", True, 2), ("2025-07-02", True, 1), ("2025-07-01", True, 0)
    ]  # fmt: skip
    year = told(small, "events", "list", "--year", "2025")
    assert {d["day"]: d["own"] for d in year}["2025-10-01"] is False
    assert sum(d["own"] for d in year) == 3
    assert "excluded" in run(small, "events", "list").stdout
    assert run(small, "events", "drop", "2025-07-02").exit_code == 0
    assert [d["day"] for d in told(small, "events", "list")] == ["2025-07-03", "2025-07-01"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("set", " ", "2025-07-01"), "needs a name"),
        (("set", "Flood", "2025-07-03", "2025-07-01"), "the days end before they begin"),
        (("drop", "2025-07-01"), "not in the planners' table"),
    ],
)
def test_a_wrong_day_is_answered_with_what_is_wrong(
    small: SmallCentre, words: tuple[str, ...], message: str
) -> None:
    result = run(small, "events", *words)
    assert result.exit_code != 0
    assert message in str(result.exception)
