"""Alerts: raised once, taken on, gone up, over and back again; settings; notices."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from app.services.context import Context
from app.services.day.alerts import raised as alerts
from app.services.day.alerts import watching
from app.services.day.alerts.findings import findings_of
from app.services.day.alerts.limits import watch_of
from app.services.day.alerts.raised import (
    acknowledge_alert,
    alert_settings_of,
    alerts_of,
    note_findings,
    said_of,
    set_alert_settings,
    set_escalation,
)
from app.services.day.live import FeedFreshness
from app.services.day.now import DayNow
from app.services.day.people_now import AgentNow, PeopleNow
from app.services.day.rest.service_ahead import Ahead, ServiceAhead
from app.services.day.status import DayStatus, QueueStatus
from app.services.exchange.quiet import NOTICES, set_quiet_hours
from app.services.forecast.today import QueueToday
from app.services.history import import_history
from app.services.service_quality import alerts as loops
from data.model.centre import QuietHours
from data.model.day.alerts import AlertSettings, Finding
from data.model.day.intraday import IntradayForecast, SurgeState
from data.model.errors import Conflict, InvalidValue, NotFound
from data.model.grid import Grid
from data.store import documents
from rostering.simulation.onward import Reached
from tests.app.small_centre import NOW, SmallCentre, history_csv, rates

DETAIL = {"sure": 0.9, "more": 60.0, "until": "12:00"}
SURGE = Finding("surge", "fault", DETAIL)
SILENT = Finding("silent", "", {"minutes": 31, "since": "09:29"})


def later(context: Context, minutes: int, who: str = "tester") -> Context:
    return replace(context, who=who, clock=lambda: NOW + timedelta(minutes=minutes))


def test_what_is_wrong_is_raised_once_and_over_when_it_is_over(small: SmallCentre) -> None:
    context = small.context
    assert [a.kind for a in note_findings(context, (SURGE, SILENT)).raised] == ["surge", "silent"]
    again = note_findings(later(context, 1), (SURGE,))
    assert (again.raised, again.risen) == ((), ())
    assert [a.kind for a in again.over] == ["silent"]
    open_, over = alerts_of(context)
    assert (open_.kind, open_.open, over.kind, over.open) == ("surge", True, "silent", False)
    assert said_of(context, open_).startswith(
        "Fault reports 故障报修 is in a surge: 60 an hour more"
    )
    back = note_findings(later(context, 20), (SURGE, SILENT))
    assert not [a for a in back.raised if a.kind == "silent"]
    long_after = note_findings(later(context, 21), ())
    assert len(long_after.over) == 2
    assert len(note_findings(later(context, 80), (SILENT,)).raised) == 1


def test_taken_on_it_goes_no_higher_and_says_who_was_first(small: SmallCentre) -> None:
    context = small.context
    (alert,) = note_findings(context, (SURGE,)).raised
    risen = note_findings(later(context, 15), (SURGE,)).risen
    assert [a.level for a in risen] == [2]
    taken = acknowledge_alert(later(context, 16, "wang"), alert.alert_id, "two  more on faults")
    assert (taken.acknowledged_by, taken.note, taken.open) == ("wang", "two more on faults", False)
    with pytest.raises(Conflict, match=r"wang has taken this alert on at 10:16 \(two more"):
        acknowledge_alert(later(context, 17, "li"), alert.alert_id)
    assert note_findings(later(context, 60), (SURGE,)).risen == ()
    verbs = [entry.verb for entry in context.store.audit(limit=3)]
    assert verbs == ["acknowledge_alert", "raise_level", "raise_alert"]
    with pytest.raises(NotFound, match="no alert A-nowhere"):
        acknowledge_alert(context, "A-nowhere")


def test_an_alert_rises_to_the_last_level_and_no_further(small: SmallCentre) -> None:
    context = small.context
    set_alert_settings(context, {"levels": 2, "escalate_min": 5})
    note_findings(context, (SURGE,))
    levels = [note_findings(later(context, n), (SURGE,)).risen for n in (4, 5, 10, 15)]
    assert [[a.level for a in risen] for risen in levels] == [[], [2], [], []]


def test_each_level_has_its_own_destination_and_what_became_of_it_is_said(
    small: SmallCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = small.context
    went: list[tuple[str, str]] = []

    def sent(context: Context, title: str, body: str, address: str = "") -> str:
        went.append((address, title))
        return f"sent to {address or 'the centre'}"

    monkeypatch.setattr(alerts, "send_notice", sent)
    feed = FeedFreshness((), None, None, NOW, 0.0, False, True, (), "")
    monkeypatch.setattr(alerts, "feed_freshness", lambda context: feed)
    monkeypatch.setattr("app.services.day.now.day_now", lambda context: None)
    monkeypatch.setattr("app.services.day.alerts.findings.findings_of", lambda *_: (SURGE,))
    set_escalation(context, 3, "json://chief.example.org")
    alerts.look_for_alerts(context)
    alerts.look_for_alerts(later(context, 15))
    assert [address for address, _ in went] == ["", ""]
    set_escalation(context, 2, "json://duty.example.org")
    alerts.look_for_alerts(later(context, 30))
    assert [address for address, _ in went] == ["", "", "json://chief.example.org"]
    assert went[0][1].startswith("Test centre 测试中心: Fault reports")
    assert alerts_of(context)[0].sent == "sent to json://chief.example.org"
    went.clear()
    note_findings(later(context, 31), ())
    for minutes in (120, 135):
        alerts.look_for_alerts(later(context, minutes))
    assert [address for address, _ in went] == ["", "json://duty.example.org"]
    with pytest.raises(InvalidValue, match="from 2 to 3"):
        set_escalation(context, 1, "json://duty.example.org")
    with pytest.raises(InvalidValue, match="no destination that can be sent to"):
        set_escalation(context, 3, "pigeon://coop")
    assert "duty" not in repr(context.store.load(documents.ESCALATION))
    shown = alerts.escalation_shown(context)
    assert list(shown) == [1, 2, 3]
    assert "duty.example.org" in shown[2]
    assert shown[1] == ""
    assert "chief.example.org" in shown[3]


def test_settings_are_checked_and_unknown_ones_named(small: SmallCentre) -> None:
    context = small.context
    after = set_alert_settings(context, {"missing_min": 5}, "agreed")
    assert after == replace(AlertSettings(), missing_min=5) == alert_settings_of(context)
    with pytest.raises(InvalidValue, match="there is no setting silence"):
        set_alert_settings(context, {"silence": 5})
    with pytest.raises(InvalidValue, match="from 1 to 240"):
        set_alert_settings(context, {"missing_min": 0})
    with pytest.raises(InvalidValue, match="is so already"):
        set_alert_settings(context, {"missing_min": 5})
    with pytest.raises(Conflict, match=r"^Somebody is missing after was changed meanwhile"):
        set_alert_settings(context, {"missing_min": 20}, seen=AlertSettings())


# --- from when on something is wrong --------------------------------------------------------------


def a_moment(
    came: np.ndarray,
    *,
    below: float = 0.0,
    silent: bool = False,
    in_use: bool = True,
    people: PeopleNow | None = None,
    surge: SurgeState | None = None,
) -> DayNow:
    """A moment of the small centre's running day."""
    grid = Grid.for_days(NOW.date(), 1, 30, "Asia/Shanghai")
    expected = rates(grid, 9.0)
    left = grid.part(20, grid.slots - 20)
    rest = IntradayForecast(
        "I", "fault", "F", left, NOW, NOW, expected[20:], expected[20:], expected[20:], 1.0, 2.0,
        surge=surge,
    )  # fmt: skip
    queue = QueueStatus(
        "fault", "Faults", grid, came, expected, expected, expected,
        QueueToday("fault", rest=rest), np.nan, np.nan,
    )  # fmt: skip
    reached = Reached(0.7, 0.65, 0.75, below)
    ahead = Ahead((ServiceAhead("fault", "Faults", 0.7, reached, reached, 0.8, 20.0, 0),))
    feed = FeedFreshness((), None, None, NOW, 31.0, silent, in_use, (), "")
    status = DayStatus(NOW, NOW.date(), "Asia/Shanghai", (queue,), None, None, 1, (), {})
    return DayNow(status, ahead, people, feed, ())


