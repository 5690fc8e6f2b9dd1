"""The figures and reasons beside a forecast."""

import numpy as np
import pandas as pd
import streamlit as st

from app.locale.again import said_again
from app.web import reads, session
from app.web.parts.wording import (
    DASH,
    local,
    more_by,
    number,
    percent,
    plain,
    signed,
    warned,
)
from data.model.forecast import Forecast
from data.model.language import tr
from data.store.versions import ForecastSummary
from forecasting.evaluation.accuracy import poisson_floor
from forecasting.pipeline import SHORT_HISTORY

MOST_NOTES, NOTES_PX = 6, 300


def figures(forecast: Forecast, zone: str) -> None:
    """Headline figures of a version."""
    days = len(forecast.grid.days)
    mean, yardstick = float(forecast.demand.contacts.sum()), float(forecast.yardstick.sum())
    weight = np.maximum(forecast.demand.contacts, 1e-9)
    handle_s = float(np.average(forecast.demand.handle_s, weights=weight))
    floor = poisson_floor(forecast.demand.contacts, forecast.demand.contacts)
    change = mean / yardstick - 1 if yardstick > 0 else None
    cells = (
        (tr("Contacts a day"), number(mean / days), tr("Mean over the horizon.")),
        (
            tr("vs. 8-week mean"),
            f"{change:+z.1%}" if change is not None else DASH,
            tr("The baseline: same slot, last eight weeks."),
        ),
        (tr("Handle time"), tr("{handle_s:.0f} s", handle_s=handle_s), tr("Weighted by contacts.")),
        (
            tr("Poisson floor"),
            percent(floor),
            tr("Poisson floor: the error per slot (WAPE) that even a perfect forecast would make."),
        ),
        (
            tr("Knows history until"),
            local(forecast.origin, zone),
            tr("Nothing later was known to it."),
        ),
    )
    for column, (label, value, says) in zip(st.columns([1, 1, 1, 1, 2]), cells, strict=True):
        column.metric(label, value, help=says)


def how_sure(forecast: Forecast) -> None:
    """What was left out or assumed, and what a short history cannot tell, before any chart."""
    warned(forecast.warnings)
    for note in forecast.notes:
        if SHORT_HISTORY in note:
            st.warning(
                tr("**Not very sure yet:** {note}.", note=plain(said_again(note))),
                icon=":material/hourglass_empty:",
            )


def members_and_notes(forecast: Forecast) -> None:
    """What each member says, and what the gates decided."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(tr("Members"), anchor=False)
        st.caption(
            tr("The forecast is a mean of these; an admission test excludes who went astray.")
        )
        st.dataframe(_members(forecast), hide_index=True)
    with right:
        st.subheader(tr("Admission and notes"), anchor=False)
        if not forecast.notes:
            st.caption(tr("Nothing to tell: every member passed its admission test."))
        with st.container(height=NOTES_PX if len(forecast.notes) > MOST_NOTES else "content"):
            st.markdown("\n".join(f"- {plain(said_again(note))}" for note in forecast.notes))


def _members(forecast: Forecast) -> pd.DataFrame:
    days, mean = len(forecast.grid.days), float(forecast.demand.contacts.sum())
    every = {"forecast": forecast.demand.contacts, **forecast.members}
    every[tr("8-week mean")] = forecast.yardstick
    rows = [
        {
            tr("Member"): name,
            tr("Contacts a day"): number(float(values.sum()) / days),
            tr("Against the forecast"): f"{float(values.sum()) / max(1e-9, mean) - 1:+z.1%}",
        }
        for name, values in every.items()
    ]
    return pd.DataFrame(rows)


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
        tr("Compare with"),
        list(others),
        index=None,
        placeholder=tr("another version"),
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
        return tr("The two versions have no slot in common.")
    now = float(forecast.demand.contacts[mine].sum())
    then = float(other.demand.contacts[theirs].sum())
    days = len(mine) * forecast.grid.slot_min / 1440
    return tr(
        "{signed} contacts{share} against the other version on the "
        "{days:.0f} days that both cover.",
        signed=signed(round(now - then)),
        share=more_by(now, then, 1),
        days=days,
    )
