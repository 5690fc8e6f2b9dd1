"""What holds of every address: problem details, entity tags, repeated requests, pages, callers."""

import dataclasses
import io
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette

from app.api.interface import Interface, routes
from app.api.mount import WholePaths
from app.api.parts.route import Route
from app.services.access.tokens import create_token, revoke_token
from app.services.access.users import add_user
from app.services.context import Context, local_user
from data.model.staff import Leave
from data.model.users import ADMINISTRATOR, MACHINE, PLANNER, Held, User
from data.store import Store, documents
from tests.app.api.conftest import HERE, asking
from tests.app.small_centre import NOW, SmallCentre, history_csv

ME = local_user()


def here(interface: Interface) -> Context:
    return Context(interface.desk.store, clock=lambda: NOW)


def a_token(interface: Interface, *roles: str) -> dict[str, str]:
    made = create_token(
        here(interface), "machine", tuple(Held(role) for role in roles or (MACHINE,))
    )
    return {"Authorization": f"Bearer {made[1]}"}


# --- mistakes -------------------------------------------------------------------------------------


def test_a_mistake_is_told_as_on_the_command_line(ask: TestClient) -> None:
    answer = ask.get("/queues/nowhere")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["kind"] == "NotFound"
    assert told["detail"] == "unknown queue nowhere; known: fault, billing"
    assert told["instance"] == "/queues/nowhere"


def test_it_answers_in_the_language_asked_for(ask: TestClient) -> None:
    asked = {"Accept-Language": "fr, zh-CN;q=0.8, en;q=0.5"}
    said = ask.get("/rosters/R-none", headers=asked)
    plain = ask.get("/rosters/R-none")
    assert (said.status_code, plain.status_code) == (404, 404)
    assert said.headers["content-language"] == "zh-CN"
    assert plain.headers["content-language"] == "en"
    assert "没有排班表 'R-none'" in said.json()["detail"]
    assert re.search("[\u4e00-\u9fff]", said.json()["detail"])
    assert not re.search("[\u4e00-\u9fff]", plain.json()["detail"])
    assert said.headers["vary"] == "Accept-Language"


def test_everything_that_does_not_fit_is_named_at_once(ask: TestClient) -> None:
    sent = {"leave": {"agent_id": 7, "first": "2025-08-12", "last": "soon", "kin": "x"}, "whi": ""}
    answer = ask.post("/leave", json=sent)
    assert answer.status_code == 422
    told = " ".join(answer.json()["complaints"])
    assert "leave.agent_id: 7 is not of type 'string'" in told
    assert "'kin' was unexpected" in told
    assert "'whi' was unexpected" in told


def test_a_value_that_may_be_left_out_is_refused_by_what_it_should_be(ask: TestClient) -> None:
    told = ask.post("/forecasts", json={"weeks": "x"}).json()["detail"]
    assert told == "weeks: 'x' is not of type 'integer' or 'null'"


def test_an_instant_needs_its_offset(ask: TestClient) -> None:
    sent = {"start": "2025-08-04T09:00", "end": "2025-08-04T10:00+08:00"}
    answer = ask.post("/queues/fault/history/tags", json=sent)
    assert answer.status_code == 422
    assert "has no offset" in answer.json()["detail"]
    sent["start"] += "+08:00"
    assert ask.post("/queues/fault/history/tags", json=sent).json() == 2


