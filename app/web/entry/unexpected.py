"""What people read where a page fails and nobody foresaw it."""

import logging
from secrets import token_hex

import streamlit as st

from app.web import session
from app.web.parts.wording import shown_errors
from data.model.errors import PeakShiftError
from data.model.language import tr

log = logging.getLogger(__name__)

ICON = ":material/bug_report:"


def say_unexpected(error: Exception) -> bool:
    """Draw one sentence in place of a traceback, which the log has; whether it is drawn.

    Notes
    -----
    Streamlit asks it for pages, callbacks and fragments; errors of ours are said as everywhere.
    """
    session.speak()
    if isinstance(error, PeakShiftError):
        with shown_errors():
            _raise(error)
        return True
    number = token_hex(3)
    log.error("a page failed, number %s", number, exc_info=error)
    st.error(
        tr(
            "**This did not work, and nobody foresaw it.** What was saved before stays saved. Try "
            "once more; if it fails again, tell whoever runs PeakShift the number {number}: the "
            "cause stands beside it in the log.",
            number=number,
        ),
        icon=ICON,
    )
    return True


def _raise(error: Exception) -> None:
    raise error
