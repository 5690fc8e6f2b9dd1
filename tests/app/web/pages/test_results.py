"""What the page of results says of changes since the build."""

from streamlit.testing.v1 import AppTest


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
