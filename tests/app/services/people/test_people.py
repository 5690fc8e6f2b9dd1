"""People and contracts one by one and together; leave that is left and how many are away."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.services.centre import set_planning
from app.services.context import Context
from app.services.people.agents import (
    AgentChanges,
    add_agent,
    change_agent,
    change_agents,
    remove_agents,
    set_availability,
)
from app.services.people.contracts import remove_contract, set_contract
from app.services.people.leave import (
    add_leave,
    days_away,
    leave_balance,
    leave_doubts,
    years_of,
)
from app.services.people.staff_import import import_staff
from app.services.people.wishes import add_wish
from data.export import write_staff
from data.model.errors import Conflict, InvalidValue, NotFound
from data.model.staff import Agent, Availability, Contract, Leave, Staff, Wish
from data.store import documents
from tests.app.small_centre import SmallCentre


def staff_of(context: Context) -> Staff:
    return context.store.load(documents.STAFF)


def agent(context: Context, agent_id: str) -> Agent:
    return next(one for one in staff_of(context).agents if one.agent_id == agent_id)


def test_somebody_new_is_added_once(small: SmallCentre) -> None:
    context = small.context
    contract = staff_of(context).contracts[0].contract_id
    new = Agent(" N1 ", "Li Na", contract, ("fault",), "east")
    add_agent(context, new, "starts on Monday")
    assert agent(context, "N1").name == "Li Na"
    assert context.store.audit(verb="add_agent")[0].subject == "agent:N1"
    with pytest.raises(InvalidValue, match="has the number N1 already"):
        add_agent(context, new)
    with pytest.raises(InvalidValue, match="skills juggling are not queues"):
        add_agent(context, Agent("N2", "", contract, ("juggling",)))
    with pytest.raises(NotFound, match="no contract none"):
        add_agent(context, Agent("N2", "", "none", ("fault",)))


def test_a_change_lies_over_those_of_others_or_names_the_field(small: SmallCentre) -> None:
    context = small.context
    seen = agent(context, "A001")
    change_agent(Context(context.store, "Li", context.clock), replace(seen, team="west"), "moved")
    change_agent(context, replace(seen, name="Wang"), seen=seen)
    assert (agent(context, "A001").name, agent(context, "A001").team) == ("Wang", "west")
    with pytest.raises(Conflict, match=r"team of Wang was changed meanwhile by Li .*moved"):
        change_agent(context, replace(seen, team="east"), seen=seen)
    with pytest.raises(InvalidValue, match="is so already"):
        change_agent(context, agent(context, "A001"))


def test_several_are_changed_alike_or_none(small: SmallCentre) -> None:
    context = small.context
    ids = ("A001", "A002", "A003")
    change_agents(context, ids, AgentChanges(team="night", add_skills=("billing",)), "new desk")
    assert all(agent(context, one).team == "night" for one in ids)
    assert all("billing" in agent(context, one).skills for one in ids)
    version = staff_of(context)
    with pytest.raises(InvalidValue, match="would have no skill left"):
        change_agents(context, ids, AgentChanges(drop_skills=("fault", "billing")))
    with pytest.raises(NotFound):
        change_agents(context, (*ids, "nobody"), AgentChanges(team="x"))
    assert staff_of(context) == version
    with pytest.raises(InvalidValue, match="all so already"):
        change_agents(context, ids, AgentChanges(team="night"))


def test_who_leaves_takes_leave_and_wishes_along_and_no_history(small: SmallCentre) -> None:
    context = small.context
    add_leave(context, Leave("A001", date(2025, 9, 1), date(2025, 9, 2)))
    add_wish(context, Wish("A001", date(2025, 9, 4)))
    add_wish(context, Wish("A002", date(2025, 9, 4)))
    remove_agents(context, ("A001",), "moved away")
    staff = staff_of(context)
    assert "A001" not in {one.agent_id for one in staff.agents}
    assert not staff.leave
    assert [wish.agent_id for wish in staff.wishes] == ["A002"]
    entry = context.store.audit(verb="remove_agents")[0]
    assert entry.detail["before"][0]["agent_id"] == "A001"
    with pytest.raises(InvalidValue, match="nobody would be left"):
        remove_agents(context, [one.agent_id for one in staff.agents])


def test_hours_are_set_by_weekday_and_merged(small: SmallCentre) -> None:
    context = small.context
    seen = tuple(row for row in staff_of(context).availability if row.agent_id == "A001")
    monday, sunday = Availability("A001", 0, 480, 1080), Availability("A001", 6, 0, 0)
    set_availability(context, "A001", (*seen, monday), seen=seen)
    set_availability(context, "A001", (*seen, sunday), seen=seen)
    found = [row for row in staff_of(context).availability if row.agent_id == "A001"]
    assert {monday, sunday} <= set(found)
    with pytest.raises(Conflict, match="hours of"):
        set_availability(context, "A001", (*seen, replace(monday, latest_min=900)), seen=seen)
    with pytest.raises(InvalidValue, match="somebody else"):
        set_availability(context, "A001", (Availability("A002", 0),))


def test_contracts_are_added_changed_and_removed_when_nobody_has_them(small: SmallCentre) -> None:
    context = small.context
    held = staff_of(context).contracts[0]
    set_contract(context, Contract("mini", "Evenings", 600, 900), "students")
    seen = set_contract(context, replace(held, leave_days=12), seen=held)
    set_contract(context, replace(held, name="Anew"), seen=held)
    now = next(c for c in staff_of(context).contracts if c.contract_id == held.contract_id)
    assert (now.name, now.leave_days) == ("Anew", 12)
    with pytest.raises(Conflict, match="days of leave a year of contract Anew was changed"):
        set_contract(context, replace(held, leave_days=15), seen=held)
    with pytest.raises(NotFound, match="no shift template ZZ"):
        set_contract(context, replace(seen, name="Anew", templates=("ZZ",)))
    with pytest.raises(InvalidValue, match="have this contract"):
        remove_contract(context, held.contract_id)
    remove_contract(context, "mini")
    assert "mini" not in {c.contract_id for c in staff_of(context).contracts}


def test_the_balance_counts_working_days_of_the_calendar(small: SmallCentre) -> None:
    context = small.context  # today is Mon 11 August 2025; 1 to 8 October are holidays in China
    first = agent(context, "A001")
    assert leave_balance(context, "A001").left is None
    change_agent(context, replace(first, leave_days=10))
    add_leave(context, Leave("A001", date(2025, 8, 4), date(2025, 8, 10)))
    add_leave(context, Leave("A001", date(2025, 9, 29), date(2025, 10, 9)))
    add_leave(context, Leave("A001", date(2025, 7, 1), date(2025, 7, 2), "sick"))
    found = leave_balance(context, "A001")
    assert (found.taken, found.planned, found.left, found.sick) == (5, 3, 2, 2)


def test_what_speaks_against_a_leave_is_said_and_nobody_is_refused(small: SmallCentre) -> None:
    context = small.context
    change_agent(context, replace(agent(context, "A001"), leave_days=3))
    set_planning(context, {"leave_away_percent": 10})
    add_leave(context, Leave("A002", date(2025, 9, 3), date(2025, 9, 3)))
    asked = Leave("A001", date(2025, 9, 1), date(2025, 9, 5))
    balance, limit = leave_doubts(context, asked)
    assert "3 of 3 days of 2025 left, and this takes 5" in balance
    assert "on 2025-09-03 2 of 16 people would be away, more than the 10 %" in limit
    assert len(leave_doubts(context, replace(asked, kind="sick"))) == 1
    add_leave(context, asked)
    assert [day.away for day in days_away(context, asked.first, asked.last)] == [1, 1, 2, 1, 1]


def test_leave_a_year_goes_out_and_in_with_the_files_and_stays_where_they_lack_it(
    small: SmallCentre, tmp_path: Path
) -> None:
    context = small.context
    write_staff(staff_of(context), tmp_path / "without")
    change_agent(context, replace(agent(context, "A001"), leave_days=10))
    contract = staff_of(context).contracts[0]
    set_contract(context, replace(contract, leave_days=5))
    write_staff(staff_of(context), tmp_path / "with")
    import_staff(context, tmp_path / "without")
    assert agent(context, "A001").leave_days == 10
    assert staff_of(context).contracts[0].leave_days == 5
    change_agent(context, replace(agent(context, "A001"), leave_days=None))
    import_staff(context, tmp_path / "with")
    assert agent(context, "A001").leave_days == 10


def test_leave_over_the_turn_of_a_year_is_of_both_years() -> None:
    over = Leave("A001", date(2027, 12, 20), date(2028, 1, 5))
    long_ago = Leave("A001", date(2024, 12, 20), date(2025, 1, 5))
    assert years_of(date(2026, 11, 30), [over, long_ago]) == [2026, 2027, 2028]
    assert years_of(date(2026, 11, 30), []) == [2026]
