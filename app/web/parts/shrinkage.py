"""The centre's shrinkages as a table to edit, and a history of absence to fit them from."""

import pandas as pd
import streamlit as st

from app.services.staffing.shrinkage import fit_shrinkages, set_shrinkages, shrinkages_of
from app.web import session, sign_in
from app.web.parts import allowed
from app.web.parts.files import on_disk, plain_name
from app.web.parts.forms import given
from app.web.parts.wording import shown_errors
from data.files.rows import read_clock
from data.model.errors import InvalidValue
from data.model.language import phrase, tr
from data.model.requirement import Shrinkage
from data.model.shift import DAY_MIN, clock

WHAT, SHARE, INSIDE, PLANNED, PAID = (
    phrase("What"),
    phrase("Share [%]"),
    phrase("Inside the roster"),
    phrase("Planned"),
    phrase("Paid"),
)
ROWS, SEEN = "shrinkage_rows", "shrinkage_seen"
FROM, TO, SOURCE = phrase("From"), phrase("To"), phrase("Where the share comes from")
_HELP = {
    SHARE: phrase("Of rostered time."),
    INSIDE: phrase(
        "The roster places it (breaks), so it is never added again. Otherwise the "
        "agents required are divided by (1 - share)."
    ),
    PLANNED: phrase(
        "Planned time (meetings) is lost within shifts; unplanned time (sickness) by whole shifts."
    ),
    PAID: phrase("Unpaid time costs nothing."),
    FROM: phrase("Part of the day; 22:00 to 06:00 spans the night."),
}


def shrinkage_table() -> None:
    """Draw the table with its form, and the upload."""
    now = shrinkages_of(session.context())
    known = _drawn(now)
    outside = sum(s.share for s in known if not s.inside)
    with st.expander(
        tr("Shrinkage: {outside:.0%} outside the roster", outside=outside),
        icon=":material/event_busy:",
    ):
        _forms(known, now)


def shrinkage_forms() -> None:
    """The same, without a frame around it."""
    now = shrinkages_of(session.context())
    _forms(_drawn(now), now)


def _forms(known: tuple[Shrinkage, ...], now: tuple[Shrinkage, ...]) -> None:
    if known != now:
        st.caption(tr("Somebody changed shares meanwhile: those that you leave alone stay so."))
        st.button(tr("Show the shares in force"), icon=":material/refresh:", on_click=_look_again)
    _table(known)
    _upload()


def _drawn(now: tuple[Shrinkage, ...]) -> tuple[Shrinkage, ...]:
    """The shrinkages that the table shows: those in force, or those that somebody is editing."""
    drawn: tuple[Shrinkage, ...] = st.session_state.get(SEEN, now)
    if not any(st.session_state.get(ROWS, {}).values()):
        drawn = now
    st.session_state[SEEN] = drawn
    return drawn


def _look_again() -> None:
    for key in (SEEN, ROWS):
        st.session_state.pop(key, None)


def _table(known: tuple[Shrinkage, ...]) -> None:
    with st.form("shrinkage", border=False):
        table = st.data_editor(
            pd.DataFrame([_row(s) for s in known], columns=_COLUMNS),
            hide_index=True,
            num_rows="dynamic",
            disabled=[SOURCE],
            key=ROWS,
            column_config={
                SHARE: st.column_config.NumberColumn(
                    tr(SHARE),
                    min_value=0.0,
                    max_value=99.0,
                    step=0.1,
                    format="%.1f",
                    help=tr(_HELP[SHARE]),
                ),
                **{
                    name: st.column_config.CheckboxColumn(
                        tr(name), default=name == PAID, help=tr(_HELP[name])
                    )
                    for name in (INSIDE, PLANNED, PAID)
                },
                WHAT: st.column_config.TextColumn(tr(WHAT)),
                SOURCE: st.column_config.TextColumn(tr(SOURCE)),
                FROM: st.column_config.TextColumn(tr(FROM), default="00:00", help=tr(_HELP[FROM])),
                TO: st.column_config.TextColumn(tr(TO), default="24:00", help=tr(_HELP[FROM])),
            },
        )
        why = st.text_input(tr("Reason (stays in the audit trail)"), key="shrinkage_why")
        asked = allowed.submit(tr("Save these shares"), "set_shrinkages", icon=":material/save:")
    if asked and given(why):
        with shown_errors():
            set_shrinkages(session.context(), _values(table, known), why, seen=known)
            _look_again()
            st.toast(tr("Saved. The next staffing need uses them."))
            st.rerun()


def _upload() -> None:
    file = st.file_uploader(
        tr("Or fit them from a history of absence (CSV)"),
        type=["csv"],
        help=tr(
            "Columns day, cause, rostered_minutes, lost_minutes; optional from, "
            "to, inside, paid, planned. One row a day and cause, two weeks at "
            "least."
        ),
    )
    if file is None or not allowed.button(
        tr("Fit from this file"), "fit_shrinkages", icon=":material/query_stats:"
    ):
        return
    with shown_errors(), on_disk({file.name: file.getvalue()}) as folder:
        found = fit_shrinkages(session.context(), folder / plain_name(file.name))
        st.toast(
            tr(
                "{found} shrinkages are in force. The next staffing need uses them.",
                found=len(found),
            )
        )
        st.rerun()


_COLUMNS = [WHAT, SHARE, INSIDE, PLANNED, PAID, FROM, TO, SOURCE]


def _row(value: Shrinkage) -> list[object]:
    end = "24:00" if value.to_min == DAY_MIN else clock(value.to_min)
    flags = [value.inside, value.planned, value.paid]
    return [value.name, 100 * value.share, *flags, clock(value.from_min), end, value.source]


def _values(table: pd.DataFrame, known: tuple[Shrinkage, ...]) -> tuple[Shrinkage, ...]:
    """Rows as shrinkages; a changed share names the person, an untouched one keeps its source."""
    by_name = {(s.name, s.from_min, s.to_min): s for s in known}
    found = []
    for row in table.to_dict("records"):
        value = Shrinkage(
            str(row[WHAT] or ""),
            round(float(row[SHARE] or 0) / 100, 6),
            bool(row[INSIDE]),
            bool(row[PAID]),
            bool(row[PLANNED]),
            _minute(str(row[FROM])),
            _minute(str(row[TO])),
        )
        old = by_name.get((value.name, value.from_min, value.to_min))
        same = old is not None and abs(old.share - value.share) < 1e-6
        source = old.source if old and same else f"set by {sign_in.who()}"
        found.append(Shrinkage(**{**vars(value), "source": source}))
    return tuple(found)


def _minute(text: str) -> int:
    found = read_clock(text.strip())
    if found is None or found > DAY_MIN:
        raise InvalidValue(
            tr("{text!r} is no time of day: write 08:30, or 24:00 for its end", text=text)
        )
    return found
