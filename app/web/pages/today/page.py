"""Today: where things stand, and what to do next."""

import pandas as pd
import streamlit as st

from app.services.context import today_of
from app.services.day.live import feed_freshness
from app.services.forecast.accuracy import DayScore, score_day
from app.services.overview import Standing, Step, where_things_stand
from app.web import reads, session
from app.web.pages.today.floor import floor_view
from app.web.pages.today.night import night_view
from app.web.pages.today.parts import STEPS, past_steps, standing_figures, swaps_waiting
from app.web.parts.last_night import failed_night
from app.web.parts.wording import day_long, go, heading, percent, warned
from data.model.language import tr


def show() -> None:
    """Draw the page."""
    centre = session.centre()
    today = today_of(session.context())
    heading(
        centre.name,
        tr(
            "{day_long} · all times on the clock of {zone}",
            day_long=day_long(today),
            zone=centre.zone,
        ),
    )
    standing = where_things_stand(session.context(), reads.last_day(session.url()))
    past = past_steps(standing, today)
    failed_night()
    night_view()
    if standing.roster or (standing.history_day and feed_freshness(session.context()).in_use):
        floor_view(today)
    swaps_waiting()
    warned(standing.warnings)
    following = [step for step in STEPS if step in standing.todo or step in past]
    said = tr("From history to the published roster")
    if following:
        said = tr(
            "From history to the published roster; next: {step}", step=tr(STEPS[following[0]][0])
        )
    begins = standing.publication is None or "publish" in past
    with st.expander(said, expanded=begins, icon=":material/checklist:"):
        standing_figures(standing, centre.zone)
        left, right = st.columns([3, 2], gap="large")
        with left, st.container(gap="xsmall"):
            _next_steps(standing, past)
        with right:
            _yesterday(standing)


def _next_steps(standing: Standing, past: set[Step]) -> None:
    st.subheader(tr("What to do next"), anchor=False)
    state = standing.roster_state
    weak = state is not None and state.tone != "good"
    open_steps = [step for step in STEPS if step in standing.todo or step in past]
    for step, (title, says, page) in STEPS.items():
        todo = step in open_steps
        first = open_steps[:1] == [step]
        icon = ":material/radio_button_unchecked:" if todo else ":green[:material/check_circle:]"
        if step in past:
            says = tr("the last one is over; {says}", says=tr(says))
        elif step == "roster" and state and weak and not todo:
            icon, says, todo = NOT_GOOD_ICONS[state.tone], state.sentence, True
        with st.container(horizontal=True, vertical_alignment="center"):
            words = f" :gray[· {tr(says)}]" if todo else ""
            st.markdown(f"{icon} {f'**{tr(title)}**' if first else tr(title)}{words}")
            if todo and page:
                go(page, tr("Go there"))
    if standing.all_good and not open_steps:
        st.success(tr("All done: the newest roster is published and covers the days ahead."))


NOT_GOOD_ICONS = {
    "weak": ":orange[:material/hourglass_bottom:]",
    "bad": ":red[:material/error:]",
}


def _yesterday(standing: Standing) -> None:
    if not standing.history_day:
        return
    st.subheader(tr("How good was the forecast?"), anchor=False)
    scores = score_day(session.context(), standing.history_day)
    if not scores:
        st.caption(
            tr(
                "The last day with history had no forecast made before it. From "
                "tomorrow on its error stands here, beside the 8-week mean and the "
                "part that is pure chance."
            )
        )
        return
    st.caption(
        tr("{day_long}, error per slot (WAPE); lower is better", day_long=day_long(scores[0].day))
    )
    st.dataframe(pd.DataFrame([_row(score) for score in scores]), hide_index=True)


def _row(score: DayScore) -> dict[str, str]:
    return {
        tr("Queue"): session.queue_names().get(score.queue_id, score.queue_id),
        tr("Forecast"): percent(score.wape_share),
        tr("8-week mean"): percent(score.mean8w_wape_share),
        tr("Poisson floor"): percent(score.floor_share),
        tr("Day total"): f"{score.bias_share:+z.1%}",
    }
