"""Long work over the interface: ordered, watched, stopped, answered, saved."""

import pytest
from fastapi.testclient import TestClient

from app.api.interface import Interface
from app.api.nouns.orders import ROUTES
from app.services.jobs import worker
from tests.app.api.conftest import asking
from tests.app.small_centre import SmallCentre


def test_long_work_is_ordered_once_watched_and_stopped(ask: TestClient) -> None:
    sent = {"weeks": 1}
    key = {"Idempotency-Key": "night"}
    first = ask.post("/forecasts", json=sent, headers=key)
    assert first.status_code == 202, first.text
    where = first.headers["location"].removeprefix("/api/v1")
    again = ask.post("/forecasts", json=sent, headers=key)
    assert again.headers["location"] == first.headers["location"]
    assert len(ask.get("/jobs").json()["items"]) == 1
    assert ask.post("/forecasts", json={"weeks": 2}, headers=key).status_code == 422
    assert ask.get(where).json()["state"] == "waiting"
    unanswered = ask.get(f"{where}/answer")
    assert unanswered.status_code == 404
    assert ask.delete(where).json()["state"] == "stopped"
    assert ask.get("/jobs", params={"kind": "nonsense"}).status_code == 404
    assert ask.get("/jobs/J-none").status_code == 404


def test_an_order_whose_server_died_is_the_same_job_again(interface: Interface) -> None:
    ask, store = asking(interface), interface.desk.store
    key = {"Idempotency-Key": "again"}
    first = ask.post("/backtests", json={"origins": 1}, headers=key)
    who = first.json()["who"]
    kept = store.kept_answer(who, "again")
    assert kept is not None
    store.drop_answer(who, "again")
    store.claim_answer(who, "again", kept.asked, interface.entrance.clock())
    second = ask.post("/backtests", json={"origins": 1}, headers=key)
    assert second.headers["location"] == first.headers["location"]


def test_a_job_is_carried_out_and_answers(small: SmallCentre, interface: Interface) -> None:
    ask = asking(interface)
    sent = {"weeks": 1, "members": ["seasonal_naive"], "queue_ids": ["fault"]}
    where = ask.post("/forecasts", json=sent).headers["location"].removeprefix("/api/v1")
    assert worker.work_here(small.url)
    try:
        while ask.get(where).json()["state"] in ("waiting", "running"):
            pass
    finally:
        worker.close()
    answer = ask.get(f"{where}/answer")
    assert answer.status_code == 200, ask.get(where).text
    version = answer.json()["versions"]["fault"]
    assert ask.get(f"/forecasts/{version}").json()["queue_id"] == "fault"
    assert ask.post(f"{where}/saving", json={}).status_code == 422


def test_every_number_of_an_order_has_its_limits_at_the_door() -> None:
    free = {
        (route.path, one.name)
        for route in ROUTES
        for one in route.taken
        if ("int" in str(one.kind) or "float" in str(one.kind)) and one.name not in route.limits
    }
    assert not free


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("rosters/R-1/activities", {"moves": "shifts", "points_a_move": -1}),
        ("rosters/R-1/activities", {"moves": "breaks", "points_a_move": 3}),
        ("rosters/R-1/rerosters", {"change_price": -5}),
        ("rosters/R-1/repairs", {"seed": -1}),
        ("shift-designs", {"first": "2026-01-05", "codes": [6, 0]}),
        ("backtests", {"levels": [0.9, 1.5]}),
    ],
)
def test_what_only_the_job_would_refuse_is_refused_when_it_is_ordered(
    ask: TestClient, path: str, sent: dict[str, object]
) -> None:
    assert ask.post(f"/{path}", json=sent).status_code == 422
    assert not ask.get("/jobs").json()["items"]
