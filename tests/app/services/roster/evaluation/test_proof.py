"""A stored proof comes out the same from what is stored, whatever has changed since."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.services.centre import set_queue
from app.services.roster.changes.edit import CellEdit, save_edit
from app.services.roster.check import roster_of
from app.services.roster.evaluation.proof import _without_ranges, rebuild_proof
from app.services.roster.files import export_roster, import_roster
from app.services.roster.publishing.publish import publish_roster
from data.model.errors import NotFound
from data.model.publication import Publication, SavedRoster
from data.store import documents
from tests.app.small_centre import SmallCentre
from tests.app.web.web_page import a_copy_context

Rostered = tuple[SmallCentre, SavedRoster]


def test_a_proof_is_rebuilt_to_the_same_numbers_after_everything_else_moved_on(
    rostered: Rostered,
) -> None:
    context, saved = a_copy_context(rostered[0]), rostered[1]
    published = publish_roster(context, saved.roster_id, "go", replications=3)
    set_queue(context, "fault", {"patience_s": 45.0}, {"service_share": 0.95}, "another promise")
    staff = context.store.load(documents.STAFF)
    context.store.save(
        documents.STAFF, replace(staff, agents=staff.agents[:-1]), context.entry("leaves", "staff")
    )
    found = rebuild_proof(context, published.version)
    assert found.same, found.differences[:3]
    assert found.compared > 1000
    assert found.roster_id == saved.roster_id
    assert found.program_then == found.program_now


def test_an_edited_roster_carries_a_proof_of_its_own(rostered: Rostered) -> None:
    context, saved = a_copy_context(rostered[0]), rostered[1]
    shift = roster_of(saved).shifts[0]
    off = CellEdit(shift.agent_id, shift.day, None)
    edited = save_edit(context, saved.roster_id, (off,), "ill")
    publish_roster(context, edited.roster_id, "go", accept_violations=True, replications=2)
    assert rebuild_proof(context).same


def test_an_imported_roster_carries_one_too(rostered: Rostered, tmp_path: Path) -> None:
    context, saved = a_copy_context(rostered[0]), rostered[1]
    file = tmp_path / "roster.csv"
    file.write_bytes(export_roster(context, saved.roster_id))
    read, _ = import_roster(context, file)
    publish_roster(context, read.roster_id, "go", accept_violations=True, replications=2)
    found = rebuild_proof(context)
    assert found.same
    assert found.roster_id == read.roster_id


def test_a_figure_that_was_tampered_with_is_found(
    rostered: Rostered, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, saved = a_copy_context(rostered[0]), rostered[1]
    published = publish_roster(context, saved.roster_id, "go", replications=2)
    proof: dict[str, Any] = dict(published.proof)
    service = dict(proof["service"])
    queues = dict(service["queues"])
    queues["fault"] = {**queues["fault"], "service_level": {"mean": 0.99, "low": 0.9, "high": 1.0}}
    bent = replace(published, proof={**proof, "service": {**service, "queues": queues}})
    kept: tuple[Publication, ...] = (bent,)
    monkeypatch.setattr(type(context.store), "load_publications", lambda store: kept)
    found = rebuild_proof(context)
    assert not found.same
    assert any("fault.service_level" in d.where for d in found.differences)


def test_a_version_that_does_not_exist_is_named(rostered: Rostered) -> None:
    context = a_copy_context(rostered[0])
    with pytest.raises(NotFound, match="no version 7 is published; published: none"):
        rebuild_proof(context, 7)


def test_what_an_older_certificate_did_not_say_is_left_out() -> None:
    service = {
        "confidence": 0.95,
        "range_levels": [0.1, 0.9],
        "queues": {"faults": {"kept_share": 0.5, "range": {"offered": [1.0, 2.0]}}},
    }
    assert _without_ranges(service) == {
        "confidence": 0.95,
        "queues": {"faults": {"kept_share": 0.5}},
    }
