"""Hand edits as planners write them: `AGENT@2026-01-05 off`, `AGENT@2026-01-05 D 08:00`."""

import re
from collections.abc import Sequence
from datetime import date

from app.services.edit_roster import CellEdit
from app.services.shift_from_menu import shift_from_menu
from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.roster import Roster

_EDIT = re.compile(
    r"(?P<agent>[^@]+)@(?P<day>\d{4}-\d{2}-\d{2})\s+"
    r"(?:(?P<off>off)|(?P<code>\S+)\s+(?P<hour>\d{1,2}):(?P<minute>[0-5]\d))$"
)


def read_edits(
    problem: RosterProblem, roster: Roster, texts: Sequence[str]
) -> tuple[CellEdit, ...]:
    """Edits of such texts, breaks where they hurt least; the last one of a cell holds.

    Raises
    ------
    InvalidValue
        If a text is no edit, or names an agent, a day or a shift that the roster does not know.
    """
    edits = (_edit(problem, roster, text) for text in texts)
    return tuple({(edit.agent_id, edit.day): edit for edit in edits}.values())


def _edit(problem: RosterProblem, roster: Roster, text: str) -> CellEdit:
    found = _EDIT.match(text.strip())
    try:
        if found is None:
            raise ValueError(text)
        agent_id, day = found["agent"].strip(), date.fromisoformat(found["day"])
    except ValueError as error:
        raise InvalidValue(
            f"{text!r} is no edit: write 'AGENT@2026-01-05 off' or 'AGENT@2026-01-05 D 08:00'"
        ) from error
    if agent_id not in problem.contract_of or day not in problem.dates:
        raise InvalidValue(
            f"{text!r}: the roster has no {agent_id} on {day}; it covers {problem.dates[0]} .. "
            f"{problem.dates[-1]}"
        )
    if found["off"]:
        return CellEdit(agent_id, day, None)
    start_min = 60 * int(found["hour"]) + int(found["minute"])
    shift = shift_from_menu(problem, roster, agent_id, day, found["code"], start_min)
    return CellEdit(agent_id, day, shift)
