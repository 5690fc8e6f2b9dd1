"""What is said of a storm: its window, who says so, and its range by region; entered or changed."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from app.services.day.storms.entered import change_storm, enter_storm
from app.services.day.storms.figures import SurgeNow
from app.web import session
from app.web.parts import allowed
from app.web.parts.clock import now_here, wall
from app.web.reads import Judged
from data.model.day.storm import Hit, Storm
from data.model.errors import InvalidValue
from data.model.language import tr

USUAL_HOURS, LOW_PERCENT, HIGH_PERCENT = 12, 50, 200
LEAST_AHEAD_H = 2
_Region = tuple[str, int, int | None, int | None]


def enter_form(judged: Judged, day: date, surges: Sequence[SurgeNow]) -> None:
    """Ask for a new storm; a surge that is on fills the form."""
    now = now_here()
    today = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    begin = today if now.date() == day else datetime.combine(day, time(8))
    end, queues = begin + timedelta(hours=USUAL_HOURS), list(judged.problem.requirement.queue_ids)
    wanted, source = queues[:1], ""
    regions: list[_Region] = [("", 100, LOW_PERCENT, HIGH_PERCENT)]
    if surges:
        begin = min(surge.since for surge in surges)
        end = max(s.until + timedelta(hours=max(LEAST_AHEAD_H, round(s.to_end_h))) for s in surges)
        wanted = [s.queue_id for s in surges if s.queue_id in queues] or wanted
        source, regions = tr("found in the figures"), [("", 100, None, None)]
    with st.form("enter_storm", border=False):
        left, right = st.columns(2)
        name = left.text_input(tr("Name"), placeholder=tr("such as that of the typhoon")).strip()
        source = right.text_input(
            tr("Who says so"), source, placeholder=tr("weather office, 08:00")
        ).strip()
        names = session.queue_names()
        hit = st.multiselect(
            tr("Queues"),
            queues,
            wanted,
            format_func=lambda q: names.get(q, q),
            key="storm_queues",
            placeholder=tr("choose"),
        )
        starts, ends = _window(begin, end, "new")
        table = _regions(regions, "new")
        asked = allowed.submit(
            tr("Enter the storm"), "enter_storm", type="primary", icon=":material/add:"
        )
    if not asked:
        return
    if not name or not hit:
        st.warning(tr("Give it a name, and choose the queues that it hits."))
        return
    storm = enter_storm(session.context(), name, starts, ends, _hits(table, hit), source)
    st.session_state.pop("storm_id", None)
    st.toast(tr("Entered: {name}", name=storm.name))
    st.rerun()


def change_form(storm: Storm) -> None:
    """Change what is said of a storm; its plan is to be worked out anew."""
    begin, end = map(wall, (storm.starts, storm.ends))
    queues = list(storm.queue_ids)
    mine = [hit for hit in storm.hits if hit.queue_id == queues[0]]
    known = [
        (hit.region, round(100 * hit.part), _percent(hit.low), _percent(hit.high)) for hit in mine
    ]
    title = tr("Change window or range")
    with st.expander(title, icon=":material/edit:"), st.form(f"change_{storm.storm_id}"):
        source = st.text_input(tr("Who says so"), storm.source).strip()
        starts, ends = _window(begin, end, storm.storm_id)
        table = _regions(known, storm.storm_id)
        why = st.text_input(
            tr("Reason (stays in the audit trail)"), key=f"why_{storm.storm_id}"
        ).strip()
        asked = allowed.submit(tr("Save the change"), "change_storm", icon=":material/save:")
    if not asked:
        return
    hits = _hits(table, queues)
    change_storm(session.context(), storm.storm_id, starts, ends, hits, source, why, seen=storm)
    session.unsaved().get("storm_plans", {}).pop(storm.storm_id, None)
    st.toast(tr("Changed: {name}", name=storm.name))
    st.rerun()


def _window(begin: datetime, end: datetime, key: str) -> tuple[datetime, datetime]:
    columns = st.columns(4)
    first_day = columns[0].date_input(tr("From"), begin.date(), key=f"first_day_{key}")
    first = columns[1].time_input(tr("at"), begin.time(), step=3600, key=f"first_{key}")
    last_day = columns[2].date_input(tr("Until"), end.date(), key=f"last_day_{key}")
    last = columns[3].time_input(tr("at"), end.time(), step=3600, key=f"last_{key}")
    zone = session.centre().clock
    return datetime.combine(first_day, first, zone), datetime.combine(last_day, last, zone)


def _regions(known: Sequence[_Region], key: str) -> Any:
    st.caption(
        tr(
            "One row a region; without a name it is everywhere. In eight of ten such storms what "
            "is added lies between the two ends; leave both empty to take past storms."
        )
    )
    return st.data_editor(
        pd.DataFrame(known, columns=["region", "part", "low", "high"]).astype(
            {"part": "Int64", "low": "Int64", "high": "Int64"}
        ),
        hide_index=True,
        num_rows="dynamic",
        key=f"regions_{key}",
        column_config={
            "region": st.column_config.TextColumn(tr("Region"), default=""),
            "part": st.column_config.NumberColumn(
                tr("Its part of the contacts [%]"), min_value=1, max_value=100, default=100
            ),
            "low": st.column_config.NumberColumn(
                tr("More contacts, at least [%]"), min_value=0, step=1
            ),
            "high": st.column_config.NumberColumn(tr("at most [%]"), min_value=0, step=1),
        },
    )


def _hits(table: Any, queues: Sequence[str]) -> tuple[Hit, ...]:
    rows = table.to_dict("records")
    if not rows:
        raise InvalidValue(tr("name at least one region, or leave one row without a name"))
    return tuple(
        Hit(
            "" if pd.isna(row["region"]) else str(row["region"]).strip(),
            queue_id,
            (100 if pd.isna(row["part"]) else int(row["part"])) / 100,
            *(None if pd.isna(row[end]) else int(row[end]) / 100 for end in ("low", "high")),
        )
        for queue_id in queues
        for row in rows
    )


def _percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)