def as_expected(factor: float = 1.0, slots: int = 20, last: int = 0) -> np.ndarray:
    """What is expected until ten, the last slots so many times as much."""
    grid = Grid.for_days(NOW.date(), 1, 30, "Asia/Shanghai")
    came = np.round(rates(grid, 9.0))
    came[slots - last : slots] = np.round(factor * came[slots - last : slots])
    came[slots:] = np.nan
    return np.asarray(came)


def kinds(context: Context, now: DayNow, standing: tuple[tuple[str, str], ...] = ()) -> list[str]:
    return [finding.kind for finding in findings_of(context, now, standing)]


def test_a_day_as_expected_raises_nothing_and_no_feed_is_no_alarm(small: SmallCentre) -> None:
    context = small.context
    assert kinds(context, a_moment(as_expected())) == []
    assert kinds(context, a_moment(as_expected(), silent=True)) == ["silent"]
    assert kinds(context, a_moment(as_expected(), silent=True, in_use=False)) == []


def test_a_day_below_target_is_said_when_it_is_sure_and_until_it_is_not(
    small: SmallCentre,
) -> None:
    context = small.context
    assert kinds(context, a_moment(as_expected(), below=0.85)) == []
    assert kinds(context, a_moment(as_expected(), below=0.95)) == ["below_target"]
    standing = (("below_target", "fault"),)
    assert kinds(context, a_moment(as_expected(), below=0.75), standing) == ["below_target"]
    assert kinds(context, a_moment(as_expected(), below=0.65), standing) == []


def test_a_queue_is_watched_as_soon_as_its_history_is_there(small: SmallCentre) -> None:
    context, day = small.context, NOW.date() - timedelta(days=2000)
    assert watch_of(context, "fault", day, 12) is None
    file = small.folder / "older.csv"
    file.write_text(history_csv(day - timedelta(days=140), 140, seed=3), encoding="utf-8")
    import_history(context, file)
    assert watch_of(context, "fault", day, 12) is not None


