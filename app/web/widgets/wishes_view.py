"""Who wishes what, what was granted and refused, in this roster and in those before it."""

import pandas as pd
import streamlit as st

from app.services.set_planning import planning_of
from app.services.wishes_of_roster import WishesOfAgent, WishesOfRoster, wishes_in
from app.web import reads, session
from app.web.reads import Judged
from app.web.widgets.wish_forms import wish_forms
from app.web.widgets.wording import DASH, day_short, number, percent

REFUSED, ALL = "Refused", "All"
HEIGHT_PX = 460


def wishes_view(judged: Judged) -> None:
    """Figures, a line for each agent, every single wish, and forms to change what is wished."""
    before = reads.wished_before(session.url(), judged.problem.first)
    found = wishes_in(judged.problem, judged.roster, before)
    if found.asking:
        _figures(found)
        left, right = st.columns([5, 4], gap="medium")
        with left:
            _agents(found)
        with right:
            _single(found)
    else:
        st.info("Nobody wishes anything in the weeks of this roster.", icon=":material/favorite:")
    wish_forms(judged.problem)


def _back_days() -> int:
    return planning_of(session.desk()).wishes_back_days


def _figures(found: WishesOfRoster) -> None:
    all_ = found.everybody
    stakes = [agent.at_stake for agent in found.asking]
    shares = [agent.granted_share or 0.0 for agent in found.asking]
    cells = (
        ("Wishes", number(all_.asked), f"Of {len(found.asking)} people; each day counts."),
        ("Granted", percent(all_.granted_share), "Of all wishes of this roster."),
        (
            "Refused",
            number(all_.refused),
            f"In the {_back_days()} days before: {all_.before.refused}",
        ),
        (
            "Granted: least to most",
            f"{percent(min(shares), 0)} {DASH} {percent(max(shares), 0)}",
            "Of one person's wishes, over those who wish.",
        ),
        (
            "Everybody's weigh",
            f"{min(stakes)} {DASH} {max(stakes)}",
            "Points at stake for one person, least to most: equal where the rule shares a total.",
        ),
        ("Charged", number(all_.charged), "Points that this roster pays for refusals."),
    )
    for column, (label, value, says) in zip(st.columns(len(cells)), cells, strict=True):
        column.metric(label, value, help=says)


def _agents(found: WishesOfRoster) -> None:
    ordered = sorted(
        found.agents, key=lambda a: (-a.refused, -a.before.refused, a.name, a.agent_id)
    )
    st.dataframe(
        pd.DataFrame([_line(agent) for agent in ordered]),
        hide_index=True,
        height=HEIGHT_PX,
        column_config={
            "Agent": st.column_config.TextColumn(width=170),
            "Share": st.column_config.ProgressColumn(
                format="%.0f%%", min_value=0, max_value=100, width=100, help="Granted of asked."
            ),
            "Before": st.column_config.NumberColumn(
                help=f"Refused in the published rosters of the {_back_days()} days before this one."
            ),
            "At stake": st.column_config.NumberColumn(
                help="Points if all were refused, by weight alone."
            ),
            "Charged": st.column_config.NumberColumn(
                help="Points paid: weights, and more from some refusals of one person on."
            ),
        },
    )
    st.caption(
        "A wish for every day counts on each day, and is granted on days off. *Before*: refused as "
        "the published rosters had it; of wishes that were never in one nothing is "
        "known. The rule *Wishes* says how much everybody's weigh and from which refusal on "
        "further ones count more."
    )


def _line(agent: WishesOfAgent) -> dict[str, object]:
    return {
        "Agent": f"{agent.name} ({agent.agent_id})",
        "Asked": agent.asked,
        "Granted": agent.granted,
        "Refused": agent.refused,
        "Before": agent.before.refused,
        "Share": None if agent.granted_share is None else 100 * agent.granted_share,
        "At stake": agent.at_stake,
        "Charged": agent.charged,
    }


def _single(found: WishesOfRoster) -> None:
    chosen = st.segmented_control(
        "Single wishes", [REFUSED, ALL], default=REFUSED, required=True, key="wishes_shown"
    )
    shown = found.only(refused=chosen == REFUSED).wishes
    if not shown:
        st.success("Every wish of this roster is granted.")
        return
    names = {agent.agent_id: agent.name for agent in found.agents}
    rows = pd.DataFrame(
        [
            {
                "Agent": names[outcome.agent_id],
                "Day": day_short(outcome.day),
                "Outcome": "granted" if outcome.granted else "refused",
                "Charged": outcome.charged,
                "Wish": outcome.wish.what + ("" if outcome.wish.day else " (every day)"),
            }
            for outcome in shown
        ]
    )
    hidden = ["Outcome"] if chosen == REFUSED else []
    st.dataframe(
        rows.drop(columns=hidden),
        hide_index=True,
        height=HEIGHT_PX - 70,
        column_config={"Agent": st.column_config.TextColumn(width=140)},
    )
