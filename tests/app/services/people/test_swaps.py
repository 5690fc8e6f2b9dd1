"""Swaps that agents ask for: agreed to, approved, published, refused where they cannot be."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import pytest

from app.services.access.users import add_user, set_access
from app.services.centre import planning_of
from app.services.context import Context, local_time
from app.services.day.messages import Message
from app.services.exchange.notices import set_destination
from app.services.exchange.quiet import set_own_quiet_hours
from app.services.exchange.sending import Delivery, set_people_address
from app.services.people import swap_notices
from app.services.people.leave import record_absences
from app.services.people.swap_notices import swaps_unwritten, write_of_swaps
from app.services.people.swaps import (
    agree_swap,
    approve_swap,
    ask_swap,
    decline_swap,
    note_swap,
    refuse_swap,
    swap_consequence,
    swap_partners,
    swaps_of,
    withdraw_swap,
)
from app.services.roster.changes.swap import save_swap
from app.services.roster.plan import plan_of
from app.services.roster.publishing.publish import current_version, publish_roster
from data.model.centre import QuietHours
from data.model.day.swap import SwapRequest, SwapWord
from data.model.errors import Conflict, InvalidValue, NotAllowed, NotFound
from data.model.publication import SavedRoster
from data.model.users import AGENT, Held, User
from data.store import documents
from tests.app.small_centre import SmallCentre


@dataclass(frozen=True)
class Case:
    """A published week, and a day on which two of it could swap."""

    context: Context
    day: date
    one: str
    other: str

    def ask(self, why: str = "") -> SwapRequest:
        return ask_swap(self.context, self.one, self.other, self.day, why)

    def hours(self) -> list[tuple[str, int] | None]:
        cells = plan_of(self.context, self.day, self.day).roster.by_cell
        held = [cells.get((who, self.day), ()) for who in (self.one, self.other)]
        return [(shifts[0].template, shifts[0].start_min) if shifts else None for shifts in held]

    def setting(self, **changes: int) -> None:
        planning = replace(planning_of(self.context), **changes)
        entry = self.context.entry("set_planning", "planning")
        self.context.store.save(documents.PLANNING, planning, entry)


@pytest.fixture
def case(rostered: tuple[SmallCentre, SavedRoster]) -> Iterator[Case]:
    centre, saved = rostered
    context, roster = centre.context, saved.result.roster
    assert roster is not None
    publish_roster(context, saved.roster_id, "plan", replications=2)
    day = roster.dates[3]
    for one in sorted(roster.by_agent):
        if partners := swap_partners(context, one, day):
            yield Case(context, day, one, partners[0].agent_id)
            return
    pytest.fail("nobody of the small centre can swap")


def test_a_swap_is_asked_for_agreed_to_approved_and_in_force(case: Case) -> None:
    before, version = case.hours(), current_version(case.context)
    request = case.ask("my sister marries")
    assert (request.state, case.hours()) == ("asked", before)
    with pytest.raises(Conflict, match="has not agreed yet"):
        approve_swap(case.context, request.request_id)
    agreed = agree_swap(case.context, request.request_id)
    assert (agreed.state, agreed.waits, case.hours()) == ("agreed", "", before)
    assert not swap_consequence(case.context, request.request_id).broken
    done = approve_swap(case.context, request.request_id, "fine")
    assert (done.state, done.version) == ("approved", version + 1)
    assert case.hours() == before[::-1]
    assert swaps_of(case.context, case.other) == (done,)
    trail = [e for e in case.context.store.audit(limit=9) if e.verb.endswith("_swap")]
    assert [entry.verb for entry in trail] == ["approve_swap", "agree_swap", "ask_swap"]
    assert {entry.subject for entry in trail} == {f"agent:{case.one}, agent:{case.other}"}
    with pytest.raises(Conflict, match="swap: approved"):
        withdraw_swap(case.context, request.request_id)


def test_it_approves_itself_where_the_centre_lets_it_and_the_notice_is_long(case: Case) -> None:
    before = case.hours()
    case.setting(swap_publishes=1, swap_notice_h=720)
    late = agree_swap(case.context, case.ask().request_id)
    assert late.state == "agreed"
    assert "less than 720 hours" in late.waits
    refuse_swap(case.context, late.request_id, "too late")
    case.setting(swap_publishes=1, swap_notice_h=1)
    done = agree_swap(case.context, case.ask().request_id)
    assert (done.state, case.hours()) == ("approved", before[::-1])


@pytest.mark.parametrize("end", [withdraw_swap, decline_swap, refuse_swap])
def test_whoever_ends_it_ends_it_once_and_another_can_be_asked_for(case: Case, end) -> None:  # type: ignore[no-untyped-def]
    request = case.ask()
    with pytest.raises(Conflict, match="that one must end first"):
        case.ask()
    end(case.context, request.request_id, "no")
    with pytest.raises(Conflict, match="Nothing was changed"):
        agree_swap(case.context, request.request_id)
    assert case.ask().state == "asked"


def test_a_shift_that_moved_since_is_not_swapped_unseen(case: Case) -> None:
    request = agree_swap(case.context, case.ask().request_id)
    roster_id = plan_of(case.context, case.day, case.day).by_day[case.day].roster_id
    swapped = save_swap(case.context, roster_id, (case.one, case.other), (case.day,))
    publish_roster(case.context, swapped.roster_id, "by hand", replications=2)
    with pytest.raises(Conflict, match="no longer as it was"):
        approve_swap(case.context, request.request_id)


def test_nobody_swaps_with_strangers_with_themselves_or_in_the_past(case: Case) -> None:
    with pytest.raises(NotFound):
        ask_swap(case.context, case.one, "nobody", case.day)
    with pytest.raises(InvalidValue, match="nothing to swap"):
        ask_swap(case.context, case.one, case.one, case.day)
    with pytest.raises(InvalidValue, match="is over"):
        swap_partners(case.context, case.one, date(2025, 8, 1))
    with pytest.raises(NotFound):
        withdraw_swap(case.context, "W-none")


def test_who_speaks_second_is_told_who_was_first(case: Case) -> None:
    seen = case.ask()
    withdraw_swap(replace(case.context, who="li na"), seen.request_id)
    with pytest.raises(Conflict, match="li na spoke first"):
        note_swap(case.context, replace(seen, waits="x"))


def test_four_eyes_leave_the_last_word_to_somebody_who_did_not_save_it(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    import getpass

    monkeypatch.setattr(getpass, "getuser", lambda: "tester")
    roles = (Held("publisher"), Held("administrator"), Held("planner"))
    add_user(case.context, User("tester", login="tester", held=roles))
    for name, agent_id in (("asks", case.one), ("agrees", case.other)):
        add_user(case.context, User(name, login=name, agent_id=agent_id, held=(Held(AGENT),)))
    set_access(case.context, second_person=True)
    case.setting(swap_publishes=1, swap_notice_h=1)

    def as_(name: str) -> Context:
        monkeypatch.setattr(getpass, "getuser", lambda: name)
        return replace(case.context, who=name)

    request = ask_swap(as_("asks"), case.one, case.other, case.day)
    with pytest.raises(NotAllowed):
        agree_swap(as_("asks"), request.request_id)
    with pytest.raises(NotAllowed):
        swaps_of(as_("asks"), case.other)
    waiting = agree_swap(as_("agrees"), request.request_id)
    assert waiting.state == "agreed"
    assert "somebody else publishes it" in waiting.waits
    with pytest.raises(NotAllowed):
        approve_swap(as_("agrees"), request.request_id)
    assert [s.request_id for s in swaps_of(as_("asks"))] == [request.request_id]
    done = approve_swap(as_("tester"), request.request_id)
    assert (done.state, done.waits, done.roster_id) == ("approved", "", "")


def test_who_fell_sick_meanwhile_swaps_with_nobody(case: Case) -> None:
    assert case.other in {p.agent_id for p in swap_partners(case.context, case.one, case.day)}
    from app.services.roster.changes.edit import CellEdit, save_edit

    roster_id = plan_of(case.context, case.day, case.day).by_day[case.day].roster_id
    sick = (CellEdit(case.other, case.day, None, "sick"),)
    made = save_edit(case.context, roster_id, sick, "flu")
    publish_roster(case.context, made.roster_id, "flu", replications=2, accept_violations=True)
    assert record_absences(case.context, ()) == ()
    assert case.other not in {p.agent_id for p in swap_partners(case.context, case.one, case.day)}
    with pytest.raises((InvalidValue, Conflict)):
        case.ask()


def test_the_colleague_the_manager_and_both_are_written_to_once_and_not_in_quiet_hours(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, left = case.context, list[tuple[str, str]]()

    def send(_: Context, message: Message, title: str = "") -> Delivery:
        left.append((message.agent_id, message.text))
        return Delivery(message.agent_id, message.name, "sent")

    def post(_: Context, title: str, body: str, address: str = "") -> str:
        left.append(("manager", body))
        return "sent"

    monkeypatch.setattr(swap_notices, "send_message", send)
    monkeypatch.setattr(swap_notices, "send_notice", post)
    request = case.ask("my sister marries")
    assert write_of_swaps(context, swaps_unwritten(context)) == ()  # no address is set
    set_destination(context, "json://localhost")
    set_people_address(context, "mailto://a:b@example.org/?to={email}")
    at = local_time(context).hour * 60
    set_own_quiet_hours(context, case.other, QuietHours(at, at + 60))
    assert (write_of_swaps(context, swaps_unwritten(context)), left) == ((), [])
    set_own_quiet_hours(context, case.other, QuietHours(at + 60, at + 120))
    write_of_swaps(context, swaps_unwritten(context))
    assert [who for who, _ in left] == [case.other]
    assert "my sister marries" in left[0][1]
    assert write_of_swaps(context, swaps_unwritten(context)) == ()
    agree_swap(context, request.request_id)
    write_of_swaps(context, swaps_unwritten(context))
    assert [who for who, _ in left[1:]] == [case.one, "manager"]
    approve_swap(context, request.request_id)
    write_of_swaps(context, swaps_unwritten(context))
    assert {who for who, _ in left[3:]} == {case.one, case.other}
    assert not swaps_unwritten(context)
    assert context.store.audit(verb="write_of_swap", limit=9)[0].detail["whom"]


def test_a_word_said_while_another_is_written_of_does_not_have_it_written_twice(case: Case) -> None:
    context, request = case.context, case.ask("my sister marries")
    assert swap_notices.note_written(context, request, (case.other,))
    assert not swap_notices.note_written(context, request, (case.other,))  # by another server
    agreed = request.with_word(SwapWord("agreed", case.other, context.clock()))  # read before
    assert note_swap(context, agreed).written == 1


def test_nobody_is_written_what_is_no_longer_the_last_word(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, request = case.context, case.ask("my sister marries")
    left: list[Message] = []
    monkeypatch.setattr(swap_notices, "send_message", lambda _, one, title: left.append(one))
    set_people_address(context, "mailto://a:b@example.org/?to={email}")
    assert swap_notices.swaps_told(context) == (True, False)
    found = swaps_unwritten(context)
    assert [one.request_id for one in found] == [request.request_id]
    note_swap(context, request.with_word(SwapWord("withdrawn", case.one, context.clock())))
    assert (write_of_swaps(context, found), left) == ((), [])
    assert len(write_of_swaps(context, swaps_unwritten(context))) == 1
