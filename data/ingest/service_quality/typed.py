"""Texts to the typed columns of a kind of record, and the rows that cannot be one."""

from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from data.files.headings import column_said
from data.files.values import Complaints
from data.ingest.service_quality.layouts import FORMS, KEYS
from data.ingest.service_quality.privacy import (
    category_column,
    hashed_column,
    office_column,
    refuse_numbers,
    topic_column,
)
from data.model.checks.ids import MOST_LETTERS
from data.model.language import tr
from data.model.service_quality.records import ANSWERS, ORDER_EVENTS, SCORE_KINDS

if TYPE_CHECKING:
    import pandas as pd

CATEGORIES = ("topic", "cause", "reason", "outcome", "category", "criterion", "fault")
_YES = {"1": 1.0, "yes": 1.0, "true": 1.0, "y": 1.0, "是": 1.0}
_NO = {"0": 0.0, "no": 0.0, "false": 0.0, "n": 0.0, "否": 0.0}
_WEEK_S = 7 * 86_400
_MOST = {"satisfaction": 5.0, "quality": 100.0, "kano": 5.0}


def typed(
    kind: str,
    texts: "pd.DataFrame",
    zone: str,
    key: bytes,
    complaints: Complaints,
    notes: list[str],
) -> "pd.DataFrame":
    """Typed columns of a kind; a row that cannot be one has a complaint, without its cells.

    Parameters
    ----------
    texts
        Cells by column of the long form, indexed by row number; further ones are not read.
    zone
        Clock of times without an offset.
    key
        Of the customers' hashes.
    """
    import pandas as pd

    form, frame = FORMS[kind], pd.DataFrame(index=texts.index)
    for field in fields(form):
        if field.name in texts:
            said = _form(field.type)
            made = _column(said, field.name, texts[field.name], zone, key, notes)
            frame[field.name] = made
            missing = made.isna() if made.dtype != object else made == ""
            wrong = missing & (texts[field.name] != "")
            if said != "str":
                complaints.add(wrong, _wrong(said, field.name))
                if field.default is MISSING:
                    complaints.add(
                        missing & ~wrong, tr("column {name} is empty", name=column_said(field.name))
                    )
    _make_keys(kind, frame)
    for name in ("order_id", "case_id", KEYS[kind], "kind"):
        if name in frame and (name == KEYS[kind] or _needed(form, name)):
            complaints.add(frame[name] == "", tr("column {name} is empty", name=column_said(name)))
    for name in map(str, frame.columns):
        if name.endswith("_id") or name in ("kind", "region", "team", "department", "scorer"):
            refuse_numbers(name, frame[name], complaints)
            long = frame[name].str.len() > MOST_LETTERS
            complaints.add(
                long, tr("column {name} holds more letters than an id", name=column_said(name))
            )
    _CHECKS.get(kind, lambda frame, complaints: None)(frame, complaints)
    return frame


def _form(declared: Any) -> str:
    """Name of a field's type: `str`, `int`, `bool | None`..."""
    name = declared.__name__ if isinstance(declared, type) else str(declared)
    return "str" if "Literal" in name else name


def _needed(form: Any, name: str) -> bool:
    return any(f.name == name and f.default is MISSING for f in fields(form))


def _column(
    form: str, name: str, texts: "pd.Series[Any]", zone: str, key: bytes, notes: list[str]
) -> "pd.Series[Any]":
    import pandas as pd

    if "datetime" in form:
        from data.files.instants import without_serials

        return instants(without_serials(texts, name, notes), zone)
    if "float" in form or form == "int":
        numbers = pd.to_numeric(texts, errors="coerce").astype(float)
        return numbers.where(np.isfinite(numbers))
    if "bool" in form:
        said = texts.str.lower().map(_YES | _NO).astype(float)
        return said.fillna(0.0).where((texts == "") | said.notna()) if form == "bool" else said
    if name == "customer":
        return hashed_column(texts, key)
    if name == "topic":
        bracketed = topic_column(texts)
        whole = category_column(name, texts.where(~texts.str.startswith("【"), ""), notes)
        return bracketed.where(bracketed != "", whole)
    if name in ("department", "team"):
        return office_column(name, texts, notes)
    if name in CATEGORIES:
        return category_column(name, texts, notes)
    return texts.astype(object)


