"""The period that a page of service quality looks at, and shares as people read them."""

from collections.abc import Callable
from datetime import date, timedelta

import streamlit as st

from app.web import session
from app.web.parts import allowed
from app.web.parts.clock import wall
from app.web.parts.wording import nothing_yet
from data.files.workbook import XLSX
from data.model.language import tr
from forecasting.surveys.shares import Share


def newest_day(kind: str) -> date | None:
    """Day of the newest record of a kind on the centre's clock; None where there is none."""
    span = session.context().store.service_records_span(kind)
    return wall(span[1]).date() if span else None


def pick_period(kind: str, days: int, title: str) -> tuple[date, date] | None:
    """First and last day; the last days that are stored unless somebody chose others.

    Parameters
    ----------
    kind
        Records that are looked at.
    days
        Length of the usual period [days].
    title
        Of the page, for where nothing is stored.

    Returns
    -------
    tuple or None
        None where nothing is stored, or only one end is chosen yet; the page has said so.
    """
    newest = newest_day(kind)
    if newest is None:
        nothing_yet(
            title,
            tr("Bring in a file of contacts, orders or scores on the page Data."),
        )
        return None
    usual = (newest - timedelta(days=days - 1), newest)
    chosen = st.date_input(tr("From and to"), usual, key=f"period_{kind}_{title}")
    if not isinstance(chosen, tuple) or len(chosen) != 2:
        st.info(tr("Choose the last day too."))
        return None
    return chosen


def said(share: Share) -> str:
    """`82.1 % (79.0-84.8 %)`, or that too few answered."""
    if share.share != share.share:
        return tr("too few answers")
    return f"{share.share:.1%} ({share.low:.1%}–{share.high:.1%})"


def report_button(
    label: str, name: str, period: tuple[date, date], made: Callable[[], bytes]
) -> None:
    """The button that writes a period's workbook when it is pressed."""
    if not allowed.refusal(f"{name}_workbook"):
        st.download_button(
            label, made, f"{name}-{period[0]}-{period[1]}.xlsx", XLSX,
            icon=":material/download:", on_click="ignore",
        )  # fmt: skip
