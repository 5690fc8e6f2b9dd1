"""The running day: where its figures come from, and a file of them read in by hand."""

import pandas as pd
import streamlit as st

from app.services.day.feed import import_day, set_day_feed
from app.services.day.live import day_feed_of, feed_freshness
from app.web import session
from app.web.parts import allowed
from app.web.parts.files import on_disk, plain_name
from app.web.parts.forms import given, held, reason, saved
from app.web.parts.wording import in_words_of_pages, plain, said_of, shown_errors
from data.model.day.live import STATE_NAMES, DayFeed
from data.model.language import phrase, tr, trn

KEY = "day_feed_form"
STATES = {
    "available": phrase("available"),
    "on_contact": phrase("on a contact"),
    "after_contact": phrase("after a contact"),
    "break": phrase("on a break"),
    "meal": phrase("at a meal"),
    "off_phone": phrase("off the phone"),
    "out": phrase("signed out"),
    "other": phrase("something else"),
}
"""State of an agent -> how it is called here."""


def running_day_panel() -> None:
    """Draw how fresh the figures are, the box for a file and the settings."""
    st.markdown(in_words_of_pages(feed_freshness(session.context()).sentence))
    _box()
    st.subheader(tr("Where the figures come from"), anchor=False)
    _form()


def _box() -> None:
    number = st.session_state.get("day_files_taken", 0)
    file = st.file_uploader(
        tr("A file of the running day: slots that are over, states of queues or of agents"),
        type=["xlsx", "csv", "gz", "txt"],
        key=f"day_upload_{number}",
    )
    if file is None:
        return
    if why := allowed.refusal("import_day"):
        st.info(in_words_of_pages(why), icon=":material/lock:")
        return
    name = plain_name(file.name)
    with shown_errors(), on_disk({name: file.getvalue()}) as folder:
        with st.spinner(tr("Reading the file"), show_time=True):
            report = import_day(session.context(), folder / name)
        st.session_state["day_files_taken"] = number + 1
        show = st.warning if report.rejected else st.success
        show(said_of(f"**{plain(name)}**", in_words_of_pages(report.sentence)))
        for found in report.reasons:
            said = trn("{n} row set aside: {reason}", "{n} rows set aside: {reason}",
                       found.rows, reason=plain(found.reason))  # fmt: skip
            st.markdown(f"- {said}")


def _form() -> None:
    seen, prefix = held(KEY, day_feed_of(session.context()))
    with st.form(KEY, enter_to_submit=False):
        changes = _boxes(seen, prefix)
        words = _words(seen, prefix)
        why = reason(prefix)
        asked = allowed.submit(
            tr("Save these settings"), "set_day_feed", type="primary", icon=":material/save:"
        )
    if asked and given(why):
        with shown_errors():
            taken_away = {word: "" for word, _ in seen.words if word not in words}
            set_day_feed(session.context(), changes, {**taken_away, **words}, why, seen=seen)
            saved(KEY, tr("The settings of the running day are saved."))


def _boxes(seen: DayFeed, prefix: str) -> dict[str, str | int]:
    folder = st.text_input(
        tr("Folder of the server that is watched for files (empty: none)"),
        seen.folder,
        key=f"{prefix}:folder",
        help=tr("The telephone system writes a file there every few minutes; the server reads it."),
    )
    labels = {
        "look_every_s": (tr("Look every [s]"), 1, 600),
        "quiet_s": (tr("Read a file once it is quiet for [s]"), 0, 600),
        "silent_min": (tr("Silent after [min] without figures"), 1, 1_440),
        "keep_days": (tr("States and forecasts of a day stay for [days]"), 2, 3_650),
    }
    numbers = {
        name: int(column.number_input(label, least, most, getattr(seen, name),
                                      key=f"{prefix}:{name}"))
        for column, (name, (label, least, most)) in zip(st.columns(4), labels.items(), strict=True)
    }  # fmt: skip
    return {"folder": (folder or "").strip(), **numbers}


def _words(seen: DayFeed, prefix: str) -> dict[str, str]:
    """The telephone system's words and what each means."""
    st.markdown(tr("**Words of your telephone system for what agents do**"))
    st.caption(tr("Usual words in English and Chinese are known; add only others."))
    word, meaning = tr("Word"), tr("Means")
    by_said = {tr(said): state for state, said in STATES.items()}
    rows = [{word: one, meaning: tr(STATES[state])} for one, state in seen.words]
    found = st.data_editor(
        pd.DataFrame(rows, columns=[word, meaning], dtype=str),
        num_rows="dynamic",
        hide_index=True,
        key=f"{prefix}:words",
        column_config={meaning: st.column_config.SelectboxColumn(options=list(by_said))},
    )
    pairs = ((str(row[word] or "").strip(), by_said.get(row[meaning], "")) for row in
             found.to_dict("records"))  # fmt: skip
    return {said.lower(): state for said, state in pairs if said and state in STATE_NAMES}
