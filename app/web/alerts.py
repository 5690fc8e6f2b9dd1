"""Alerts of the running day: in the side bar of every page, and taken on in a dialog."""

import streamlit as st

from app.services.access.asking import why_not
from app.services.day.alerts.raised import acknowledge_alert, alerts_of
from app.services.day.alerts.sentences import sentence_of
from app.web import session
from app.web.parts import allowed
from app.web.parts.clock import wall
from app.web.parts.wording import plain, shown_errors
from data.model.day.alerts import Alert
from data.model.language import tr, trn
from data.store import documents

REFRESH_S = 30.0
SHOWN = 3
"""Open alerts that stand on the page at once; the others open below them."""
_SEEN = "alerts_seen"
_PAGES = {
    "orders_late": "orders",
    "complaints_late": "complaints",
    "objections_late": "quality",
    "mover": "trends",
}
"""Pages that show more of an alert than Today does."""


def alert_panel() -> None:
    """Draw the open alerts in the side bar, and say each new one once."""
    context = session.context()
    if context.store.load(documents.CENTRE) and not why_not(context, "alerts_of"):
        with st.sidebar:
            _side()


@st.fragment(run_every=REFRESH_S)
def _side() -> None:
    open_ = [alert for alert in alerts_of(session.context()) if alert.open]
    seen: set[str] = st.session_state.setdefault(_SEEN, {alert.alert_id for alert in open_})
    for alert in open_:
        if alert.alert_id not in seen:
            st.toast(plain(said(alert)), icon=":material/notification_important:")
            seen.add(alert.alert_id)
    if open_:
        with st.container(border=True, key="alerts_open"):
            count = trn("{n} open alert", "{n} open alerts", len(open_))
            st.markdown(f":red[:material/notification_important: **{count}**]")
            st.caption(plain(said(open_[0])))
            pages = st.session_state.get("pages", {})
            page = pages.get(_PAGES.get(open_[0].kind, "today"), pages.get("today"))
            if page is not None:
                st.page_link(page, label=tr("Look at it"), icon=":material/arrow_forward:")


def alerts_view() -> None:
    """Draw today's alerts: open ones with a button to take them on, the others in one line each."""
    if why_not(session.context(), "alerts_of"):
        return
    found = alerts_of(session.context())
    open_ = [one for one in found if one.open]
    for alert in open_[:SHOWN]:
        _open(alert)
    if len(open_) > SHOWN:
        with st.expander(tr("More open alerts")):
            for alert in open_[SHOWN:]:
                _open(alert)
    rest = [one for one in found if not one.open]
    if rest:
        with st.expander(tr("Alerts that are over or taken on")):
            for alert in rest:
                st.markdown(_line(alert))


def _open(alert: Alert) -> None:
    colour = "red" if alert.level > 1 or alert.kind in ("silent", "surge") else "orange"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        level = tr("level {level}", level=alert.level)
        since = tr("raised at {at:%H:%M}", at=wall(alert.raised_at))
        sent = f" · {plain(alert.sent)}" if alert.sent else ""
        st.markdown(
            f":{colour}[:material/notification_important: **{plain(said(alert))}**] "
            f":gray[{since} · {level}{sent}]"
        )
        refused = why_not(session.context(), "acknowledge_alert")
        key = f"take_{alert.alert_id}"
        label, icon = tr("Take it on"), ":material/front_hand:"
        if st.button(label, key=key, icon=icon, disabled=bool(refused), help=refused or None):
            _take_on(alert)


@st.dialog(" ")
def _take_on(alert: Alert) -> None:
    """Its own window: what is typed in it stays, however often the page looks again."""
    st.markdown(f"**{plain(said(alert))}**")
    with st.form(f"taking_{alert.alert_id}", border=False):
        note = st.text_input(tr("What you do about it"), key=f"note_{alert.alert_id}")
        asked = allowed.submit(tr("Take it on"), "acknowledge_alert", type="primary")
    if asked:
        with shown_errors():
            acknowledge_alert(session.context(), alert.alert_id, note.strip())
            st.toast(tr("You have taken it on: it goes no level higher."))
            st.rerun()


def _line(alert: Alert) -> str:
    at = f"{wall(alert.raised_at):%H:%M}"
    parts = [f"- {at} {plain(said(alert))}"]
    if alert.acknowledged_at is not None:
        note = f": {alert.note}" if alert.note else ""
        taken = tr(
            "taken on by {who} at {at:%H:%M}{note}",
            who=alert.acknowledged_by,
            at=wall(alert.acknowledged_at),
            note=note,
        )
        parts.append(plain(taken))
    if alert.over_at is not None:
        parts.append(tr("over since {at:%H:%M}", at=wall(alert.over_at)))
    return " · ".join(parts)


def said(alert: Alert) -> str:
    """An alert in one sentence, in the reader's language."""
    return sentence_of(alert, session.queue_names())
