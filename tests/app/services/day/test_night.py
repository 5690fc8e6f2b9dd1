"""Recourse across days: moved days found, a reroster prepared, answered; the month steers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pytest

from app.services.context import Context
from app.services.day.recourse.night import (
    dismiss_night_proposal,
    moved_days,
    night_proposal,
    prepare_reroster,
    publish_night_proposal,
    save_night_proposal,
)
from app.services.day.recourse.steering import aims_of
from app.services.roster.changes.edit import CellEdit, save_edit
from app.services.roster.check import roster_of
from app.services.roster.plan import plan_of
from app.services.roster.publishing.publish import publish_roster
from data.model.activity import Activity
from data.model.day.recourse import NightProposal
from data.model.errors import Conflict, NotFound
from data.model.shift import Shift
from data.store import Store, documents
from tests.app.small_centre import NOW, SmallCentre, a_copy_of
from tests.made_once import made_once

DAY = NOW.date()


@pytest.fixture(scope="module")
def moved_once(rostered_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a centre whose published Thursday is forecast two fifths higher since."""

    def make(folder: Path) -> None:
        copytree(rostered_once, folder, dirs_exist_ok=True)
        context = Context(Store.open(str(folder / "centre.sqlite")), "tester", lambda: NOW)
        planning = context.store.load(documents.PLANNING)
        quick = replace(planning, reroster_limit_s=3, publish_replications=2)
        context.store.save(documents.PLANNING, quick, context.entry("set_planning", "planning"))
        (listed,) = context.store.list_rosters()
        publish_roster(context, listed.roster_id, "first", accept_violations=True)
        old = context.store.latest_forecast("fault")
        day = old.grid.days.index(DAY + timedelta(days=3))
        contacts = old.demand.contacts.copy()
        contacts[old.grid.day_index == day] *= 1.4
        new = replace(old, version_id="F-new", demand=replace(old.demand, contacts=contacts))
        context.store.save_forecasts([new], context.entry("forecast", "forecast:F-new"))
        context.store.close()

    return made_once(tmp_path_factory, "moved_days", make)


@pytest.fixture
def moved(moved_once: Path, tmp_path: Path) -> Iterator[SmallCentre]:
    """A copy of that centre, the test's own to change."""
    centre = a_copy_of(moved_once, tmp_path / "moved")
    yield centre
    centre.context.store.close()


def test_only_the_day_that_moved_is_found(moved: SmallCentre) -> None:
    (found,) = moved_days(moved.context)
    assert (found.day, found.queue_id) == (DAY + timedelta(days=3), "fault")
    assert found.change_share == pytest.approx(0.4)


def test_a_reroster_is_prepared_once_and_nobody_works_by_it(moved: SmallCentre) -> None:
    plan = plan_of(moved.context, DAY, DAY + timedelta(days=6)).shifts
    said = prepare_reroster(moved.context).said
    found = night_proposal(moved.context)
    assert found is not None
    assert "1 published day moved" in said
    assert plan_of(moved.context, DAY, DAY + timedelta(days=6)).shifts == plan
    assert found.people <= moved.context.store.load(documents.PLANNING).reroster_people
    assert found.short_after_h <= found.short_before_h
    assert prepare_reroster(moved.context).said == "", "the same days are not prepared twice"
    if found.waits:
        before = moved.context.store.load_roster(found.base_id).result.roster
        after = moved.context.store.load_roster(found.roster_id).result.roster
        assert before is not None
        assert after is not None
        changed = {s.day for s in {*before.shifts} ^ {*after.shifts}}
        assert changed == {DAY + timedelta(days=3)}


def a_waiting(centre: SmallCentre) -> None:
    """A reroster that waits for an answer, whatever the engine found."""
    prepare_reroster(centre.context)
    found = night_proposal(centre.context)
    assert found is not None
    if not found.waits:
        waiting = replace(found, roster_id=found.base_id)
        entry = centre.context.entry("prepare_reroster", "roster:x")
        centre.context.store.save(documents.NIGHT_PROPOSAL, waiting, entry)


def test_it_is_published_by_who_says_so_and_then_waits_no_more(moved: SmallCentre) -> None:
    a_waiting(moved)
    done = publish_night_proposal(moved.context, "fine")
    found = night_proposal(moved.context)
    assert found is not None
    assert (found.version, found.waits) == (done.version, False)
    with pytest.raises(NotFound, match="no reroster"):
        dismiss_night_proposal(moved.context)


def coached(shift: Shift) -> CellEdit:
    """The shift with half an hour of coaching soon after its begin."""
    held = (Activity(shift.start_min + 30, 30, "coaching"),)
    return CellEdit(shift.agent_id, shift.day, replace(shift, activities=held))


def test_what_somebody_published_since_stays_beside_it_or_refuses_it(moved: SmallCentre) -> None:
    context = moved.context
    thursday, friday = DAY + timedelta(days=3), DAY + timedelta(days=4)
    (listed,) = context.store.list_rosters()
    base = context.store.load_roster(listed.roster_id)
    roster = roster_of(base)
    mine, other = (next(s for s in roster.shifts if s.day == day) for day in (thursday, friday))
    prepared = save_edit(context, base.roster_id, (coached(mine),), "x")
    days = moved_days(context)
    waiting = NightProposal(NOW, base.roster_id, 1, days, roster_id=prepared.roster_id)
    save_night_proposal(context, waiting)
    li_na = replace(context, who="Li Na")
    hers = save_edit(li_na, base.roster_id, (coached(other),), "swap")
    publish_roster(li_na, hers.roster_id, "swap", accept_violations=True)
    with pytest.raises(Conflict, match="undo"):
        publish_roster(context, prepared.roster_id, "no", accept_violations=True)
    done = publish_night_proposal(context, "fine")
    now = set(plan_of(context, thursday, friday).shifts)
    assert done.version == 3
    assert {coached(mine).shift, coached(other).shift} <= now

    save_night_proposal(context, waiting)
    with pytest.raises(Conflict, match="another shift of"):
        publish_night_proposal(context)
    assert dismiss_night_proposal(context, "no").dismissed_by == "tester"


def test_the_month_so_far_sets_what_the_days_left_are_staffed_for(moved: SmallCentre) -> None:
    (fault, _) = aims_of(moved.context, DAY + timedelta(days=1))
    reached = fault.in_time / fault.counted
    assert reached > fault.target_share, "the sample's answers are better than the target"
    assert fault.target_share - 0.1 <= fault.aim_share < fault.target_share
    planning = moved.context.store.load(documents.PLANNING)
    plain = replace(planning, steer_to_month=0)
    moved.context.store.save(documents.PLANNING, plain, moved.context.entry("x", "planning"))
    (fault, _) = aims_of(moved.context, DAY + timedelta(days=1))
    assert fault.aim_share == fault.target_share
