"""People are written to by one step, and what they say to it is found again."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.services.context import Context, centre_of
from app.services.day.messages import Message
from app.services.exchange.notices import set_destination
from app.services.exchange.quiet import (
    PEOPLE,
    quiet_hours_of,
    set_own_quiet_hours,
    set_quiet_hours,
)
from app.services.exchange.sending import (
    can_write_to_people,
    confirm_shifts,
    has_confirmed,
    seen_by,
    set_people_address,
    waiting_for_quiet,
)
from app.services.jobs import of_notices
from app.services.jobs.of_notices import SendOrder
from app.services.jobs.run import JobRun
from data.model.centre import QuietHours
from data.model.codec import to_json
from data.model.errors import Conflict, InvalidValue, NotFound, Stopped
from data.model.users import AGENT, Access, Held, User
from data.store import documents
from tests.app.small_centre import SmallCentre

TEXTS = (
    Message("A1", "Li", "Li, one of your shifts changes:\nTue: D becomes N"),
    Message("A2", "Bo", "Bo, one of your shifts changes:\nTue: N becomes D"),
    Message("A3", "Wu", "Wu, one of your shifts changes:\nTue: N becomes off"),
)


@pytest.fixture
def mail() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The address of a server that takes messages but for Bo's, and what came: path and body."""
    came: list[tuple[str, str]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            came.append((self.path, body))
            self.send_response(500 if "bo" in self.path else 200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Stay silent."""

    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"json://127.0.0.1:{server.server_port}/{{email}}", came
        server.shutdown()


def with_users(small: SmallCentre) -> None:
    context = small.context
    users = tuple(
        User(name.lower(), name, email=f"{name.lower()}@example.org", agent_id=agent,
             held=(Held(AGENT),))
        for agent, name in (("A1", "Li"), ("A2", "Bo"))
    )  # fmt: skip
    context.store.save(documents.USERS, Access(users), context.entry("set_up", "users"))


def carried_out(
    context: Context,
    order: SendOrder,
    job_id: str = "J-send-1",
    noted: dict[str, Any] | None = None,
    dies_in: str = "",
    stop_in: str = "",
) -> dict[str, str]:
    """What became of each person's message in one attempt at a job.

    Parameters
    ----------
    noted
        What the engine noted of the steps of earlier attempts; this one's are added.
    dies_in, stop_in
        Step after whose work the program dies unnoted; step before which somebody stops the job.
    """
    known: dict[str, Any] = {} if noted is None else noted

    def record(name: str, work: Callable[[], Any]) -> Any:
        if name == stop_in:
            run.stop.set()
        if name not in known:
            found = work()
            if name == dies_in:
                raise KeyboardInterrupt
            known[name] = found
        return known[name]

    run = JobRun(replace(context, job_id=job_id), record, lambda job: None, threading.Event())
    work = of_notices.WORK["send"].carry_out(run, order)
    return {one.agent_id: one.ended for one in work}


@pytest.fixture
def writing(small: SmallCentre, mail: tuple[str, list[tuple[str, str]]]) -> Context:
    """The centre with users and an address for people."""
    with_users(small)
    set_people_address(small.context, mail[0], "faster than copying")
    return small.context


def test_each_person_gets_their_own_text_and_the_trail_says_who_did(
    writing: Context, mail: tuple[str, list[tuple[str, str]]]
) -> None:
    assert can_write_to_people(writing)
    found = carried_out(writing, SendOrder(TEXTS, 3))
    assert found == {"A1": "sent", "A2": "not taken", "A3": "no e-mail"}
    assert sorted(path for path, _ in mail[1]) == ["/bo@example.org", "/li@example.org"]
    text = dict(mail[1])["/li@example.org"]
    assert "D becomes N" in text
    assert "Bo" not in text
    (entry,) = writing.store.audit(verb="send_messages")
    assert (entry.detail["sent"], entry.detail["no_email"]) == (["A1"], ["A3"])
    assert seen_by(writing, 3).open == ("A1",)


@pytest.mark.parametrize("step", ["wait", "begin 1", "send 1", "begin 2", "send 2", "note"])
def test_a_job_that_died_goes_on_and_writes_to_nobody_twice(
    writing: Context, mail: tuple[str, list[tuple[str, str]]], step: str
) -> None:
    noted: dict[str, Any] = {}
    with pytest.raises(KeyboardInterrupt):
        carried_out(writing, SendOrder(TEXTS, 3), noted=noted, dies_in=step)
    found = carried_out(writing, SendOrder(TEXTS, 3), noted=noted)
    assert len(mail[1]) == 2, "one message each"
    assert found["A1"] == "sent", "that it left was noted before the program died"
    unknown = {"send 2": "A2"}.get(step, "")
    assert [agent for agent, ended in found.items() if ended == "unknown"] == [unknown][
        : bool(unknown)
    ]
    (entry,) = writing.store.audit(verb="send_messages")
    assert entry.detail["unknown"] == [unknown][: bool(unknown)]


def test_the_same_message_goes_to_nobody_again_and_another_does(
    writing: Context, mail: tuple[str, list[tuple[str, str]]]
) -> None:
    carried_out(writing, SendOrder(TEXTS[:1], 3))
    assert carried_out(writing, SendOrder(TEXTS, 3), "J-send-2")["A1"] == "before"
    assert [path for path, _ in mail[1]].count("/li@example.org") == 1
    other = SendOrder((replace(TEXTS[0], text="D becomes off"),), 3)
    assert carried_out(writing, other, "J-send-3") == {"A1": "sent"}


@pytest.mark.parametrize(
    ("step", "ended", "came"),
    [("begin 1", "unknown", 0), ("send 1", "before", 1), ("note", "before", 1)],
)
def test_two_orders_about_one_person_write_once_though_the_first_dies(
    writing: Context, mail: tuple[str, list[tuple[str, str]]], step: str, ended: str, came: int
) -> None:
    """The second order is another text for Bo: neither the trail nor the engine knows of them."""
    noted: dict[str, Any] = {}
    with pytest.raises(KeyboardInterrupt):
        carried_out(writing, SendOrder(TEXTS[:1], 3), noted=noted, dies_in=step)
    assert carried_out(writing, SendOrder(TEXTS, 3), "J-send-2")["A1"] == ended
    mine = [path for path, _ in mail[1] if path == "/li@example.org"]
    assert len(mine) == came
    first = carried_out(writing, SendOrder(TEXTS[:1], 3), noted=noted)["A1"]
    assert [path for path, _ in mail[1] if path == "/li@example.org"] == ["/li@example.org"]
    assert first == "sent"


def test_a_message_of_which_nobody_knows_whether_it_left_goes_to_nobody_again(
    writing: Context, mail: tuple[str, list[tuple[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program dies between the message that leaves and the note of it."""
    send = of_notices.send_message

    def dies(context: Context, message: Message) -> None:
        send(context, message)
        raise KeyboardInterrupt

    noted: dict[str, Any] = {}
    monkeypatch.setattr(of_notices, "send_message", dies)
    with pytest.raises(KeyboardInterrupt):
        carried_out(writing, SendOrder(TEXTS[:1], 3), noted=noted)
    monkeypatch.undo()
    assert carried_out(writing, SendOrder(TEXTS, 3), "J-send-2")["A1"] == "unknown"
    assert carried_out(writing, SendOrder(TEXTS[:1], 3), noted=noted) == {"A1": "unknown"}
    assert [path for path, _ in mail[1]].count("/li@example.org") == 1


def test_what_was_not_taken_may_be_tried_again_by_another_order(
    writing: Context, mail: tuple[str, list[tuple[str, str]]]
) -> None:
    for number in (1, 2):
        assert carried_out(writing, SendOrder(TEXTS[1:], 3), f"J-send-{number}") == {
            "A2": "not taken", "A3": "no e-mail",
        }  # fmt: skip
    assert len(mail[1]) == 2


def test_who_was_written_to_before_a_stop_is_noted(writing: Context) -> None:
    with pytest.raises(Stopped):
        carried_out(writing, SendOrder(TEXTS, 3), stop_in="begin 2")
    (entry,) = writing.store.audit(verb="send_messages")
    assert entry.detail["sent"] == ["A1"]
    assert entry.detail["not_taken"] == []


def test_messages_wait_for_the_end_of_quiet_hours_unless_they_are_urgent(writing: Context) -> None:
    """It is 10:00 on the centre's clock; Bo sleeps after a night, Li does not."""
    night = QuietHours(22 * 60, 6 * 60)
    set_quiet_hours(writing, PEOPLE, night, "people sleep")
    assert quiet_hours_of(writing, "agent:A2") == night
    set_own_quiet_hours(writing, "A2", QuietHours(8 * 60, 15 * 60 + 30))
    held = waiting_for_quiet(writing, (TEXTS[1], TEXTS[0]))
    zone = ZoneInfo(centre_of(writing).zone)
    assert [one.message.agent_id for one in held] == ["A1", "A2"]
    assert held[0].until is None
    until = held[1].until
    assert until is not None
    assert (until.astimezone(zone).hour, until.minute) == (15, 30)
    assert all(one.until is None for one in waiting_for_quiet(writing, TEXTS, urgent=True))
    with pytest.raises(Conflict, match="22:00-06:00"):
        set_quiet_hours(writing, PEOPLE, QuietHours(0, 60), seen=QuietHours(0, 0))


@pytest.mark.parametrize(
    ("hours", "at", "end"),
    [
        ((1320, 420), "2026-03-02T23:10", "2026-03-03T07:00"),
        ((1320, 420), "2026-03-02T06:59", "2026-03-02T07:00"),
        ((1320, 420), "2026-03-02T07:00", None),
        ((60, 120), "2026-03-02T01:30", "2026-03-02T02:00"),
        ((60, 120), "2026-03-02T12:00", None),
        ((60, 60), "2026-03-02T01:00", None),
    ],
)
def test_quiet_hours_end_on_the_clock(hours: tuple[int, int], at: str, end: str | None) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    found = QuietHours(*hours).end_after(datetime.fromisoformat(at).replace(tzinfo=zone))
    assert found == (None if end is None else datetime.fromisoformat(end).replace(tzinfo=zone))


def test_who_has_seen_their_shifts_says_so_once(small: SmallCentre) -> None:
    context = small.context
    assert has_confirmed(context, "A1", 3) is None
    confirm_shifts(context, "A1", 3)
    assert has_confirmed(context, "A1", 3) is not None
    assert has_confirmed(context, "A1", 4) is None
    assert has_confirmed(context, "A2", 3) is None
    confirm_shifts(context, "A2", 31)
    assert has_confirmed(context, "A2", 3) is None, "version 31 is another one than version 3"
    assert list(seen_by(context, 3).confirmed) == ["A1"]
    with pytest.raises(InvalidValue, match="already"):
        confirm_shifts(context, "A1", 3)


def test_an_address_for_people_needs_the_place_of_their_email_and_is_shown_to_nobody(
    small: SmallCentre,
) -> None:
    context = small.context
    with pytest.raises(NotFound, match="Settings, Notices"):
        waiting_for_quiet(context, TEXTS)
    with pytest.raises(InvalidValue, match=r"\{email\}"):
        set_people_address(context, "mailto://a:hunter2@mail.example.org")
    with pytest.raises(InvalidValue, match="no destination that can be sent to"):
        set_people_address(context, "pigeon://{email}")
    seen = context.store.load(documents.NOTICES)
    set_people_address(context, "mailto://a:hunter2@mail.example.org/?to={email}", seen=seen)
    set_destination(context, "json://hook.example.org")
    assert "hunter2" in context.store.load(documents.NOTICES).people
    assert "hunter2" not in repr(context.store.load(documents.NOTICES))
    assert "hunter2" not in str([to_json(entry) for entry in context.store.audit()])
    with pytest.raises(Conflict):
        set_people_address(context, "", seen=replace(seen, address="x"))
