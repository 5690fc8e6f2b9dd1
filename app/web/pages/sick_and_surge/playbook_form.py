"""The playbook in a form: levels with their steps, kinds of standby and what they cost."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from app.services.day.storms.entered import set_playbook
from app.web import session
from app.web.parts import allowed
from data.model.day.storm import MOST_LEVEL, Level, Playbook, StandbyTier, Step
from data.model.errors import InvalidValue
from data.model.language import tr


def playbook_form(playbook: Playbook) -> None:
    """Change it, with a reason."""
    with st.expander(tr("Change the playbook"), icon=":material/edit_note:"), st.form("playbook"):
        st.caption(
            tr(
                "A level is entered at once when an hour brings so many more contacts, and left "
                "after {hold} hours below {part} % of that.",
                hold=playbook.hold_h,
                part=round(100 * playbook.leave_part),
            )
        )
        shares, steps, tiers = _levels(playbook), _steps(playbook), _tiers(playbook)
        shortfall = st.number_input(
            tr("An agent-hour that lacks costs [paid hours]"), 0.1, 1000.0, playbook.shortfall
        )
        why = st.text_input(tr("Reason (stays in the audit trail)"), key="playbook_why").strip()
        asked = allowed.submit(tr("Save the playbook"), "set_playbook", icon=":material/save:")
    if not asked:
        return
    try:
        wanted = _read(playbook, shares, steps, tiers, float(shortfall))
    except (TypeError, ValueError) as error:
        raise InvalidValue(tr("fill every cell of the playbook, or take the row out")) from error
    set_playbook(session.context(), wanted, why, seen=playbook)
    st.toast(tr("The playbook is saved"))
    st.rerun()


def _levels(playbook: Playbook) -> Any:
    """From how many more contacts on each level holds."""
    return st.data_editor(
        pd.DataFrame({
            "level": [one.level for one in playbook.levels],
            "name": [tr(one.name) for one in playbook.levels],
            "more": [round(100 * one.enter_share) for one in playbook.levels],
        }),
        hide_index=True, disabled=["level"], key="playbook_levels",
        column_config={"level": tr("Level"), "name": tr("Name"),
                       "more": st.column_config.NumberColumn(tr("from more contacts [%]"),
                                                             min_value=0)},
    )  # fmt: skip


def _steps(playbook: Playbook) -> Any:
    """What is to be done at each level."""
    return st.data_editor(
        pd.DataFrame(
            [(one.level, step.step_id, tr(step.text))
             for one in playbook.levels for step in one.steps],
            columns=["level", "step", "text"],
        ),
        hide_index=True, num_rows="dynamic", key="playbook_steps",
        column_config={
            "level": st.column_config.NumberColumn(tr("Level"), min_value=0,
                                                   max_value=MOST_LEVEL, required=True),
            "step": st.column_config.TextColumn(tr("Short name"), required=True),
            "text": st.column_config.TextColumn(tr("What is to be done"), width="large",
                                                required=True),
        },
    )  # fmt: skip


def _tiers(playbook: Playbook) -> Any:
    """Kinds of standby and what they cost."""
    return st.data_editor(
        pd.DataFrame(
            [(tr(t.name), t.notice_h, t.hold, t.call, t.hours, t.most)
             for t in playbook.tiers],
            columns=["name", "notice", "hold", "call", "hours", "most"],
        ),
        hide_index=True, num_rows="dynamic", key="playbook_tiers",
        column_config={
            "name": st.column_config.TextColumn(tr("Standby"), required=True),
            "notice": tr("there after [h]"), "hold": tr("an hour costs [paid hours]"),
            "call": tr("worked, besides"), "hours": tr("lasts [h]"), "most": tr("most people"),
        },
    )  # fmt: skip


def _read(playbook: Playbook, shares: Any, steps: Any, tiers: Any, shortfall: float) -> Playbook:
    mine: dict[int, list[Step]] = {level.level: [] for level in playbook.levels}
    old = {step.step_id: step for level in playbook.levels for step in level.steps}
    for row in _rows(steps):
        known = old.get(str(row["step"]))
        same = known is not None and tr(known.text) == row["text"]
        step = known if same and known else Step(str(row["step"]).strip(), str(row["text"]).strip())
        mine[int(row["level"])].append(step)
    levels = []
    for level, row in zip(playbook.levels, _rows(shares), strict=True):
        name = level.name if tr(level.name) == row["name"] else str(row["name"]).strip()
        levels.append(Level(level.level, name, float(row["more"]) / 100, tuple(mine[level.level])))
    names = {tr(tier.name): tier.name for tier in playbook.tiers}
    kinds = tuple(
        StandbyTier(
            names.get(str(row["name"]), str(row["name"]).strip()), int(row["notice"]),
            float(row["hold"]), float(row["call"]), int(row["hours"]), int(row["most"]),
        )
        for row in _rows(tiers)
    )  # fmt: skip
    return replace(playbook, levels=tuple(levels), tiers=kinds, shortfall=shortfall)


def _rows(table: Any) -> Iterable[dict[str, Any]]:
    found: list[dict[str, Any]] = table.to_dict("records")
    return found
