"""Forecasts, requirements and rosters: each version is written once and read back equal."""

import json
import struct
import zlib
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from data.model.codec import digest
from data.model.errors import Conflict, NotFound
from data.store import Store
from data.store.packing import pack, same_content
from tests.data.builders import (
    MONDAY,
    NOW,
    a_forecast,
    a_requirement,
    a_saved_roster,
    an_entry,
)


def test_a_forecast_comes_back_exactly_where_it_is_staffed_from(store: Store) -> None:
    saved = a_forecast()
    store.save_forecasts((saved,), an_entry())
    found = store.load_forecast("F-1")
    assert np.array_equal(found.demand.contacts, saved.demand.contacts)
    assert np.array_equal(found.demand.handle_s, saved.demand.handle_s)
    assert np.array_equal(found.model, saved.model)
    assert np.array_equal(found.dispersion.slot_sd_share, saved.dispersion.slot_sd_share)
    assert found.grid == saved.grid
    assert (found.levels, found.notes, found.origin) == (saved.levels, saved.notes, saved.origin)


def test_what_is_only_shown_and_scored_comes_back_nearly_the_same(store: Store) -> None:
    saved = a_forecast()
    store.save_forecasts((saved,), an_entry())
    found = store.load_forecast("F-1")
    pairs = [(found.yardstick, saved.yardstick)]
    pairs += [(found.members[name], member) for name, member in saved.members.items()]
    for read, written in pairs:
        assert read.dtype == np.float64
        np.testing.assert_allclose(read, written, rtol=2e-5)
    np.testing.assert_allclose(found.quantiles, saved.quantiles, rtol=3e-4)


def test_a_year_of_nightly_forecasts_stays_small() -> None:
    nightly = a_forecast(days=28, levels=9, members=6)
    raw = 8 * (9 + 6 + 5) * nightly.grid.slots
    from data.store.versions import compact

    assert len(pack(compact(nightly))) < 0.45 * raw


def test_loaded_forecasts_save_again_without_change(store: Store) -> None:
    store.save_forecasts((a_forecast(),), an_entry())
    found = store.load_forecast("F-1")
    store.save_forecasts((found,), an_entry())
    assert digest(store.load_forecast("F-1")) == digest(found)


def test_the_same_forecast_is_no_conflict_however_its_json_was_written() -> None:
    saved = a_forecast()  # with a note in Chinese
    text = json.dumps(json.loads(unpacked := _head(pack(saved))))
    assert text != unpacked
    older = zlib.compress(_blob(text, pack(saved)))
    assert same_content(older, pack(saved))
    assert not same_content(older, pack(replace(saved, notes=())))


def _head(blob: bytes) -> str:
    raw = zlib.decompress(blob)
    return raw[4 : 4 + struct.unpack_from("<I", raw)[0]].decode()


def _blob(text: str, like: bytes) -> bytes:
    raw, head = zlib.decompress(like), text.encode()
    arrays = raw[4 + struct.unpack_from("<I", raw)[0] :]
    return struct.pack("<I", len(head)) + head + arrays


def test_the_latest_forecast_is_the_one_saved_last_whatever_the_clock_said(store: Store) -> None:
    ahead = a_forecast("F-old", made_at=NOW + timedelta(days=3))
    store.save_forecasts((ahead, a_forecast("F-new"), a_forecast("F-b", queue_id="b")), an_entry())
    assert store.latest_forecast("faults").version_id == "F-new"
    assert [f.version_id for f in store.list_forecasts("faults")] == ["F-new", "F-old"]
    assert len(store.list_forecasts()) == 3
    assert (store.list_forecasts("b")[0].first, store.list_forecasts("b")[0].days) == (MONDAY, 7)
    with pytest.raises(NotFound, match="nobody"):
        store.latest_forecast("nobody")


def test_a_version_is_never_overwritten(store: Store) -> None:
    store.save_forecasts((a_forecast(),), an_entry())
    with pytest.raises(Conflict, match="F-1"):
        store.save_forecasts((a_forecast("F-2"), a_forecast(seed=9)), an_entry("overwrite"))
    assert [f.version_id for f in store.list_forecasts()] == ["F-1"]  # all or none
    assert store.audit(verb="overwrite") == ()


def test_a_requirement_comes_back_equal(store: Store) -> None:
    store.save_requirement(a_requirement(), an_entry())
    store.save_requirement(a_requirement("Q-2", days=14), an_entry())
    assert digest(store.load_requirement("Q-1")) == digest(a_requirement())
    assert [(r.requirement_id, r.days) for r in store.list_requirements()] == [
        ("Q-2", 14),
        ("Q-1", 7),
    ]


def test_a_roster_comes_back_equal_with_its_inputs(store: Store) -> None:
    store.save_requirement(a_requirement(), an_entry())
    first, edited = a_saved_roster(), a_saved_roster("R-2", parent_id="R-1", note="swap")
    infeasible = replace(
        a_saved_roster("R-3"),
        result=replace(first.result, roster=None, objective=None, status="infeasible"),
    )
    for saved in (first, edited, infeasible):
        store.save_roster(saved, an_entry())
        assert store.load_roster(saved.roster_id) == saved
    listed = store.list_rosters()
    assert [r.roster_id for r in listed] == ["R-3", "R-2", "R-1"]
    assert (listed[0].first, listed[0].objective, listed[0].status) == (None, None, "infeasible")
    assert (listed[1].parent_id, listed[1].note, listed[1].bound) == ("R-1", "swap", 117.5)


def test_a_roster_without_its_requirement_or_parent_is_refused(store: Store) -> None:
    with pytest.raises(NotFound, match="requirement"):
        store.save_roster(a_saved_roster(), an_entry())
    store.save_requirement(a_requirement(), an_entry())
    with pytest.raises(NotFound, match="parent"):
        store.save_roster(a_saved_roster(parent_id="R-0"), an_entry())


@pytest.mark.parametrize("load", [Store.load_forecast, Store.load_requirement, Store.load_roster])
def test_an_unknown_id_is_answered_with_the_ids_there_are(store: Store, load) -> None:  # type: ignore[no-untyped-def]
    store.save_forecasts((a_forecast(),), an_entry())
    store.save_requirement(a_requirement(), an_entry())
    store.save_roster(a_saved_roster(), an_entry())
    with pytest.raises(NotFound, match=r"'X-9'; newest: [FQR]-1"):
        load(store, "X-9")


def test_one_job_of_a_kind_works_on_a_database(store: Store, url: str) -> None:
    with Store.open(url) as other:
        taken = pytest.raises(Conflict, match="li since 2026-03-01 16:30")
        with store.alone("refresh", "li", NOW), taken, other.alone("refresh", "wang", NOW):
            pass
        with other.alone("refresh", "wang", NOW):
            pass
