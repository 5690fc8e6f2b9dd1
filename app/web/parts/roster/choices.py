"""People who could work: one line each, what that means for them, and a button that takes them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st

from app.services.centre import planning_of
from app.services.roster.changes.edit import earliest_on
from app.services.roster.changes.reroster import Choice
from app.web import session
from app.web.parts.roster.scorecard import title_of
from app.web.parts.wording import DASH, day_short, plain
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.shift import DAY_MIN, Shift, clock
from data.model.staff import USUAL_LEVEL
from rostering.repair.replacement import Candidate, Earliest
from rostering.repair.swaps import Swap

FIRST = 3
"""People shown at once; the others stand behind a click."""


def still_possible(choices: Sequence[Choice], earliest: Earliest | None) -> list[Choice]:
    """Those for whom there is still notice enough; `choices` may have stood here for a while."""
    return [
        choice
        for choice in choices
        if earliest is None
        or earliest.allows(
            choice.candidate.now, choice.candidate.shift.start_min, choice.candidate.shift.end_min
        )
    ]


def notice_given(problem: RosterProblem, day: date) -> None:
    """Say from when on people are called in, on a day for which that is not over yet."""
    earliest = earliest_on(session.context(), problem, day)
    if earliest is None:
        return
    n = planning_of(session.context()).day_call_in_notice_min
    if earliest.come_min >= DAY_MIN:
        said = tr("Nobody is called in any more on {day}: people get {n} min of notice (Settings, "
                  "Planning defaults).", day=day_short(day), n=n)  # fmt: skip
    else:
        said = tr("People are called in for {time} or later: they get {n} min of notice (Settings, "
                  "Planning defaults).", time=clock(earliest.come_min), n=n)  # fmt: skip
    st.caption(said)


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
    lines = [Line(one.candidate, way_text(one), means(one), partial(take, one)) for one in some]
    nobody = tr("Nobody could work any of it and keep every hard rule.")
    people(lines, f"take_{key}", tr("Take"), nobody)


@dataclass(frozen=True)
class Line:
    """Somebody who could work otherwise: what they would work, what that means, and taking it."""

    who: Candidate | Swap
    works: str
    means: str
    take: Callable[[], None]


def people(lines: Sequence[Line], key: str, label: str, nobody: str) -> None:
    """Draw lines, a button at the end of each: a few who keep every rule, the rest behind a click.

    Parameters
    ----------
    nobody
        Said where nobody keeps every hard rule.
    """

    def draw(some: Sequence[Line]) -> None:
        for line in some:
            # The button comes last: on a phone it stands below the words that it belongs to.
            words, button = st.columns([3.4, 1], vertical_alignment="top", gap="xsmall")
            words.markdown(f"**{plain(line.who.name)}** {line.works}  \n:small[{line.means}]")
            name = f"{key}_{line.who.agent_id}"
            button.button(label, key=name, width="stretch", on_click=line.take)

    keep = [line for line in lines if line.who.keeps_rules]
    rest = [line for line in lines if not line.who.keeps_rules]
    if not keep:
        st.info(nobody)
    draw(keep[:FIRST])
    if more := keep[FIRST:]:
        with st.expander(tr("{n} more people keep every rule", n=len(more))):
            draw(more)
    if rest:
        with st.expander(tr("{n} people would break a hard rule", n=len(rest))):
            draw(rest)


def rules_broken(who: Candidate | Swap) -> list[str]:
    """Hard rules that they would break, in a phrase; empty where there are none."""
    broken = dict.fromkeys(title_of(v.rule) for v in who.broken)
    return [tr(":red[breaks {rules}]", rules=tr(", ").join(broken))] if broken else []


def rules_charged(who: Candidate | Swap) -> list[str]:
    """Wishes and soft rules that they would go against, in a phrase; empty where there are none."""
    charged = dict.fromkeys(title_of(v.rule) for v in who.charged)
    said = tr("against a wish or a soft rule: {rules}", rules=tr(", ").join(charged))
    return [said] if charged else []


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
    parts += rules_broken(choice.candidate)
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
    parts += rules_charged(choice.candidate)
    return " · ".join(parts)
