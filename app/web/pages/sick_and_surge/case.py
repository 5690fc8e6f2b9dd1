"""What happened and who helps so far: one case a roster, found again after a reload."""

from dataclasses import dataclass, field
from datetime import date

import streamlit as st

from app.services.context import today_of
from app.services.day.floor import away_in
from app.services.day.now import status_now
from app.services.day.stand_in import Case, case_of, edit_of
from app.services.roster.changes.edit import CellEdit
from app.services.roster.changes.reroster import Choice
from app.services.roster.check import as_in_force
from app.services.roster.publishing.publish import current_version
from app.web import reads, session
from app.web.reads import Judged
from data.model.language import tr, trn
from data.model.roster import AgentDay
from data.model.staff import Leave
from rostering.repair.disruption import Surge


@dataclass
class Begun:
    """A case as somebody has gathered it.

    Parameters
    ----------
    absent
        Who is out, by agent.
    taken
        New cells of those who help, and what they help with.
    seen
        Days whose known absences were taken over already.
    """

    absent: dict[str, Leave] = field(default_factory=dict)
    surges: tuple[Surge, ...] = ()
    storm: str = ""
    taken: dict[AgentDay, tuple[CellEdit, str]] = field(default_factory=dict)
    seen: set[date] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.absent or self.surges or self.taken)

    def helps_with(self, what: str) -> list[CellEdit]:
        """Who was taken for a lost shift or a hole."""
        return [edit for edit, for_ in self.taken.values() if for_ == what]

    def take(self, what: str, choice: Choice) -> None:
        """Let somebody help with a lost shift or a hole."""
        edit = edit_of(choice)
        self.taken[edit.agent_id, edit.day] = (edit, what)

    def take_back(self, edit: CellEdit) -> None:
        """Let somebody be as they were."""
        self.taken.pop((edit.agent_id, edit.day), None)

    def clear(self) -> None:
        """Begin again."""
        self.absent, self.surges, self.storm, self.taken = {}, (), "", {}


def begun_of(judged: Judged, day: date) -> Begun:
    """The case of a roster; who is put down as away on that day is in it from the start."""
    cases: dict[str, Begun] = session.unsaved().setdefault("cases", {})
    begun = cases.setdefault(judged.saved.roster_id, Begun())
    if day not in begun.seen:
        begun.seen.add(day)
        leave = session.staff().leave
        for one in away_in(judged.problem, judged.roster, leave, [day]):
            begun.absent.setdefault(one.agent_id, Leave(one.agent_id, day, day, one.kind))
    return begun


def case_now(judged: Judged, begun: Begun) -> Case:
    """The case worked out; again only where something in it changed."""
    edits = tuple(edit for edit, _ in begun.taken.values())
    absent = tuple(sorted(begun.absent.values()))
    newest = session.context().store.list_requirements()
    known = newest[0].requirement_id if newest else ""
    context = session.context()
    today = today_of(context) in judged.problem.dates
    needed = status_now(context).requirement if today else None  # another one after each slot
    key = (judged.saved.roster_id, absent, begun.surges, edits, known, needed)

    def looked() -> Case:
        st.session_state["ranked"] = {}
        with st.spinner(tr("Looking at the day")):
            return case_of(context, judged.saved, absent, begun.surges, edits)

    return session.once("case_now", key, looked)


def not_in_force(judged: Judged, running: str) -> None:
    """Say where people work by another roster, and what publishing this one brings along."""
    if today_of(session.context()) not in judged.problem.dates:
        said = tr(
            "Nobody works by this roster today: who is ill today belongs into the one in force."
        )
    else:
        _, changes = reads.changes_since_published(
            session.url(), judged.saved.roster_id, current_version(session.context())
        )
        if running == judged.saved.roster_id and (
            not changes or as_in_force(session.context(), judged.saved) != judged.roster
        ):
            return
        said = trn(
            "This roster is not what people work by: it changes {n} day of somebody, which is "
            "published too.",
            "This roster is not what people work by: it changes {n} days of people, which are "
            "published too.",
            len(changes),
        )
    st.warning(said, icon=":material/event_busy:")
    label = tr("Work with the roster in force today")
    st.button(label, on_click=session.choose_roster, args=(running,), type="primary")