def test_two_intervals_off_the_forecast_and_a_surge_are_told_apart(small: SmallCentre) -> None:
    context = small.context
    assert kinds(context, a_moment(as_expected(1.9, last=1))) == []
    assert kinds(context, a_moment(as_expected(2.2, last=3))) == ["off_band"]
    (found,) = findings_of(context, a_moment(as_expected(2.2, last=3)))
    assert found.detail["weeks"] >= 12
    newest = rates(Grid.for_days(NOW.date(), 1, 30, "Asia/Shanghai"), 9.0)[18:20].sum()
    assert (found.detail["slots"], found.detail["came"]) == (2, 42.0)
    assert found.detail["expected"] == round(float(newest), 1)
    surge = SurgeState(0.9, True, 40.0, 20.0, 80.0, NOW, NOW + timedelta(hours=2), 3)
    (found,) = findings_of(context, a_moment(as_expected(9.0, last=4), surge=surge))
    assert (found.kind, found.detail["until"]) == ("surge", "12:00")
    unsure = replace(surge, probability=0.7)
    assert kinds(context, a_moment(as_expected(), surge=unsure)) == []
    assert kinds(context, a_moment(as_expected(), surge=unsure), (("surge", "fault"),)) == ["surge"]
    assert kinds(context, a_moment(as_expected(), surge=replace(surge, on=False))) == []
    limits = watch_of(context, "fault", NOW.date(), 12)
    assert limits is not None
    assert limits.slots > 1000


def test_people_missing_are_one_alert_each_unless_their_feed_is_broken(
    small: SmallCentre,
) -> None:
    def people(gone: int, there: int) -> PeopleNow:
        rows = [
            AgentNow(f"A{n}", f"Name {n}", "on_queue", "off", "missing", 20, 0.0, 0.0)
            for n in range(gone)
        ]
        rows += [
            AgentNow(f"B{n}", "B", "on_queue", "on_queue", "", 0, 1.0, 1.0) for n in range(there)
        ]
        return PeopleNow(tuple(rows), frozenset(), 1.0, 1.0, np.zeros(48))

    context = small.context
    two = findings_of(context, a_moment(as_expected(), people=people(2, 10)))
    assert [f.subject for f in two] == ["A0", "A1"]
    (all_,) = findings_of(context, a_moment(as_expected(), people=people(9, 3)))
    assert (all_.kind, all_.subject, all_.detail) == ("missing", "", {"people": 9, "of": 12})
    half = findings_of(context, a_moment(as_expected(), people=people(6, 6)))
    assert len(half) == 6  # no more than half: of people, not of their feed
    (raised,) = note_findings(context, (all_,)).raised
    assert "9 of 12 people" in said_of(context, raised)


def test_the_server_looks_only_where_figures_come_in(
    small: SmallCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    monkeypatch.setattr(watching, "look_for_alerts", lambda context: looked.append(context.who))

    def feed(in_use: bool) -> None:
        found = FeedFreshness((), None, None, None, 0.0, False, in_use, (), "")
        monkeypatch.setattr(watching, "feed_freshness", lambda context: found)

    read: list[str] = []
    monkeypatch.setattr(watching, "swaps_unwritten", lambda context: read.append(context.who) or ())
    feed(in_use=False)
    assert not watching.look_once(small.context.store)
    feed(in_use=True)
    assert watching.look_once(small.context.store)
    with small.context.store.alone(watching.LOCK, "another server", NOW):
        assert not watching.look_once(small.context.store)
    assert len(looked) == 1
    assert len(read) == 3  # once a look


def test_slots_that_come_by_the_importer_are_watched(small: SmallCentre) -> None:
    context = small.context
    head, *rows = history_csv(NOW.date(), 1, seed=7).splitlines()
    file = small.folder / "today.csv"
    file.write_text("\n".join([head, *(r for r in rows if r[11:16] < "10:00")]), encoding="utf-8")
    import_history(context, file, gaps="missing")
    look = alerts.look_for_alerts(context)
    assert look.raised == ()  # an ordinary morning, and no plan: nothing is wrong


def test_a_notice_that_can_wait_goes_out_when_quiet_hours_end(
    small: SmallCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is 10:00 on the centre's clock, and quiet until 10:30."""
    context, sent = small.context, []
    missing = Finding("missing", "A1", {"minutes": 25, "shift": "D"})
    monkeypatch.setattr(loops, "loop_findings", lambda context: (missing, SURGE))
    monkeypatch.setattr(alerts, "said_of", lambda context, alert: alert.kind)
    monkeypatch.setattr(
        alerts,
        "send_notice",
        lambda context, title, body, address: sent.append(title.split()[-1]) or "sent",
    )
    set_alert_settings(context, {"levels": 1})
    set_quiet_hours(context, NOTICES, QuietHours(9 * 60, 10 * 60 + 30), "the night is quiet")
    alerts.look_for_alerts(context)
    alerts.look_for_alerts(later(context, 5))
    assert sent == ["surge"]
    for minutes in (30, 31):
        alerts.look_for_alerts(later(context, minutes))
    assert sent == ["surge", "missing"]
