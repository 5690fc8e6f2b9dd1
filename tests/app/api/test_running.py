"""What watches the server: health, metrics, calendars to subscribe to."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import icalendar
import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette

from app.api.mount import Mounted
from data.model.publication import SavedRoster
from tests.app.api.conftest import HERE, an_interface
from tests.app.small_centre import SmallCentre

Planned = tuple[SmallCentre, SavedRoster]


@pytest.fixture
def served(rostered: Planned) -> Iterator[TestClient]:
    """The server's own addresses, as the pages' server takes them in."""
    mounted = Mounted(rostered[0].url, alone=True)
    mounted._interface = an_interface(rostered[0].url)
    yield TestClient(Starlette(routes=mounted.routes), base_url=HERE, client=("127.0.0.1", 5))
    mounted.close()


def publish(served: TestClient, roster_id: str, why: str) -> None:
    tag = served.get("/api/v1/publications/current").headers["etag"]
    sent = {"roster_id": roster_id, "why": why, "replications": 2, "accept_violations": True,
            "undo_others": True}  # fmt: skip
    answer = served.post("/api/v1/publications", json=sent, headers={"If-Match": tag})
    assert answer.status_code == 201, answer.text


def test_health_tells_of_database_forecast_and_today(served: TestClient) -> None:
    told = served.get("/health").json()
    assert told["database"] == "reachable"
    assert told["status"] == "warn"
    assert told["published_today"] is False
    assert told["forecast_age_s"] == 0


def test_health_fails_where_the_database_is_none(tmp_path: Path) -> None:
    mounted = Mounted(str(tmp_path), alone=True)  # a folder
    client = TestClient(Starlette(routes=mounted.routes), client=("127.0.0.1", 5), base_url=HERE)
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json()["status"] == "fail"
    assert client.get("/api/v1/centre").status_code == 503


def test_metrics_are_for_this_machine_or_a_token(served: TestClient) -> None:
    served.get("/api/v1/centre")
    text = served.get("/metrics").text
    assert 'peakshift_requests_total{method="GET",route="/centre",status="200"} 1.0' in text
    assert "peakshift_published_today 0.0" in text
    far = {"X-Forwarded-For": "192.0.2.7"}
    assert served.get("/metrics", headers=far).status_code == 401


def test_an_agent_subscribes_to_their_own_shifts(served: TestClient, rostered: Planned) -> None:
    saved = rostered[1]
    assert saved.result.roster is not None
    mine = saved.result.roster.shifts[0]
    publish(served, saved.roster_id, "first")
    made = served.post(f"/api/v1/staff/agents/{mine.agent_id}/feed", json={"why": "asked"})
    assert made.status_code == 201, made.text
    path = made.json()["path"]
    calendar = served.get(path)
    assert calendar.headers["content-type"].startswith("text/calendar")
    events = _events(calendar.content)
    shifts = [s for s in saved.result.roster.shifts if s.agent_id == mine.agent_id]
    uid = f"{mine.day}-{mine.agent_id}@peakshift"
    assert events[uid]["SEQUENCE"] == 1
    assert events[uid].decoded("DTSTART").utcoffset() == timedelta(hours=8)
    assert str(events[uid]["DTSTART"].params["TZID"]) == "Asia/Shanghai"
    assert b"BEGIN:VTIMEZONE" in calendar.content
    assert {u for u in events if "leave" not in u} == {
        f"{s.day}-{s.agent_id}@peakshift" for s in shifts
    }
    tag = {"If-None-Match": calendar.headers["etag"]}
    assert served.get(path, headers=tag).status_code == 304

    edit = {"edits": [f"{mine.agent_id}@{mine.day} off"], "why": "swapped"}
    new = served.post(f"/api/v1/rosters/{saved.roster_id}/edits", json=edit)
    assert new.status_code == 201, new.text
    publish(served, new.json()["id"], "second")
    later = served.get(path, headers=tag)
    assert later.status_code == 200
    gone = _events(later.content)[uid]
    assert (gone["STATUS"], gone["SEQUENCE"]) == ("CANCELLED", 2)

    assert served.delete(f"/api/v1/staff/agents/{mine.agent_id}/feed").status_code == 200
    assert served.get(path).status_code == 404
    assert served.get("/feeds/nonsense.ics").status_code == 404


def test_a_feed_opens_nothing_else(served: TestClient, rostered: Planned) -> None:
    agents = served.get("/api/v1/staff/agents").json()["items"]
    path = served.post(f"/api/v1/staff/agents/{agents[0]['agent_id']}/feed", json={}).json()["path"]
    headers = {"Authorization": f"Bearer {path.removeprefix('/feeds/').removesuffix('.ics')}"}
    for address in ("/rosters", "/audit", "/wishes", "/forecasts"):
        assert served.get(f"/api/v1{address}", headers=headers).status_code == 403, address
    seen = served.get("/api/v1/staff/agents", headers=headers).json()["items"]
    assert [one["agent_id"] for one in seen] == [agents[0]["agent_id"]]
    other = served.get(f"/api/v1/staff/agents/{agents[1]['agent_id']}/calendar", headers=headers)
    assert other.status_code == 403


def _events(content: bytes) -> dict[str, icalendar.Event]:
    found = icalendar.Calendar.from_ical(content)
    return {str(one["UID"]): one for one in found.walk("VEVENT")}
