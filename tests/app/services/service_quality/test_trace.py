"""Chains, scenes and bundles: planted needs are rebuilt, nobody's contacts join another's."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from app.services.context import Context
from app.services.day.feed import import_day
from app.services.service_quality.trace import bundle, scene
from app.services.service_quality.trace.bundle import trace_bundle, verify_bundle
from app.services.service_quality.trace.chains import chain_of_each, summed
from app.services.service_quality.trace.contacts import chains_of_period, find_chains
from app.services.service_quality.trace.scene import Scene, SceneChange, scene_at
from data.model.errors import InvalidValue, NotFound, UnreadableFile
from data.model.publication import SavedRoster
from tests.app.services.service_quality.planted import BEGUN, save, some_cases

Call = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize("seed", range(6))
def test_needs_are_rebuilt_and_customers_never_joined(seed: int) -> None:
    frame = some_cases(seed, 3000)
    chain = chain_of_each(frame)
    together = pd.DataFrame({"chain": chain, "truth": frame["truth"], "owner": frame["owner"]})
    assert together.groupby("chain")["owner"].nunique().max() == 1, "two customers were joined"
    parts = together.groupby("truth")["chain"].nunique()
    strangers = together.groupby("chain")["truth"].nunique()
    whole = (parts == 1) & (strangers.loc[together.groupby("truth")["chain"].first()] == 1).values
    assert whole.mean() >= 0.99


def test_a_case_of_two_customers_joins_neither_with_the_other() -> None:
    at = pd.Series(pd.to_datetime([BEGUN] * 3, utc=True))
    frame = pd.DataFrame(
        {"at": at, "customer": ["a", "b", ""], "topic": ["", "", ""], "case_id": ["C"] * 3,
         "order_id": ["", "", ""]}
    )  # fmt: skip
    assert len(set(chain_of_each(frame).tolist())) == 3


def test_figures_of_chains_by_hand() -> None:
    at = pd.Series(pd.to_datetime([BEGUN + timedelta(hours=k) for k in range(4)], utc=True))
    frame = pd.DataFrame(
        {"at": at, "customer": ["a", "b", "a", "a"], "topic": ["x", "x", "x", "y"],
         "case_id": "", "order_id": "", "channel": ["voice", "chat", "web", "voice"],
         "outcome": ["abandoned", "answered", "answered", "answered"]}
    )  # fmt: skip
    found = summed(frame, chain_of_each(frame))
    assert found.chain.tolist() == [0, 1, 0, 2]
    assert found.contacts.tolist() == [2, 1, 1]
    assert found.switches.tolist() == [1, 0, 0]
    assert found.resolved.tolist() == [True, True, True]


def test_a_period_says_first_contact_repeats_and_switches(
    seeded: tuple[Context, SavedRoster],
) -> None:
    context = seeded[0]
    frame = some_cases(3, 800)
    save(context, "touches", frame.drop(columns=["truth", "owner"]))
    found = chains_of_period(context, date(2025, 11, 3), date(2025, 12, 31))
    sizes = frame.groupby("truth").size()
    assert found.chains == pytest.approx(len(sizes), rel=0.02)
    assert found.contacts == pytest.approx(len(frame), rel=0.02)
    assert found.whole.first_contact.share == pytest.approx((sizes == 1).mean(), abs=0.02)
    assert {group.name for group in found.channels} == {"voice", "chat", "web", "sms"}
    with pytest.raises(NotFound):
        chains_of_period(context, date(2020, 1, 1), date(2020, 1, 2))
    one = find_chains(context, "C-5")[0]
    assert one.found_by == "case"
    truth = frame[frame["truth"] == 5]["touch_id"].tolist()
    assert [touch.touch_id for touch in one.touches] == truth
    assert find_chains(context, truth[0])[0].touches == one.touches
    with pytest.raises(NotFound, match="hash"):
        find_chains(context, "13912345678")


def a_minute(context: Context, saved: SavedRoster) -> tuple[datetime, str, str]:
    """A minute of the published roster in which somebody handles a contact and one waits."""
    roster = saved.result.roster
    assert roster is not None
    shift = next(s for s in roster.shifts if not s.away or s.away[0].start_min > s.start_min + 60)
    zone = saved.problem.requirement.grid.zone
    at = pd.Timestamp(shift.day, tz=zone) + pd.Timedelta(minutes=shift.start_min + 40)
    queue = saved.problem.requirement.queue_ids[0]
    frame = pd.DataFrame(
        {
            "touch_id": ["T1", "T2", "T3"],
            "at": [at - timedelta(seconds=90), at - timedelta(seconds=30), at],
            "queue_id": queue,
            "agent_id": [shift.agent_id, "", ""],
            "wait_s": [10.0, 200.0, 0.0],
            "handle_s": [300.0, 0.0, 0.0],
            "customer": ["cx", "cy", ""],
        }
    )
    frame["at"] = frame["at"].dt.tz_convert("UTC").dt.as_unit("s")
    save(context, "touches", frame)
    return at.to_pydatetime(), queue, shift.agent_id


@pytest.fixture
def restored(
    seeded: tuple[Context, SavedRoster], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> tuple[Context, SavedRoster, datetime, str, str]:
    from app.services.roster.publishing.publish import publish_roster

    context, saved = seeded
    monkeypatch.setenv(bundle.KEY_FILE, str(tmp_path / "trace.key"))
    assert saved.result.roster is not None
    before = datetime.combine(saved.result.roster.first, time(), UTC) - timedelta(days=2)
    then = replace(context, clock=lambda: before)
    publish_roster(then, saved.roster_id, "first", accept_violations=True, replications=2)
    at, queue, agent = a_minute(context, saved)
    later = replace(context, clock=lambda: at + timedelta(days=2))
    return later, saved, at, queue, agent


def test_a_minute_is_restored(restored: tuple[Context, SavedRoster, datetime, str, str]) -> None:
    context, saved, at, queue, agent = restored
    found = scene_at(context, at)
    mine = next(one for one in found.queues if one.queue_id == queue)
    assert (mine.waiting, mine.longest_wait_s, mine.handled) == (1, 30.0, 1)
    assert found.roster_id == saved.roster_id
    need = saved.problem.requirement
    assert mine.needed == need.heads[need.queue_ids.index(queue), need.grid.index_of(at)]
    assert mine.on_floor is not None
    assert mine.on_floor >= 1
    who = next(one for one in found.agents if one.agent_id == agent)
    assert (who.handles, who.activity, who.present) == ("T1", "floor", True)
    assert found.present >= 1
    assert found.rostered >= found.present
    assert found.changes[0].at <= at or found.changes
    assert found.plan_change is not None
    assert "first" in (found.plan_change.why, *(change.why for change in found.changes))
    assert len(found.told) == len(set(found.told)), "a change was told twice"
    assert set(found.told) == {found.plan_change, *found.changes} - {None}
    only = scene_at(context, at, (queue,), agent)
    assert [one.agent_id for one in only.agents] == [agent]


def test_before_anything_was_published_nothing_was_in_force(
    restored: tuple[Context, SavedRoster, datetime, str, str],
) -> None:
    context, _, at, _, _ = restored
    long_ago = scene_at(context, at - timedelta(days=400))
    assert (long_ago.version, long_ago.roster_id, long_ago.rostered) == (0, "", 0)
    with pytest.raises(InvalidValue, match="not come yet"):
        scene_at(context, at + timedelta(days=5))


def test_a_bundle_holds_until_a_byte_of_it_is_changed(
    restored: tuple[Context, SavedRoster, datetime, str, str], tmp_path: Path
) -> None:
    context, _, at, queue, _ = restored
    path = tmp_path / "case.zip"
    path.write_bytes(trace_bundle(context, at, "T1", (queue,)))
    found = verify_bundle(context, path, again=True)
    assert (found.holds, found.differences) == (True, ())
    with zipfile.ZipFile(path) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    assert set(files) == {"scene.json", "chains.json", "manifest.json", "signature.txt"}
    for name in files:
        forged = tmp_path / f"forged-{name}.zip"
        content = files[name]
        place = len(content) // 2
        with zipfile.ZipFile(forged, "w") as packed:
            for other, data in files.items():
                packed.writestr(
                    other,
                    content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
                    if other == name
                    else data,
                )
        try:
            assert not verify_bundle(context, forged).holds, name
        except UnreadableFile:
            assert name in ("manifest.json", "signature.txt")


def test_a_bundle_of_another_machine_says_so_and_junk_is_no_bundle(
    restored: tuple[Context, SavedRoster, datetime, str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context, _, at, _, _ = restored
    path = tmp_path / "case.zip"
    path.write_bytes(trace_bundle(context, at))
    monkeypatch.setenv(bundle.KEY_FILE, str(tmp_path / "other.key"))
    trace_bundle(context, at)
    found = verify_bundle(context, path)
    assert not found.holds
    assert "another key" in found.faults[0]
    random = np.random.default_rng(1)
    content = path.read_bytes()
    for _ in range(60):
        cut = bytearray(content)
        for place in random.integers(0, len(cut), 5):
            cut[place] = random.integers(0, 256)
        path.write_bytes(bytes(cut[: random.integers(1, len(cut))]))
        with pytest.raises(UnreadableFile):
            verify_bundle(context, path)


def test_the_commands_restore_and_verify(
    restored: tuple[Context, SavedRoster, datetime, str, str],
    url: str,
    peakshift: Call,
    tmp_path: Path,
) -> None:
    _, saved, at, queue, _ = restored
    del saved, at, queue
    code, _, said = peakshift(url, "trace", "scene", "2099-01-01T10:00")
    assert code == 1
    assert "not come yet" in said
    code, said, _ = peakshift(url, "trace", "chain", "T1", "--json")
    assert code == 0
    assert json.loads(said)[0]["found_by"] == "touch"
    file = tmp_path / "b.zip"
    assert peakshift(url, "trace", "bundle", "--find", "T1", "--out", str(file))[0] == 0
    assert peakshift(url, "trace", "verify", str(file), "--again")[0] == 0
    file.write_bytes(b"PK junk")
    assert peakshift(url, "trace", "verify", str(file))[0] == 1


def test_a_change_of_the_plan_that_is_among_the_last_ones_is_told_once() -> None:
    at = datetime(2026, 11, 24, 6, 20, tzinfo=UTC)
    plan, rules = (SceneChange(at, "Li", verb, "x", "") for verb in ("publish_roster", "set_rules"))
    scene = Scene.__new__(Scene)
    vars(scene).update(plan_change=plan, changes=(rules, plan))
    assert scene.told == (plan, rules)


def test_a_scene_holds_the_details_of_its_changes_for_those_who_read_the_trail(
    restored: tuple[Context, SavedRoster, datetime, str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context, _, at, _, _ = restored
    told = scene_at(context, at).told
    recorded = {(e.verb, e.subject, e.at): e.detail for e in context.store.audit(until=at)}
    assert [one.detail for one in told] == [recorded[one.verb, one.subject, one.at] for one in told]
    before = trace_bundle(context, at)
    monkeypatch.setattr(scene, "why_not", lambda context, name: "no")
    assert {one.detail for one in scene_at(context, at).told} == {None}
    after = trace_bundle(context, at)
    scenes = [zipfile.ZipFile(io.BytesIO(one)).read("scene.json") for one in (before, after)]
    assert scenes[0] == scenes[1], "a bundle would hold only for those who may read the trail"
    assert b"detail" not in scenes[0]


def test_states_of_agents_are_read_by_the_words_of_the_centre(
    restored: tuple[Context, SavedRoster, datetime, str, str], tmp_path: Path
) -> None:
    context, saved, at, _, agent = restored
    other = next(one.agent_id for one in saved.problem.agents if one.agent_id != agent)
    file = tmp_path / "states.csv"
    since = (at - timedelta(minutes=5)).isoformat()
    file.write_text(f"agent,state,since\n{agent},available,{since}\n{other},logged out,{since}\n")
    import_day(replace(context, clock=lambda: at + timedelta(minutes=1)), file)
    found = {one.agent_id: one for one in scene_at(context, at).agents}
    assert found[agent].state == "available"
    assert other not in found or not found[other].present, "who signed out was not seen there"
