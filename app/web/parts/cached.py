"""What sessions share of dear work, with a spinner in the reader's language."""

import inspect
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import streamlit as st

from app.web import session
from data.model.language import tr

P = ParamSpec("P")
R = TypeVar("R")


def cached(message: str, max_entries: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep what a function answers, for all sessions; its sentences once for each language.

    Parameters
    ----------
    message
        Said while it works: a `phrase`.
    max_entries
        Answers that are kept.
    """

    def decorate(work: Callable[P, R]) -> Callable[P, R]:
        def in_language(language: str, *args: Any, **kwargs: Any) -> R:
            return work(*args, **kwargs)

        # Streamlit reads the signature: what begins with _ is no part of the key.
        asked = inspect.signature(work)
        first = inspect.Parameter("language", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        in_language.__signature__ = asked.replace(  # type: ignore[attr-defined]
            parameters=[first, *asked.parameters.values()]
        )
        in_language.__module__, in_language.__qualname__ = work.__module__, work.__qualname__
        kept = st.cache_resource(max_entries=max_entries, show_spinner=False)(in_language)

        def answer(*args: P.args, **kwargs: P.kwargs) -> R:
            with st.spinner(tr(message)):
                return kept(session.language(), *args, **kwargs)

        answer.clear = kept.clear  # type: ignore[attr-defined]
        answer.__doc__, answer.__name__ = work.__doc__, work.__name__
        return answer

    return decorate