def instants(texts: "pd.Series[Any]", zone: str) -> "pd.Series[Any]":
    """Instants in UTC, NaT where a text is none; those without offset are of a zone's clock."""
    import pandas as pd

    from data.files.instants import read_instants

    plain = pd.to_datetime(texts, format="%Y-%m-%d %H:%M:%S", errors="coerce")
    wall = plain.dt.as_unit("s")
    utc = wall.dt.tz_localize(zone, ambiguous="NaT", nonexistent="NaT").dt.tz_convert("UTC")
    left = utc.isna() & (texts != "")
    if left.any():
        utc = utc.where(~left, read_instants(texts[left], zone).utc.reindex(texts.index))
    sane = (utc.dt.year >= 1990) & (utc.dt.year <= 2100)
    return utc.where(sane).dt.as_unit("s")


def _wrong(form: str, name: str) -> str:
    if "datetime" in form:
        return tr("column {name} is no time; write 2026-01-31 08:30:00", name=column_said(name))
    if "bool" in form:
        return tr("column {name} is neither yes nor no", name=column_said(name))
    return tr("column {name} is no number", name=column_said(name))


def _make_keys(kind: str, frame: "pd.DataFrame") -> None:
    """Keys of events and steps, where a file has none: of what they are, and when."""
    if kind == "order_events" and {"order_id", "what", "at"} <= {*frame}:
        seconds = frame["at"].dt.strftime("%Y%m%d%H%M%S").fillna("")
        made = frame["order_id"] + "/" + frame["what"] + "/" + seconds
        frame["event_id"] = _filled(frame, "event_id", made)
    if kind == "case_steps" and {"case_id", "step"} <= {*frame}:
        number = frame["step"].map(lambda step: f"{step:g}")
        frame["step_id"] = _filled(frame, "step_id", frame["case_id"] + "/" + number)


def _filled(frame: "pd.DataFrame", name: str, made: "pd.Series[Any]") -> "pd.Series[Any]":
    return made if name not in frame else frame[name].where(frame[name] != "", made)


# --- what a kind needs beyond its types --------------------------------------------------------


def _check_events(frame: "pd.DataFrame", complaints: Complaints) -> None:
    known = ", ".join(ORDER_EVENTS)
    complaints.add(
        ~frame["what"].isin(ORDER_EVENTS), tr("column what is none of {known}", known=known)
    )


def _check_cases(frame: "pd.DataFrame", complaints: Complaints) -> None:
    if "closed_at" in frame:
        complaints.add(frame["closed_at"] < frame["opened_at"], tr("it ends before it begins"))


def _check_steps(frame: "pd.DataFrame", complaints: Complaints) -> None:
    complaints.add(
        ~frame["step"].isin(range(1, 7)), tr("column step is no whole number from 1 to 6")
    )
    if "ended_at" in frame:
        complaints.add(frame["ended_at"] < frame["begun_at"], tr("it ends before it begins"))
    if "handling_min" in frame:
        complaints.add(frame["handling_min"] < 0, tr("column handling_min is negative"))


def _check_touches(frame: "pd.DataFrame", complaints: Complaints) -> None:
    for name in ("wait_s", "handle_s"):
        if name in frame:
            complaints.add(
                (frame[name] < 0) | (frame[name] >= _WEEK_S),
                tr("column {name} is no length of a contact", name=column_said(name)),
            )


def _check_scores(frame: "pd.DataFrame", complaints: Complaints) -> None:
    complaints.add(
        ~frame["kind"].isin(SCORE_KINDS),
        tr("column kind is none of {known}", known=", ".join(SCORE_KINDS)),
    )
    for name in ("value", "second"):
        if name in frame:
            most = frame["kind"].map(_MOST).astype(float).fillna(100.0)
            odd = (frame[name] < 0) | (frame[name] > most)
            complaints.add(odd, tr("column {name} lies outside its scale", name=column_said(name)))
    if "answer" in frame:
        complaints.add(~frame["answer"].isin(ANSWERS), tr("column answer is none of ours"))


_CHECKS: dict[str, Any] = {
    "order_events": _check_events,
    "cases": _check_cases,
    "case_steps": _check_steps,
    "touches": _check_touches,
    "scores": _check_scores,
}
