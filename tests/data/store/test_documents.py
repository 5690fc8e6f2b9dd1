"""Documents: each save is a version, and nobody overwrites a change not seen."""

from dataclasses import replace
from datetime import date

import pytest

from data.model.centre import PlanningDefaults
from data.model.errors import Conflict, InvalidValue
from data.model.queue import Queue, ServiceTarget
from data.model.rule import RuleSetting
from data.model.special_day import SpecialDay, SpecialDays
from data.model.staff import Staff
from data.store import Store, documents
from tests.data.builders import NOTHING_REJECTED, a_centre, a_frame, a_staff, an_entry


def test_an_empty_store_answers_with_nothing_instead_of_failing(url: str) -> None:
    with Store.open(url) as store:
        assert store.load(documents.CENTRE) is None
        assert store.load(documents.QUEUES) == ()
        assert store.load(documents.STAFF) == Staff()
        assert store.load(documents.RULES) == ()
        assert len(store.load(documents.SPECIAL_DAYS)) == 0
        assert store.load_publications() == ()
        assert store.list_forecasts() == store.list_rosters() == store.list_requirements() == ()
        assert store.audit() == ()


def test_whatever_is_saved_as_a_whole_comes_back_equal(store: Store) -> None:
    queues = (
        Queue("z", "Zuerst 先", target=ServiceTarget(asa_s=12.5)),
        Queue("a", "Later", "work_order", "group", deferrable_due_min=480),
    )
    special = SpecialDays((SpecialDay(date(2026, 2, 17), "Spring Festival", "holiday", True),))
    rules = (
        RuleSetting("minimum_rest", None, {"hours": 11, "list": [1, 2]}, ("full",)),
        RuleSetting("wishes", 5, active=False, precedence=7),
    )
    store.save(documents.QUEUES, queues, an_entry())
    store.save(documents.SPECIAL_DAYS, special, an_entry())
    store.save(documents.STAFF, a_staff(), an_entry())
    store.save(documents.RULES, rules, an_entry())
    assert store.load(documents.CENTRE) == a_centre()
    assert store.load(documents.QUEUES) == queues
    assert store.load(documents.SPECIAL_DAYS) == special
    assert store.load(documents.STAFF) == a_staff()
    assert store.load(documents.RULES) == rules


def test_each_save_is_a_new_version_unless_nothing_changed(store: Store) -> None:
    for rules in ((RuleSetting("a"),), (RuleSetting("a"),), (RuleSetting("b"),)):
        store.save(documents.RULES, rules, an_entry("set_rules", "rules"))
    versions = [entry.detail["document_version"] for entry in store.audit(subject="rules")]
    assert versions == [2, 1]  # saving what is in force is no change: no entry tells of it


def test_a_staff_is_changed_only_where_it_is_still_the_one_seen(store: Store) -> None:
    first, second = a_staff(), replace(a_staff(), leave=())
    store.save(documents.STAFF, first, an_entry(), Staff())
    store.save(documents.STAFF, second, an_entry(), first)
    with pytest.raises(Conflict, match="nothing was saved"):
        store.save(documents.STAFF, replace(first, wishes=()), an_entry("late"), first)
    assert store.load(documents.STAFF) == second
    assert store.audit(verb="late") == ()


def test_a_queue_with_history_cannot_be_left_out(store: Store) -> None:
    store.save_actuals(a_frame(), NOTHING_REJECTED, "f.csv", an_entry())
    with pytest.raises(InvalidValue, match="faults"):
        store.save(documents.QUEUES, (Queue("other", "Other"),), an_entry("save_queues"))
    assert store.load(documents.QUEUES)[0].queue_id == "faults"
    assert store.audit(verb="save_queues") == ()


def test_two_queues_with_one_id_are_refused(store: Store) -> None:
    with pytest.raises(InvalidValue, match="twice: a"):
        store.save(documents.QUEUES, (Queue("a", "A"), Queue("a", "B")), an_entry())


def test_the_slot_length_stays_once_there_is_history(store: Store) -> None:
    store.save(documents.CENTRE, a_centre(slot_min=15), an_entry())
    store.save(documents.CENTRE, a_centre(), an_entry())
    store.save_actuals(a_frame(), NOTHING_REJECTED, "f.csv", an_entry())
    with pytest.raises(InvalidValue, match="slots of 30 min"):
        store.save(documents.CENTRE, a_centre(slot_min=15), an_entry())
    store.save(documents.CENTRE, a_centre(name="New name"), an_entry())
    assert store.load(documents.CENTRE) == a_centre(name="New name")


def test_one_look_asks_once_until_this_thread_changes_something(store: Store, url: str) -> None:
    store.save(documents.CENTRE, a_centre(name="Hotline"), an_entry())
    with store.one_look():
        first = store.load(documents.CENTRE)
        with Store.open(url) as another:
            another.save(documents.CENTRE, a_centre(name="Renamed"), an_entry())
        assert store.load(documents.CENTRE) is first, "one page shows one moment"
        with store.change():
            assert store.load(documents.CENTRE) == a_centre(name="Renamed"), "a change reads anew"
        assert store.load(documents.CENTRE) == a_centre(name="Renamed")
        store.save(documents.CENTRE, a_centre(name="Mine"), an_entry())
        assert store.load(documents.CENTRE) == a_centre(name="Mine")
    with Store.open(url) as another:
        another.save(documents.CENTRE, a_centre(name="Last"), an_entry())
    assert store.load(documents.CENTRE) == a_centre(name="Last")


def test_what_is_in_force_unsaved_is_no_change_either(store: Store) -> None:
    before = store.audit()
    assert not store.save(documents.PLANNING, PlanningDefaults(), an_entry("set_planning"))
    assert not store.save(documents.RULES, (), an_entry("set_rules"))
    assert store.audit() == before
    assert store.save(documents.SHRINKAGES, (), an_entry("set_shrinkages"))  # there are none
