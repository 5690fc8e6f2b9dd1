"""An agent at the pages: own shifts, leave and wishes, and nothing of anybody else."""

import getpass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.services.access.users import add_user, agent_myself
from app.services.context import Context
from app.services.people.wishes import add_wish, wishes_kept
from app.services.roster.plan import shifts_of_agent
from app.services.roster.publishing.publish import publish_roster
from app.web import session
from app.web.parts.wording import day_short
from data.model.errors import NotAllowed, NotFound
from data.model.publication import SavedRoster
from data.model.staff import Wish
from data.model.users import Held, User
from tests.app.command_line import run, told
from tests.app.small_centre import NOW, SmallCentre
from tests.app.web.web_page import a_page, press, words

pytestmark = pytest.mark.slow


@pytest.fixture
def me(
    rostered: tuple[SmallCentre, SavedRoster], url: str, monkeypatch: pytest.MonkeyPatch
) -> Context:
    """The first agent of a published roster, where roles bind."""
    centre, saved = rostered
    monkeypatch.setattr(getpass, "getuser", lambda: "boss")
    monkeypatch.delenv("PEAKSHIFT_USER")
    boss = Context(centre.context.store, "boss", lambda: NOW)
    publish_roster(boss, saved.roster_id, "go", accept_violations=True, replications=2)
    agent = saved.problem.agents[0]
    add_user(boss, User("boss", login="boss", held=(Held("administrator"), Held("planner"))))
    me = User("tester", agent.name, login="li", agent_id=agent.agent_id, held=(Held("agent"),))
    add_user(boss, me)
    monkeypatch.setattr(getpass, "getuser", lambda: "li")
    return Context(centre.context.store, "li", lambda: NOW)


def test_the_plan_in_force_is_told_day_by_day(
    me: Context, rostered: tuple[SmallCentre, SavedRoster]
) -> None:
    saved = rostered[1]
    agents, roster = saved.problem.agents, saved.result.roster
    assert roster is not None
    mine = shifts_of_agent(me, agents[0].agent_id, roster.first, 14)
    assert [one.shift for one in mine if one.shift] == [
        shift for shift in roster.shifts if shift.agent_id == agents[0].agent_id
    ]
    assert {one.version for one in mine[: roster.days]} == {1}
    assert {one.said for one in mine[roster.days :]} <= {"not published yet", "on annual leave"}
    with pytest.raises(NotAllowed, match="of their own only"):
        shifts_of_agent(me, agents[1].agent_id)


def test_an_agent_confirms_a_version_once(me: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        session, "context_of", lambda store, name: Context(store, "li", lambda: NOW)
    )
    page = press(a_page("my_shifts").run(), "I have seen my shifts")
    assert "You have seen these shifts (version 1)" in words(page)
    assert not [b for b in page.button if b.label == "I have seen my shifts"]
    boss = Context(me.store, "boss", lambda: NOW)
    (entry,) = boss.store.audit(verb="confirm_shifts")
    assert entry.detail["agent"] == agent_myself(me)


def test_an_agent_sees_own_shifts_and_one_page(me: Context) -> None:
    page = a_page("today").run()
    assert not page.exception
    assert page.title[0].value == "My shifts"
    assert "may not" not in words(page)
    press(page, "Wish for it")
    wishes = wishes_kept(me)
    assert [wish.want for wish in wishes][-1:] == ["off"]
    assert me.store.audit(limit=1)[0].role == "agent"
    press(page, "Take back")
    assert len(wishes_kept(me)) == len(wishes) - 1


def test_a_shift_that_is_over_is_not_the_next_one(
    me: Context, rostered: tuple[SmallCentre, SavedRoster], monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = rostered[1].problem.agents[0].agent_id
    first, second = [one for one in shifts_of_agent(me, agent, NOW.date(), 14) if one.shift][:2]
    assert first.shift
    midnight = datetime.combine(first.day, time(), ZoneInfo("Asia/Shanghai"))

    def said_at(minute: int) -> str:
        moment = midnight + timedelta(minutes=minute)
        monkeypatch.setattr(
            session, "context_of", lambda store, name: Context(store, "li", lambda: moment)
        )
        return words(a_page("my_shifts").run())

    assert f"**Next shift:** {day_short(first.day)}" in said_at(first.shift.start_min - 30)
    assert f"**On shift now:** {day_short(first.day)}" in said_at(first.shift.end_min - 30)
    assert f"**Next shift:** {day_short(second.day)}" in said_at(first.shift.end_min)


def test_an_agent_wishes_for_nobody_else(
    me: Context, rostered: tuple[SmallCentre, SavedRoster]
) -> None:
    other = rostered[1].problem.agents[1].agent_id
    with pytest.raises(NotAllowed, match="change wishes of their own only, not of"):
        add_wish(me, Wish(other, NOW.date()))
    assert all(wish.agent_id != other for wish in wishes_kept(me))


def test_the_command_line_lists_own_shifts(
    me: Context, rostered: tuple[SmallCentre, SavedRoster]
) -> None:
    small, saved = rostered
    first = ("--from", saved.problem.dates[0].isoformat(), "--days", "7")
    own = told(small, "staff", "shifts", *first)
    assert own == told(small, "staff", "shifts", saved.problem.agents[0].agent_id, *first)
    assert len(own) == 7
    refused = run(small, "staff", "shifts", saved.problem.agents[1].agent_id, *first)
    assert isinstance(refused.exception, NotAllowed)


def test_who_is_nobody_of_the_staff_is_told_so(rostered: tuple[SmallCentre, SavedRoster]) -> None:
    nobody = run(rostered[0], "staff", "shifts")
    assert isinstance(nobody.exception, NotFound)
    assert "name an agent, or ask an administrator" in str(nobody.exception)
