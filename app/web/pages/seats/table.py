"""The seats of the centre: added zone by zone, changed in a table."""

import pandas as pd
import streamlit as st

from app.services.service_quality.seats import Seats, add_seats, set_seats
from app.web import session
from app.web.parts import allowed
from app.web.parts.forms import given, held, reason, saved
from app.web.parts.wording import shown_errors
from data.model.language import tr
from data.model.service_quality.records import Seat


def edit_seats(seats: Seats) -> None:
    """Add a zone of seats, and the table of all."""
    with st.form("add_seats"):
        columns = st.columns([3, 3, 2, 2, 3, 2], vertical_alignment="bottom")
        site = columns[0].text_input(tr("Building"), key="seat_site")
        zone = columns[1].text_input(tr("Zone"), key="seat_zone")
        count = columns[2].number_input(tr("How many"), 1, 5000, 20)
        names = {"": tr("for anybody"), **session.queue_names()}
        kind = columns[3].selectbox(
            tr("For skill"),
            list(names),
            format_func=lambda skill: names[skill] or skill,
            key="seat_kind",
            help=tr("People with this skill sit at these seats only."),
        )
        why = columns[4].text_input(tr("Reason (stays in the audit trail)"), key="seat_why")
        asked = allowed.submit(tr("Add seats"), "add_seats", at=columns[5], width="stretch")
    if asked and given(why):
        with shown_errors():
            add_seats(session.context(), zone.strip(), int(count), site.strip(), kind, why)
            st.rerun()
    if seats:
        _table(seats)


def _table(seats: Seats) -> None:
    seen, prefix = held("seats", seats)
    frame = pd.DataFrame(
        [[s.seat_id, s.site, s.zone, s.kind, s.out_of_order] for s in seen],
        columns=["seat", "site", "zone", "kind", "out"],
    )
    with st.form("seats"):
        changed = st.data_editor(
            frame,
            key=f"{prefix}:table",
            num_rows="dynamic",
            hide_index=True,
            height=420,
            width="stretch",
            column_config={
                "seat": st.column_config.TextColumn(tr("Seat"), required=True),
                "site": tr("Building"),
                "zone": tr("Zone"),
                "kind": tr("For skill"),
                "out": st.column_config.CheckboxColumn(tr("Out of order"), default=False),
            },
        )
        why = reason(prefix)
        asked = allowed.submit(tr("Save the seats"), "set_seats", type="primary")
    if asked and given(why):
        rows = changed.fillna("").itertuples(index=False)
        with shown_errors():
            wanted = tuple(
                Seat(str(row.seat), str(row.site), str(row.zone), str(row.kind), bool(row.out))
                for row in rows
            )
            set_seats(session.context(), wanted, why, seen=seen)
            saved("seats", tr("Seats saved"))
