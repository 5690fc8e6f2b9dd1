"""Published versions, and locked cells of saved rosters: numbered, audited, never lost."""

from dataclasses import replace
from datetime import timedelta

import pytest

from data.model.errors import Conflict, NotFound
from data.store import Store
from tests.data.builders import (
    MONDAY,
    a_draft,
    a_requirement,
    a_saved_roster,
    an_entry,
)


def test_publications_are_numbered_and_carry_their_proof(store: Store) -> None:
    store.save_requirement(a_requirement(), an_entry())
    store.save_roster(a_saved_roster(), an_entry())
    first = store.publish(a_draft(), 0, an_entry("publish"))
    proof = {"service": [float("nan"), 0.8], "day": MONDAY}
    second = store.publish(replace(a_draft(), proof=proof), 1, an_entry("publish"))
    assert [first.version, second.version] == [1, 2]
    assert store.load_publications() == (first, second)
    assert second.proof == {"service": [None, 0.8], "day": "2026-03-02"}
    assert [e.detail["version"] for e in store.audit(verb="publish")] == [2, 1]


def test_publishing_on_an_old_version_names_who_when_and_what(store: Store) -> None:
    store.save_requirement(a_requirement(), an_entry())
    store.save_roster(a_saved_roster(), an_entry())
    store.save_roster(a_saved_roster("R-2"), an_entry())
    store.publish(a_draft(who="Zhao", why="storm"), 0, an_entry())
    with pytest.raises(Conflict) as caught:
        store.publish(a_draft("R-2"), 0, an_entry("late"))
    for said in ("version 1", "Zhao", "2026-03-01 16:30, because: storm", "R-1", "R-2"):
        assert said in str(caught.value)
    assert len(store.load_publications()) == 1
    assert store.audit(verb="late") == ()


def test_a_version_from_the_future_is_a_conflict_too(store: Store) -> None:
    with pytest.raises(Conflict, match="never published"):
        store.publish(a_draft(), 3, an_entry())


def test_only_saved_rosters_are_published(store: Store) -> None:
    with pytest.raises(NotFound, match="R-1"):
        store.publish(a_draft(), 0, an_entry())


ONE, TWO, BUILT = ("A1", MONDAY), ("A2", MONDAY + timedelta(1)), ("A3", MONDAY)


@pytest.fixture
def saved_roster(store: Store) -> Store:
    store.save_requirement(a_requirement(), an_entry())
    store.save_roster(a_saved_roster(), an_entry())
    return store


def test_cells_that_nobody_changed_are_those_of_the_build(saved_roster: Store) -> None:
    assert saved_roster.load_locks("R-1") is None


def test_locked_and_freed_cells_survive_opening_the_store_again(
    saved_roster: Store, url: str
) -> None:
    saved_roster.change_locks("R-1", [BUILT], an_entry("lock_cells"), locked=[ONE, TWO])
    saved_roster.change_locks("R-1", [BUILT], an_entry("unlock_cells"), freed=[ONE])
    with Store.open(url) as again:
        assert again.load_locks("R-1") == {TWO, BUILT}
        assert again.load_locks("R-2") is None


def test_two_people_who_lock_at_once_both_keep_theirs(saved_roster: Store) -> None:
    for cell in (ONE, TWO):
        saved_roster.change_locks("R-1", [], an_entry("lock_cells"), locked=[cell])
    assert saved_roster.load_locks("R-1") == {ONE, TWO}


def test_freeing_the_last_one_is_not_the_same_as_never_having_changed_any(
    saved_roster: Store,
) -> None:
    assert saved_roster.change_locks("R-1", [BUILT], an_entry(), freed=[BUILT, ONE]) == (0, 1)
    assert saved_roster.load_locks("R-1") == frozenset()


def test_every_change_is_in_the_trail_with_its_counts(saved_roster: Store) -> None:
    saved_roster.change_locks("R-1", [], an_entry("lock_cells", "roster:R-1"), locked=[ONE, TWO])
    (entry,) = saved_roster.audit(verb="lock_cells")
    assert (entry.subject, entry.detail["locked"], entry.detail["freed"]) == ("roster:R-1", 2, 0)


def test_a_roster_that_is_not_saved_cannot_be_locked_and_leaves_no_trace(
    saved_roster: Store,
) -> None:
    with pytest.raises(NotFound, match="R-9"):
        saved_roster.change_locks("R-9", [], an_entry("lock_cells"), locked=[ONE])
    assert saved_roster.load_locks("R-9") is None
    assert saved_roster.audit(verb="lock_cells") == ()
