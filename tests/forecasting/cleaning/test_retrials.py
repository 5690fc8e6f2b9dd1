"""Callers who hung up and called again are counted once."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from forecasting.cleaning.retrials import without_retrials
from forecasting.pipeline import make_forecast
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series, the_following

NOW = datetime(2024, 6, 1, 3, tzinfo=UTC)


def test_retrials_are_taken_out_of_demand_where_abandons_are_known() -> None:
    series = a_series(10, level=40.0)
    abandoned = 0.2 * series.offered
    first = without_retrials(replace(series, abandoned=abandoned), retry_share=0.5)
    assert first.offered.sum() == pytest.approx(0.9 * series.offered.sum(), rel=0.01)
    assert (first.offered >= 0).all()
    assert without_retrials(series) is series


def test_a_forecast_of_first_attempts_says_so() -> None:
    series = a_series(84, level=40.0)
    known = replace(series, abandoned=0.2 * series.offered)
    ahead = the_following(series, 7)
    plain, first = (
        make_forecast(
            known, NO_SPECIAL_DAYS, ahead, made_at=NOW, members=("glm_days",), retry_share=share
        )
        for share in (0.0, 0.5)
    )
    ratio = first.demand.contacts.sum() / plain.demand.contacts.sum()
    assert ratio == pytest.approx(0.9, abs=0.02)
    assert any("50% of those who hung up" in note for note in first.notes)
