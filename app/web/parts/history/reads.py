"""Reads of the history shared by sessions, keyed by what they depend on."""

import streamlit as st

from app.services.exchange.facts import Gap, QueueFacts, gaps_of, queue_facts
from app.services.history import Tagged, flags_of, tags_of
from app.web.parts.cached import cached
from app.web.session import shared_context, store_at
from data.model.language import phrase
from data.store import documents
from forecasting.cleaning.screen import Flag


def flags(url: str, queue_id: str) -> tuple[Flag, ...]:
    """What the screen leaves out of a queue's history as it is now."""
    return _flags(url, queue_id, state(url))


def tags(url: str, queue_id: str) -> tuple[Tagged, ...]:
    """Tagged stretches of a queue's history as it is now."""
    return _tags(url, queue_id, state(url))


def gaps(url: str, queue_id: str) -> tuple[Gap, ...]:
    """Stretches that lack values where the queue usually has some."""
    return _gaps(url, queue_id, state(url))


def facts(url: str) -> tuple[QueueFacts, ...]:
    """Span, level and handle time of every queue; empty without history."""
    return _facts(url, state(url)) if store_at(url).newest_import() else ()


def state(url: str) -> str:
    """Changes with every import, tag, queue and special day."""
    store = store_at(url)
    known = hash((store.load(documents.SPECIAL_DAYS).days, store.load(documents.QUEUES)))
    return f"{store.newest_import()} {known}"


@cached(phrase("Looking for surges and outages"), 32)
def _flags(url: str, queue_id: str, state: str) -> tuple[Flag, ...]:
    return flags_of(shared_context(url), queue_id)


@st.cache_resource(max_entries=32, show_spinner=False)
def _tags(url: str, queue_id: str, state: str) -> tuple[Tagged, ...]:
    return tags_of(shared_context(url), queue_id)


@cached(phrase("Looking for gaps"), 32)
def _gaps(url: str, queue_id: str, state: str) -> tuple[Gap, ...]:
    return gaps_of(shared_context(url), queue_id)


@cached(phrase("Reading the history"), 4)
def _facts(url: str, state: str) -> tuple[QueueFacts, ...]:
    return queue_facts(shared_context(url))
