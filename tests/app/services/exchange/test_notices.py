"""Where notices go: refused where nobody could send there, shown without secrets, and tried."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from app.services.exchange.notices import destination_shown, send_test, set_destination
from data.model.codec import to_json
from data.model.errors import InvalidValue, NotFound
from data.store import documents
from tests.app.small_centre import SmallCentre

SECRET = "hunter2"


def test_a_destination_is_saved_and_its_password_is_in_no_text(small: SmallCentre) -> None:
    context = small.context
    set_destination(context, f"mailto://wang:{SECRET}@example.org", "storms")
    assert SECRET in context.store.load(documents.NOTICES).address
    assert "example.org" in destination_shown(context)
    (entry,) = context.store.audit(verb="set_notices")
    texts = (
        destination_shown(context),
        str(to_json(entry)),
        repr(context.store.load(documents.NOTICES)),
    )
    assert not [text for text in texts if SECRET in text]
    with pytest.raises(InvalidValue, match="already"):
        set_destination(context, f"mailto://wang:{SECRET}@example.org")


def test_what_nobody_can_send_to_is_refused_and_nowhere_is_said(small: SmallCentre) -> None:
    with pytest.raises(InvalidValue, match="no destination that can be sent to"):
        set_destination(small.context, "pigeon://coop")
    with pytest.raises(NotFound, match="no destination"):
        send_test(small.context)


def test_a_test_arrives_or_is_said_not_to(small: SmallCentre) -> None:
    came: list[bytes] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            came.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Stay silent."""

    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        set_destination(small.context, f"json://127.0.0.1:{server.server_port}")
        assert "127.0.0.1" in send_test(small.context)
        server.shutdown()
    assert b"Test centre" in came[0]
    with pytest.raises(InvalidValue, match="did not arrive"):
        send_test(small.context)
