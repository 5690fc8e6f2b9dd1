"""People who could work: one line each, what that means for them, and a button that takes them."""

from collections.abc import Callable, Sequence
from datetime import datetime

import streamlit as st

from app.services.roster.changes.reroster import Choice
from app.web.parts.roster.scorecard import title_of
from app.web.parts.wording import DASH, plain
from data.model.language import tr
from data.model.shift import Shift, clock
from data.model.staff import USUAL_LEVEL

FIRST = 3
"""People shown at once; the others stand behind a click."""


def still_possible(choices: Sequence[Choice], now: datetime) -> list[Choice]:
    """Without those whose new hours would have begun already, or who have gone home."""
    return [choice for choice in choices if _in_time(choice, now)]


def _in_time(choice: Choice, now: datetime) -> bool:
    shift, before = choice.candidate.shift, choice.candidate.now
    if shift.day != now.date():
        return True
    minute = 60 * now.hour + now.minute
    if before is not None and shift.start_min >= before.start_min:
        return before.end_min > minute
    return shift.start_min > minute


Take = Callable[[Choice], None]


def offer(choices: Sequence[Choice], key: str, take: Take) -> None:
    """List people, who keep every rule first.

    Parameters
    ----------
    key
        Tells this list from others on the page.
    take
        Called before the page is drawn again, with the one that was taken.
    """
    # Whoever fills nothing stands in the list only where nobody fills anything.
    some = [choice for choice in choices if choice.effects.filled_hours > 0] or choices
    keep = [choice for choice in some if choice.candidate.keeps_rules]
    rest = [choice for choice in some if not choice.candidate.keeps_rules]
    if not keep:
        st.info(tr("Nobody could work any of it and keep every hard rule."))
    _lines(keep[:FIRST], key, take)
    if len(keep) > FIRST:
        with st.expander(tr("{n} more people keep every rule", n=len(keep) - FIRST)):
            _lines(keep[FIRST:], key, take)
    if rest:
        with st.expander(tr("{n} people would break a hard rule", n=len(rest))):
            _lines(rest, key, take)


def _lines(choices: Sequence[Choice], key: str, take: Take) -> None:
    for choice in choices:
        candidate = choice.candidate
        # The button comes last: on a phone it stands below the words that it belongs to.
        words, button = st.columns([3.4, 1], vertical_alignment="top", gap="xsmall")
        words.markdown(f"**{plain(candidate.name)}** {way_text(choice)}  \n:small[{means(choice)}]")
        button.button(
            tr("Take"),
            key=f"take_{key}_{candidate.agent_id}",
            width="stretch",
            on_click=take,
            args=(choice,),
        )


def way_text(choice: Choice) -> str:
    """`comes in D8 08:30–16:30`, or `stays longer: D8 08:00–16:00 becomes ...`."""
    candidate = choice.candidate
    if candidate.now is None:
        return tr("comes in {shift}", shift=span_of(candidate.shift))
    before, after = span_of(candidate.now), span_of(candidate.shift)
    return tr("{way}: {before} becomes {after}", way=candidate.way, before=before, after=after)


def span_of(shift: Shift) -> str:
    """`D8 08:30–16:30`."""
    return f"{plain(shift.template)} {clock(shift.start_min)}{DASH}{clock(shift.end_min)}"


def means(choice: Choice) -> str:
    """Hours filled, rest, paid time, nights and weekends in one line, and which rules break."""
    found = choice.effects
    parts = [tr("fills {hours} h", hours=f"{found.filled_hours:g}")]
    if choice.candidate.level != USUAL_LEVEL:
        parts.append(tr("proficiency {level} of 5", level=f"{choice.candidate.level:.2g}"))
    broken = dict.fromkeys(title_of(v.rule) for v in choice.candidate.broken)
    parts += [tr(":red[breaks {rules}]", rules=tr(", ").join(broken))] if broken else []
    if found.rest_before_min is not None:
        parts.append(tr("{hours} h rest before", hours=f"{found.rest_before_min / 60:g}"))
    if found.rest_after_min is not None:
        parts.append(tr("{hours} h rest after", hours=f"{found.rest_after_min / 60:g}"))
    week, most = f"{found.week_min / 60:g}", f"{found.agreed_min[1] / 60:g}"
    parts.append(tr("{hours} of {most} h this week", hours=week, most=most))
    if found.fair_nights is not None:
        parts.append(tr("nights {n}, fair {fair}", n=found.nights, fair=found.fair_nights))
    if found.fair_weekends is not None:
        text = tr("weekend shifts {n}, fair {fair}", n=found.weekends, fair=found.fair_weekends)
        parts.append(text)
    charged = dict.fromkeys(title_of(v.rule) for v in choice.candidate.charged)
    parts += (
        [tr("against a wish or a soft rule: {rules}", rules=tr(", ").join(charged))]
        if charged
        else []
    )
    return " · ".join(parts)
