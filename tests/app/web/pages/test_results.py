"""What the page of results says of forecasts, targets and changes since the build."""

from datetime import date, timedelta

from streamlit.testing.v1 import AppTest

from app.services.results import DayOfQueue, Results
from app.web.pages.results.parts import in_one_line


def drawn(cells: int, built_h: float, now_h: float) -> None:
    """What changes brought over a week, as the page draws it."""
    from datetime import date

    from app.services.results import EditsWorth, Results
    from app.web.pages.results.parts import edits

    one = EditsWorth(3, "R-1", 7, cells, built_h, now_h)
    edits(Results(date(2026, 11, 23), date(2026, 11, 29), (), (), (one,)))


def said(cells: int, built_h: float, now_h: float) -> str:
    page = AppTest.from_function(drawn, args=(cells, built_h, now_h), default_timeout=60).run()
    return page.markdown[-1].value


def test_hours_short_by_formula_alone_are_not_told_as_if_they_were_missing() -> None:
    assert said(0, 966.5, 966.5) == "Version 3 (7 days): published as built."
    assert said(4, 966.5, 962.5).endswith("4.0 agent hours less short of what came.")
    assert said(1, 966.5, 966.5).endswith("as short of what came as before.")


def _sentence(forecast_days: int) -> str:
    """The page's first sentence where twice as much came as the days forecast expected."""
    first, nan = date(2026, 11, 23), float("nan")
    days = tuple(
        DayOfQueue("faults", first + timedelta(days=n), 200.0,
                   100.0 if n < forecast_days else nan, nan, nan, nan, nan)
        for n in range(3)
    )  # fmt: skip
    return in_one_line(Results(first, first + timedelta(days=2), (), days, ()))


def test_how_much_more_came_is_counted_from_what_was_expected() -> None:
    assert "That is 100.0% more than the forecasts made" in _sentence(3)


def test_days_that_nobody_forecast_are_not_said_to_be_beside_a_forecast() -> None:
    assert "1 of these 3 days were forecast" in _sentence(1)
    assert "100.0% more came than expected" in _sentence(1)
    assert "No forecast was made before these days." in _sentence(0)


def _targets() -> None:
    from datetime import date

    from app.services.results import QueueResult, Results
    from app.web.pages.results.parts import by_queue
    from app.web.parts.assumptions import promise_of
    from data.model.queue import Queue

    nan = float("nan")
    work = Queue("orders", name="Orders", channel="email", deferrable_due_min=1440)
    row = QueueResult("orders", "Orders", 10, -0.0001, 0.1, -0.0001, 0.8, 20, nan)
    first = date(2026, 11, 23)
    by_queue(Results(first, first, (row,), (), ()), {"orders": promise_of(work)})


def test_work_that_can_wait_is_not_held_to_seconds_and_no_error_is_minus_nothing() -> None:
    page = AppTest.from_function(_targets, default_timeout=60).run()
    row = page.dataframe[0].value.iloc[0]
    assert row["Target"] == "done within 24 h"
    assert row["Forecast, all in all"] == "+0.0%"
