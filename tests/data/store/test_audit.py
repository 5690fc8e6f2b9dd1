from datetime import timedelta

import pytest

from data.model.audit import AuditEntry
from data.model.errors import InvalidValue
from data.store import Store, documents
from tests.data.builders import NOW, a_centre, an_entry


def test_entries_come_back_newest_first_and_can_be_searched(store: Store) -> None:
    later = AuditEntry("Zhao", "publish", "roster:50%_off", NOW + timedelta(days=1), "", {"n": [1]})
    store.append_audit(an_entry("import", "file:a.csv", rows=3))
    store.append_audit(later)
    assert store.audit()[0] == later
    assert [e.verb for e in store.audit()] == ["publish", "import", "save_centre"]
    assert store.audit(who="Zhao") == store.audit(verb="publish") == (later,)
    assert store.audit(subject="roster:50%_") == (later,)
    assert store.audit(subject="roster:50__") == ()
    assert store.audit(since=NOW + timedelta(hours=1)) == (later,)
    assert len(store.audit(limit=2)) == 2


def test_a_deed_that_fails_leaves_no_entry_and_an_entry_that_fails_no_deed(store: Store) -> None:
    unwritable = AuditEntry("Zhao", "v", "s", NOW, "", {"what": object()})
    with pytest.raises(InvalidValue, match="object"):
        store.save(documents.CENTRE, a_centre(name="Other"), unwritable)
    assert store.load(documents.CENTRE) == a_centre()
    assert len(store.audit()) == 1
    with pytest.raises(InvalidValue):
        store.save(documents.CENTRE, a_centre(), AuditEntry("", "v", "s", NOW))


def test_details_keep_their_values_and_numbers_without_value_become_null(store: Store) -> None:
    store.append_audit(an_entry(nothing=float("nan"), text="王 'x' \"y\"", deep={"a": [1, 2.5]}))
    assert store.audit()[0].detail == {
        "nothing": None,
        "text": "王 'x' \"y\"",
        "deep": {"a": [1, 2.5]},
    }
