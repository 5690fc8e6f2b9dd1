"""Locked cells of a kept roster: what others locked stays, every change is a line in the trail."""

from datetime import timedelta

import pytest

from data.model.errors import NotFound
from data.store import Store
from tests.data.builders import MONDAY, a_requirement, a_saved_roster, an_entry

ONE, TWO, BUILT = ("A1", MONDAY), ("A2", MONDAY + timedelta(1)), ("A3", MONDAY)


@pytest.fixture
def kept(store: Store) -> Store:
    store.save_requirement(a_requirement(), an_entry())
    store.save_roster(a_saved_roster(), an_entry())
    return store


def test_cells_that_nobody_changed_are_those_of_the_build(kept: Store) -> None:
    assert kept.load_locks("R-1") is None


def test_locked_and_freed_cells_survive_opening_the_store_again(kept: Store, url: str) -> None:
    kept.change_locks("R-1", [BUILT], an_entry("lock_cells"), locked=[ONE, TWO])
    kept.change_locks("R-1", [BUILT], an_entry("unlock_cells"), freed=[ONE])
    with Store.open(url) as again:
        assert again.load_locks("R-1") == {TWO, BUILT}
        assert again.load_locks("R-2") is None


def test_two_people_who_lock_at_once_both_keep_theirs(kept: Store) -> None:
    for cell in (ONE, TWO):
        kept.change_locks("R-1", [], an_entry("lock_cells"), locked=[cell])
    assert kept.load_locks("R-1") == {ONE, TWO}


def test_freeing_the_last_one_is_not_the_same_as_never_having_changed_any(kept: Store) -> None:
    assert kept.change_locks("R-1", [BUILT], an_entry(), freed=[BUILT, ONE]) == (0, 1)
    assert kept.load_locks("R-1") == frozenset()


def test_every_change_is_in_the_trail_with_its_counts(kept: Store) -> None:
    kept.change_locks("R-1", [], an_entry("lock_cells", "roster:R-1"), locked=[ONE, TWO])
    (entry,) = kept.audit(verb="lock_cells")
    assert (entry.subject, entry.detail["locked"], entry.detail["freed"]) == ("roster:R-1", 2, 0)


def test_a_roster_that_is_not_kept_cannot_be_locked_and_leaves_no_trace(kept: Store) -> None:
    with pytest.raises(NotFound, match="R-9"):
        kept.change_locks("R-9", [], an_entry("lock_cells"), locked=[ONE])
    assert kept.load_locks("R-9") is None
    assert kept.audit(verb="lock_cells") == ()