@pytest.mark.parametrize(
    "body", ["[1]", "{", '{"why": NaN}', '{"why": "\\u0000"}', '{"why": "\\ud800"}', "[" * 100_000]
)
def test_odd_bodies_are_refused(body: str, ask: TestClient) -> None:
    answer = ask.post("/leave", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422, answer.text


def test_an_address_that_is_none_says_where_they_are_listed(ask: TestClient) -> None:
    answer = ask.get("/rooster")
    assert answer.status_code == 404
    assert "/api/v1/openapi.json" in answer.json()["detail"]
    answer = ask.delete("/centre")
    assert answer.status_code == 405
    assert answer.headers["allow"]


# --- entity tags ----------------------------------------------------------------------------------


def test_a_change_names_what_was_seen(ask: TestClient) -> None:
    seen = ask.get("/planning")
    change = {"changes": {"roster_weeks": 6}}
    bare = ask.patch("/planning", json=change)
    assert bare.status_code == 428
    assert "If-Match" in bare.json()["detail"]
    tag = {"If-Match": seen.headers["etag"]}
    assert ask.patch("/planning", json=change, headers=tag).status_code == 200
    stale = ask.patch("/planning", json={"changes": {"roster_weeks": 8}}, headers=tag)
    assert stale.status_code == 412
    assert ask.get("/planning").json()["roster_weeks"] == 6
    whatever = ask.patch(
        "/planning", json={"changes": {"roster_weeks": 8}}, headers={"If-Match": "*"}
    )
    assert whatever.status_code == 200


def test_what_one_has_already_is_not_sent_again(ask: TestClient) -> None:
    tag = ask.get("/queues").headers["etag"]
    again = ask.get("/queues", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert not again.content


# --- repeated requests ----------------------------------------------------------------------------


def test_a_repeated_request_gets_the_first_answer(ask: TestClient, interface: Interface) -> None:
    leave = {"agent_id": "A001", "first": "2025-09-01", "last": "2025-09-02", "kind": "annual"}
    key = {"Idempotency-Key": "one"}
    first = ask.post("/leave", json={"leave": leave}, headers=key)
    assert first.status_code == 201
    again = ask.post("/leave", json={"leave": leave}, headers=key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    staff = here(interface).store.load(documents.STAFF)
    assert staff.leave.count(Leave("A001", date(2025, 9, 1), date(2025, 9, 2), "annual")) == 1
    other = ask.post("/leave", json={"leave": {**leave, "last": "2025-09-03"}}, headers=key)
    assert other.status_code == 422
    assert other.json()["kind"] == "KeyTaken"


def test_a_request_of_which_nothing_came_may_be_tried_again(ask: TestClient) -> None:
    key = {"Idempotency-Key": "two"}
    wish = {"agent_id": "nobody", "day": "2025-09-01", "want": "off"}
    assert ask.post("/wishes", json={"wish": wish}, headers=key).status_code == 404
    wish["agent_id"] = "A001"
    assert ask.post("/wishes", json={"wish": wish}, headers=key).status_code == 201


def test_answers_outlive_the_server(small: SmallCentre, interface: Interface) -> None:
    wish = {"wish": {"agent_id": "A001", "day": "2025-09-01", "want": "off"}}
    key = {"Idempotency-Key": "three"}
    first = asking(interface).post("/wishes", json=wish, headers=key)
    with Store.open(small.url) as store:
        kept = store.kept_answer(ME, "three")
    assert kept is not None
    assert kept.body == first.content


def test_a_request_that_a_server_died_with_is_not_done_twice(interface: Interface) -> None:
    store = interface.desk.store
    ask = asking(interface)
    wish = {"wish": {"agent_id": "A001", "day": "2025-09-01", "want": "off"}}
    ask.post("/wishes", json=wish, headers={"Idempotency-Key": "four"})
    kept = store.kept_answer(ME, "four")
    assert kept is not None
    store.drop_answer(ME, "four")
    store.claim_answer(ME, "four", kept.asked, NOW)  # and the server died
    again = ask.post("/wishes", json=wish, headers={"Idempotency-Key": "four"})
    assert again.status_code == 409
    assert "look whether it was done" in again.json()["detail"]


# --- pages of lists -------------------------------------------------------------------------------


def test_a_list_is_read_page_by_page(ask: TestClient) -> None:
    every, cursor = [], ""
    while True:
        page = ask.get("/staff/agents", params={"limit": 7, "cursor": cursor} if cursor else
                       {"limit": 7}).json()  # fmt: skip
        every += page["items"]
        cursor = page["next"]
        if not cursor:
            break
    assert every == ask.get("/staff/agents", params={"limit": 1000}).json()["items"]
    assert len(every) == 16


def test_a_page_does_not_shift_when_something_comes_before_it(ask: TestClient) -> None:
    first = ask.get("/audit", params={"limit": 2}).json()
    wish = {"wish": {"agent_id": "A001", "day": "2025-09-01", "want": "off"}}
    assert ask.post("/wishes", json=wish).status_code == 201  # the newest entry comes first
    then = ask.get("/audit", params={"limit": 2, "cursor": first["next"]}).json()
    whole = ask.get("/audit", params={"limit": 5}).json()["items"]
    assert whole[3:5] == then["items"]


@pytest.mark.parametrize(
    "asked", [{"limit": "0"}, {"limit": "x"}, {"cursor": "abc"}, {"page": "2"}]
)
def test_pages_that_are_none_are_refused(asked: dict[str, str], ask: TestClient) -> None:
    assert ask.get("/staff/agents", params=asked).status_code == 422


# --- who asks -------------------------------------------------------------------------------------


def test_from_elsewhere_it_takes_a_token(interface: Interface) -> None:
    far = asking(interface, "192.0.2.7")
    answer = far.get("/centre")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    headers = a_token(interface)
    assert far.get("/centre", headers=headers).status_code == 200
    assert far.get("/centre", headers={"Authorization": "Bearer ps_T1_x"}).status_code == 401


def test_a_proxy_on_this_machine_is_not_this_machine(ask: TestClient) -> None:
    assert ask.get("/centre", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Host": "evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_page_of_another_site_may_nothing(headers: dict[str, str], ask: TestClient) -> None:
    wish = {"wish": {"agent_id": "A001", "day": "2025-09-01", "want": "off"}}
    answer = ask.post("/wishes", json=wish, headers=headers)
    assert answer.status_code == 403, answer.text


def test_cookies_of_a_browser_count_for_nothing(interface: Interface) -> None:
    far = asking(interface, "192.0.2.7")
    far.cookies.set("_streamlit_user", "somebody")
    assert far.get("/centre").status_code == 401


def test_once_roles_bind_this_machine_needs_a_token_too(interface: Interface) -> None:
    ask = asking(interface)
    machine = a_token(interface)
    add_user(here(interface), User("me", login=ME, held=(Held(ADMINISTRATOR),)))
    assert ask.get("/centre").status_code == 401
    assert ask.get("/centre", headers=machine).status_code == 200
    refused = ask.post("/wishes", json={"wish": {"agent_id": "A001", "day": "2025-09-01"}},
                       headers=machine)  # fmt: skip
    assert refused.status_code == 403
    assert "may not change wishes" in refused.json()["detail"]


def test_a_revoked_token_opens_nothing(interface: Interface) -> None:
    headers = a_token(interface, PLANNER)
    ask = asking(interface, "192.0.2.7")
    assert ask.get("/staff", headers=headers).status_code == 200
    revoke_token(here(interface), "machine")
    assert ask.get("/staff", headers=headers).status_code == 401


# --- files ----------------------------------------------------------------------------------------


def test_a_file_is_sent_as_a_form(ask: TestClient, tmp_path: Path) -> None:
    file = {"file": ("../more.csv", history_csv(NOW.date(), 1))}
    report = ask.post("/history/files", files=file)
    assert report.status_code == 201, report.text
    assert report.json()["file"] == "more.csv"
    bad = (
        history_csv(NOW.date(), 1).replace(",fault,", ",fa/ult,").replace(",voice,", ",voice,-", 1)
    )
    aside = ask.post("/history/files", files={"file": ("bad.csv", bad)}).json()
    assert (aside["rejected"], aside["rejected_file"]) == (1, "")
    assert ask.get("/queues/fa%2Fult").json()["queue_id"] == "fa/ult"
    assert ask.get("/queues/fa/ult").status_code == 404
    assert ask.post("/history/files", content="x").status_code == 422
    empty = ask.post("/history/files", files={"file": ("none.csv", "")})
    assert empty.json()["detail"].startswith("none.csv is empty")
    none = ask.post("/history/files", files={})
    assert none.status_code == 422
    assert "curl -F" in none.json()["detail"]


def test_too_large_a_body_is_refused_while_it_comes(
    ask: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.api.interface.MOST_JSON", 100)
    monkeypatch.setattr("app.api.interface.MOST_BYTES", 1000)
    assert ask.post("/leave", json={"why": "x" * 200}).status_code == 413
    file = {"file": ("a.csv", "x" * 5000)}
    assert ask.post("/history/files", files=file).status_code == 413


def test_a_bundle_of_traces_is_a_file_as_the_document_says(ask: TestClient) -> None:
    found = ask.get("/trace/bundle", params={"at": "2025-08-10T10:00:00Z"})
    assert (found.status_code, found.headers["content-type"]) == (200, "application/zip")
    assert zipfile.is_zipfile(io.BytesIO(found.content))


def test_a_name_with_a_line_break_is_answered_by_the_interface(interface: Interface) -> None:
    served = Starlette(routes=[WholePaths("/api/v1", interface.app)])
    asks = TestClient(served, base_url=HERE, client=("127.0.0.1", 50_000))
    found = asks.get("/api/v1/queues/a%0Ab")
    assert found.status_code == 404
    assert found.headers["content-type"] == "application/problem+json"


PUTS = [route for own in routes().values() for route in own if route.method == "PUT"]


@pytest.mark.parametrize("route", PUTS, ids=lambda route: route.path)
def test_what_takes_the_place_of_a_whole_is_refused_where_a_part_is_missing(
    route: Route, ask: TestClient
) -> None:
    """A centre sent with its name alone moved to Shanghai's clock and China's holidays."""
    (whole, *_) = [one for one in route.taken if one.where == "body" and one.name != "why"]
    if not dataclasses.is_dataclass(whole.kind):
        return  # a list holds all that it is to hold
    now = ask.get(route.path)
    assert now.status_code == 200
    shown = now.json()
    tag = {"If-Match": now.headers["etag"]}
    for name in shown:
        part = {key: value for key, value in shown.items() if key != name}
        refused = ask.put(route.path, json={whole.name: part, "why": "test"}, headers=tag)
        assert refused.status_code == 422, name
        assert f"'{name}' is a required property" in refused.json()["detail"]
