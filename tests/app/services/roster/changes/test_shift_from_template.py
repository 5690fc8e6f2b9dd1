"""A shift of the menu: its breaks lie in their windows, where they hurt least."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from app.services.roster.changes.edit import CellEdit, consequence_in
from app.services.roster.changes.shift_from_template import shift_from_template
from app.services.roster.check import roster_of
from data.model.errors import InvalidValue
from data.model.publication import SavedRoster
from tests.app.small_centre import SmallCentre

Rostered = tuple[SmallCentre, SavedRoster]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=some.data())
def test_every_shift_of_the_menu_keeps_its_break_windows(
    rostered: Rostered, data: some.DataObject
) -> None:
    _centre, saved = rostered
    problem, roster = saved.problem, roster_of(saved)
    agent = data.draw(some.sampled_from(problem.agents))
    day = data.draw(some.sampled_from(problem.dates))
    template = data.draw(some.sampled_from(problem.templates))
    start = data.draw(some.sampled_from(template.starts_min))
    shift = shift_from_template(problem, roster, agent.agent_id, day, template.code, start)
    assert [b.label for b in shift.breaks] == [b.label for b in template.breaks]
    found = consequence_in(problem, roster, (CellEdit(agent.agent_id, day, shift),))
    mine = [v for v in found.after.violations if (v.agent_id, v.day) == (agent.agent_id, day)]
    assert "break_windows" not in {v.rule for v in mine}


def test_breaks_fall_where_the_fewest_heads_are_missed(rostered: Rostered) -> None:
    _centre, saved = rostered
    problem, roster = saved.problem, roster_of(saved)
    shift = next(s for s in roster.shifts if s.breaks)
    cell = (shift.agent_id, shift.day)
    chosen = shift_from_template(problem, roster, *cell, shift.template, shift.start_min)
    placed = consequence_in(problem, roster, (CellEdit(*cell, chosen),)).after
    kept = consequence_in(problem, roster, (CellEdit(*cell, shift),)).after
    short = [sum(card.shortfall_hours.values()) for card in (placed, kept)]
    assert short[0] <= short[1]


def test_a_start_that_the_menu_does_not_know_is_refused(rostered: Rostered) -> None:
    _centre, saved = rostered
    problem, roster = saved.problem, roster_of(saved)
    with pytest.raises(InvalidValue, match="no shift template 'D8' starts at minute 7"):
        shift_from_template(problem, roster, problem.agents[0].agent_id, problem.dates[0], "D8", 7)
