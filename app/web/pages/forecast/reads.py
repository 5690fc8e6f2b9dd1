"""Reads of the Forecast page shared by sessions, keyed by what they depend on."""

import streamlit as st

from app.services.forecast.read import early_warnings, forecast_of_group
from app.services.history import Tagged, flags_of, tags_of
from app.web.session import shared_context, store_at
from data.model.forecast import Forecast
from data.store import documents
from forecasting.cleaning.screen import Flag
from forecasting.groups import EarlyWarning, Link


def flags(url: str, queue_id: str) -> tuple[Flag, ...]:
    """What the screen leaves out of a queue's history as it is now."""
    return _flags(url, queue_id, _state(url))


def tags(url: str, queue_id: str) -> tuple[Tagged, ...]:
    """Tagged stretches of a queue's history as it is now."""
    return _tags(url, queue_id, _state(url))


def warnings(url: str) -> tuple[tuple[Link, ...], tuple[EarlyWarning, ...]]:
    """Links between queues and what the newest days warn of."""
    return _warnings(url, _state(url))


def group_forecast(url: str, group: str, versions: tuple[str, ...]) -> Forecast:
    """Sum of a group's newest versions; the ids are there to tell newer ones apart."""
    return _group(url, group, versions)


def _state(url: str) -> str:
    """Changes with every import, tag and special day."""
    store = store_at(url)
    imports = store.list_imports()
    return (
        f"{imports[0].import_id if imports else 0} {hash(store.load(documents.SPECIAL_DAYS).days)}"
    )


@st.cache_resource(max_entries=32, show_spinner="Looking for surges and outages")
def _flags(url: str, queue_id: str, state: str) -> tuple[Flag, ...]:
    return flags_of(shared_context(url), queue_id)


@st.cache_resource(max_entries=32, show_spinner=False)
def _tags(url: str, queue_id: str, state: str) -> tuple[Tagged, ...]:
    return tags_of(shared_context(url), queue_id)


@st.cache_resource(max_entries=4, show_spinner="Comparing every queue with every other")
def _warnings(url: str, state: str) -> tuple[tuple[Link, ...], tuple[EarlyWarning, ...]]:
    return early_warnings(shared_context(url))


@st.cache_resource(max_entries=8, show_spinner="Adding up the queues")
def _group(url: str, group: str, versions: tuple[str, ...]) -> Forecast:
    return forecast_of_group(shared_context(url), group)
