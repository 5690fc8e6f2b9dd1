"""A storm: so many per cent more for some hours, or as a past one was, as agents required more."""

from datetime import date

import streamlit as st

from app.services.day.storms.entered import storms_of
from app.services.day.storms.past import PastStorm, past_storms, surges_like, surges_of_share
from app.web import session
from app.web.pages.sick_and_surge.case import Begun
from app.web.pages.sick_and_surge.storm_mode import storm_mode
from app.web.parts.cached import cached
from app.web.parts.charts.day_chart import clock_until, span_text
from app.web.parts.clock import now_here
from app.web.parts.wording import day_short, plain
from app.web.reads import Judged
from data.model.language import phrase, tr, trn

SHARE, LIKE = phrase("So many per cent more"), phrase("Like a past storm")
MODE = phrase("Storm with a range, standby and steps")
USUAL_PERCENT, USUAL_HOURS = 30, 4


def storm_form(judged: Judged, begun: Begun, day: date) -> None:
    """Ask for a storm on a day and add it to the case."""
    # A storm that somebody looks at stays in sight when it is over: its report comes then.
    mine = bool(st.session_state.get("storm_id"))
    going = mine or any(storm.ended_at is None for storm in storms_of(session.context()))
    st.session_state.setdefault("storm_how", MODE if going else SHARE)
    with st.expander(
        tr("A storm or other surge"), bool(begun.surges) or going, icon=":material/thunderstorm:"
    ):
        if begun.surges:
            _added(begun)
        how = st.segmented_control(
            tr("How strong"),
            [SHARE, LIKE, MODE],
            format_func=tr,
            required=True,
            key="storm_how",
        )
        if how == SHARE:
            _by_share(judged, begun, day)
        elif how == MODE:
            storm_mode(judged, begun, day)
        else:
            _like_a_past_one(judged, begun, day)


def _added(begun: Begun) -> None:
    most = max(surge.heads for surge in begun.surges)
    with st.container(horizontal=True, vertical_alignment="center"):
        text = trn("{storm}: at most {n} agent more", "{storm}: up to {n} agents more", most,
                   storm=plain(begun.storm))  # fmt: skip
        st.markdown(f":orange[:material/thunderstorm:] {text}")
        if st.button(tr("Take the storm back"), type="tertiary"):
            begun.surges, begun.storm = (), ""
            st.rerun()


def _by_share(judged: Judged, begun: Begun, day: date) -> None:
    queues, names = judged.problem.requirement.queue_ids, session.queue_names()
    minutes = list(range(0, 1441, judged.problem.requirement.grid.slot_min))
    begin = _next_hour(day)
    with st.form("storm", border=False):
        wanted = st.multiselect(
            tr("Queues"),
            queues,
            list(queues[:1]),
            format_func=lambda q: names.get(q, q),
            placeholder=tr("choose"),
        )
        columns = st.columns(3)
        first = columns[0].selectbox(
            tr("From"), minutes[:-1], minutes.index(begin), format_func=clock_until
        )
        end = min(1440, begin + 60 * USUAL_HOURS)
        last = columns[1].selectbox(
            tr("Until"), minutes[1:], minutes.index(end) - 1, format_func=clock_until
        )
        share = columns[2].number_input(tr("More contacts [%]"), 5, 500, USUAL_PERCENT, step=5)
        asked = st.form_submit_button(tr("Work out the new need"), icon=":material/add:")
    if not asked:
        return
    if not wanted:
        st.warning(tr("Choose the queues that it hits."))
    elif last <= first:
        st.warning(tr("It ends before it begins."))
    else:
        surges = surges_of_share(judged.problem, wanted, day, first, last, share / 100)
        said = tr("{day} {span} +{share} %", day=day_short(day), span=span_text(first, last),
                  share=share)  # fmt: skip
        _add(begun, surges, said)


def _like_a_past_one(judged: Judged, begun: Begun, day: date) -> None:
    known = set(judged.problem.requirement.queue_ids)
    storms = [storm for storm in _past(session.url()) if storm.queue_id in known]
    if not storms:
        st.info(tr("No event is marked in the history: mark one on the Forecast page first."))
        return
    minutes = list(range(0, 1440, judged.problem.requirement.grid.slot_min))
    with st.form("past_storm", border=False):
        left, right = st.columns([3, 1])
        storm = left.selectbox(tr("Past storm"), storms, format_func=_says)
        begin = right.selectbox(
            tr("From"), minutes, minutes.index(_next_hour(day)), format_func=clock_until
        )
        asked = st.form_submit_button(tr("Work out the new need"), icon=":material/add:")
    if asked:
        said = tr("{day} from {begin} as on {past}", day=day_short(day), begin=clock_until(begin),
                  past=day_short(storm.start.date()))  # fmt: skip
        _add(begun, surges_like(judged.problem, storm, day, begin), said)


def _add(begun: Begun, surges: tuple, said: str) -> None:  # type: ignore[type-arg]
    if not surges:
        st.info(tr("That needs nobody more: nobody is required in these hours."))
        return
    begun.surges, begun.storm = surges, said
    st.rerun()


def _next_hour(day: date) -> int:
    """The next full hour of today, or eight in the morning of another day."""
    now = now_here()
    return min(22, now.hour + 1) * 60 if now.date() == day else 480


def _says(storm: PastStorm) -> str:
    name = session.queue_names().get(storm.queue_id, storm.queue_id)
    return tr("{day} {year}: {storm}, {queue}, {hours} h, +{share} %",
              day=day_short(storm.start.date()), year=storm.start.year, storm=storm.name,
              queue=name, hours=len(storm.shares), share=round(100 * storm.share))  # fmt: skip


def _past(url: str) -> tuple[PastStorm, ...]:
    return _past_of(url, session.context().store.newest_import())


@cached(phrase("Reading past storms"), 4)
def _past_of(url: str, import_id: int) -> tuple[PastStorm, ...]:
    """As it was after an import; the id is part of the key."""
    return past_storms(session.context())
