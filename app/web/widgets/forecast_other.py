"""Another version beside the one that is shown."""

import numpy as np
import streamlit as st

from app.web import reads, session
from app.web.widgets.wording import local, signed
from data.model.forecast import Forecast
from data.store.summaries import ForecastSummary


def pick_other(listed: tuple[ForecastSummary, ...], forecast: Forecast) -> Forecast | None:
    """A version to compare with, if one is asked for; says how far the two lie apart."""
    zone = session.centre().zone
    others = {
        f.version_id: f"{local(f.made_at, zone)} · {f.version_id}"
        for f in listed
        if f.queue_id == forecast.queue_id and f.version_id != forecast.version_id
    }
    if not others:
        return None
    chosen = st.selectbox(
        "Compare with",
        list(others),
        index=None,
        placeholder="another version",
        format_func=others.__getitem__,
        key=f"other_{forecast.queue_id}",
    )
    if chosen is None:
        return None
    other = reads.forecast(session.url(), str(chosen))
    st.caption(_apart(forecast, other))
    return other


def _apart(forecast: Forecast, other: Forecast) -> str:
    """Contacts more or fewer on the slots that both cover."""
    _, mine, theirs = np.intersect1d(forecast.grid.utc, other.grid.utc, return_indices=True)
    if not len(mine):
        return "The two versions have no slot in common."
    now = float(forecast.demand.contacts[mine].sum())
    then = float(other.demand.contacts[theirs].sum())
    share = f" ({now / then - 1:+.1%})" if then > 0 else ""
    days = len(mine) * forecast.grid.slot_min / 1440
    return (
        f"{signed(round(now - then))} contacts{share} against the other version on the "
        f"{days:.0f} days that both cover."
    )
