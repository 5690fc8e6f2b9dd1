"""People are written to by one step, and what they say to it is found again."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from app.services.day.messages import Message
from app.services.exchange.notices import set_destination
from app.services.exchange.sending import (
    can_write_to_people,
    confirm_shifts,
    has_confirmed,
    seen_by,
    send_messages,
    set_people_address,
)
from data.model.codec import to_json
from data.model.errors import Conflict, InvalidValue, NotFound
from data.model.users import AGENT, Access, Held, User
from data.store import documents
from tests.app.small_centre import SmallCentre

TEXTS = (
    Message("A1", "Li", "Li, one of your shifts changes:\nTue: D becomes N"),
    Message("A2", "Bo", "Bo, one of your shifts changes:\nTue: N becomes D"),
    Message("A3", "Wu", "Wu, one of your shifts changes:\nTue: N becomes off"),
)


@pytest.fixture
def mail() -> Iterator[tuple[str, dict[str, str]]]:
    """The address of a server that takes messages but for Bo's, and what came by path."""
    came: dict[str, str] = {}

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            came[self.path] = body
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


def test_each_person_gets_their_own_text_and_the_trail_says_who_did(
    small: SmallCentre, mail: tuple[str, dict[str, str]]
) -> None:
    address, came = mail
    context = small.context
    with_users(small)
    assert not can_write_to_people(context)
    set_people_address(context, address, "faster than copying")
    assert can_write_to_people(context)
    found = send_messages(context, TEXTS, 3)
    assert [one.ended for one in found] == ["sent", "not taken", "no e-mail"]
    assert sorted(came) == ["/bo@example.org", "/li@example.org"]
    assert "D becomes N" in came["/li@example.org"]
    assert "Bo" not in came["/li@example.org"]
    (entry,) = context.store.audit(verb="send_messages")
    assert (entry.detail["sent"], entry.detail["no_email"]) == (["A1"], ["A3"])
    assert seen_by(context, 3).open == ("A1",)


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
        send_messages(context, TEXTS, 1)
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
