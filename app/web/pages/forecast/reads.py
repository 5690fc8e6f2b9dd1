"""Reads of the Forecast page shared by sessions, keyed by what they depend on."""

from app.services.forecast.read import early_warnings, forecast_of_group
from app.web.parts.cached import cached
from app.web.parts.history.reads import state
from app.web.session import shared_context
from data.model.forecast import Forecast
from data.model.language import phrase
from forecasting.groups import EarlyWarning, Link


def warnings(url: str) -> tuple[tuple[Link, ...], tuple[EarlyWarning, ...]]:
    """Links between queues and what the newest days warn of."""
    return _warnings(url, state(url))


def group_forecast(url: str, group: str, versions: tuple[str, ...]) -> Forecast:
    """Sum of a group's newest versions; the ids are there to tell newer ones apart."""
    return _group(url, group, versions)


@cached(phrase("Comparing every queue with every other"), 4)
def _warnings(url: str, after: str) -> tuple[tuple[Link, ...], tuple[EarlyWarning, ...]]:
    return early_warnings(shared_context(url))


@cached(phrase("Adding up the queues"), 8)
def _group(url: str, group: str, versions: tuple[str, ...]) -> Forecast:
    return forecast_of_group(shared_context(url), group)
