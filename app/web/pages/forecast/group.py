"""Groups and the centre: totals of their queues."""

import pandas as pd
import streamlit as st

from app.services.forecast.read import groups_of
from app.web import reads, session
from app.web.pages.forecast import reads as forecast_reads
from app.web.pages.forecast.facts import figures
from app.web.pages.forecast.periods import spans_view
from app.web.pages.forecast.picture import picture, recent_from
from app.web.parts.wording import number, percent, plain
from data.model.forecast import Forecast
from data.model.language import tr
from data.model.queue import WHOLE_CENTRE
from data.model.series import ContactSeries
from data.store.versions import ForecastSummary
from forecasting.groups import summed_series


def pick_group(listed: tuple[ForecastSummary, ...]) -> str | None:
    """A group whose queues were all forecast, or None for a single queue."""
    made = {f.queue_id for f in listed}
    groups = [name for name, ids in groups_of(session.context()).items() if set(ids) <= made]
    if not groups:
        return None
    chosen = st.pills(
        tr("Totals"),
        groups,
        key="forecast_group",
        format_func=lambda name: tr("Whole centre") if name == WHOLE_CENTRE else plain(name),
        help=tr("The sum of the newest versions; click again to return to a single queue."),
    )
    return str(chosen) if chosen else None


def group_view(group: str, listed: tuple[ForecastSummary, ...]) -> None:
    """Figures, chart and the queues of a group."""
    ids = groups_of(session.context())[group]
    newest = [next(f.version_id for f in listed if f.queue_id == queue_id) for queue_id in ids]
    whole = forecast_reads.group_forecast(session.url(), group, tuple(newest))
    figures(whole, session.centre().zone)
    picture(whole, _came(whole, ids), flags=False)
    st.dataframe(_parts(whole, tuple(newest)), hide_index=True)
    for note in whole.notes:
        st.caption(note[0].upper() + note[1:] + ".")
    st.subheader(tr("Any period"), anchor=False)
    spans_view(whole)


def _came(whole: Forecast, ids: tuple[str, ...]) -> ContactSeries | None:
    since = recent_from(whole)
    found = [reads.recent(session.url(), queue_id, since) for queue_id in ids]
    known = [series for series in found if series is not None]
    if len(known) < len(ids):
        return None
    if max(s.grid.start for s in known) >= min(s.grid.end for s in known):
        return None
    return summed_series(known, whole.queue_id)


def _parts(whole: Forecast, versions: tuple[str, ...]) -> pd.DataFrame:
    rows = []
    total = float(whole.demand.contacts.sum())
    for version_id in versions:
        part = reads.forecast(session.url(), version_id)
        first = part.grid.index_of(whole.grid.start)
        mine = float(part.demand.contacts[first : first + whole.grid.slots].sum())
        rows.append((part.queue_id, mine))
    rows.append((tr("Sum"), sum(mine for _, mine in rows)))
    days = len(whole.grid.days)
    return pd.DataFrame(
        {
            tr("Queue"): [name for name, _ in rows],
            tr("Contacts a day"): [number(mine / days) for _, mine in rows],
            tr("Share"): [percent(mine / max(1e-9, total)) for _, mine in rows],
        }
    )
