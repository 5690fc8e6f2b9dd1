"""The trail as people check it: commands, the night, a proof rebuilt; how a name is known."""

import getpass
import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.services.audit import trail_state
from app.services.centre import set_centre
from app.services.context import Context
from app.services.nightly import refresh
from app.services.roster.evaluation.proof import rebuild_proof
from app.services.roster.publishing.publish import publish_roster
from app.services.running.night_steps import Forecasts
from app.web import session, sign_in
from data.model.publication import SavedRoster
from data.store import Store
from tests.app.small_centre import CENTRE, SmallCentre


def tamper(url: str, *statements: str) -> None:
    """A database shell that first takes the guards away."""
    with sqlite3.connect(url) as shell:
        for (name,) in shell.execute(
            "SELECT name FROM sqlite_master WHERE type='trigger'"
        ).fetchall():
            shell.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            shell.execute(statement)
    shell.close()


def test_a_centre_at_work_is_whole_and_its_head_can_be_noted(
    rostered: tuple[SmallCentre, SavedRoster], peakshift: Any
) -> None:
    url = rostered[0].url
    head = json.loads(peakshift(url, "audit", "head", "--json")[1])
    assert peakshift(url, "audit", "head")[1].strip() == head["head"]
    code, out, said = peakshift(url, "audit", "verify", "--head", head["head"][:12], "--json")
    found = json.loads(out)
    assert (code, found["findings"], found["intact"]) == (0, [], True)
    assert said.strip() == ""
    assert peakshift(url, "audit", "verify", "--head", "0123456789")[0] == 3
    assert peakshift(url, "audit", "restore-guards")[0] == 1


def test_tampering_is_told_by_every_command_and_named_by_verify(
    rostered: tuple[SmallCentre, SavedRoster], peakshift: Any
) -> None:
    url = rostered[0].url
    tamper(url, "UPDATE actuals SET offered = 1000 WHERE queue_id = 'fault'")
    code, _, said = peakshift(url, "centre", "show")
    assert code == 0
    assert "audit verify" in said
    code, out, _ = peakshift(url, "audit", "verify")
    assert code == 3
    assert "History of queue fault: what import 1 brought was changed" in out
    assert peakshift(url, "audit", "restore-guards", "--why", "found open")[0] == 0
    code, _, said = peakshift(url, "centre", "show")
    assert said == ""
    assert "history of queue billing" not in peakshift(url, "audit", "verify")[1].lower()


def test_roster_and_proof_forged_together_are_found_by_rebuilding(
    rostered: tuple[SmallCentre, SavedRoster],
) -> None:
    centre, saved = rostered
    publish_roster(centre.context, saved.roster_id, "go", replications=1, accept_violations=True)
    assert rebuild_proof(centre.context).same
    # Every figure stays right, so scoring and simulating anew would find nothing.
    tamper(centre.url, "UPDATE rosters SET made_by = 'x'", "UPDATE publications SET who = 'x'")
    found = rebuild_proof(centre.context)
    assert [one.where for one in found.differences] == ["seal", "seal"]


def test_a_night_checks_the_trail_against_the_head_of_the_night_before(
    small: SmallCentre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.nightly.forecast_where_fit", lambda *_: Forecasts())
    summary = tmp_path / "summary.json"
    first = refresh(small.context, tmp_path / "inbox", summary, weeks=1)
    assert "The trail is whole" in first.words
    assert "The trail is whole" in trail_state(small.context)
    assert json.loads(summary.read_text())["trail_head"] == first.trail_head
    seq = "(SELECT max(seq) FROM audit)"
    tamper(
        small.url,
        f"UPDATE seals SET digest = 'x' || substr(digest, 2) WHERE seq = {seq} - 1",
    )
    second = refresh(small.context, tmp_path / "inbox", summary, weeks=1)
    assert second.outcome != "ok"
    assert any("chain is broken" in warning for warning in second.warnings)
    assert any("is not in this trail" in warning for warning in second.warnings)


def known_by(context: Context) -> tuple[str, str]:
    set_centre(context, replace(CENTRE, name=f"{context.who}'s"))
    newest = context.store.audit(limit=1)[0]
    return newest.who, newest.known_by


def test_a_name_given_on_the_command_line_is_marked_as_claimed(small: SmallCentre) -> None:
    user = getpass.getuser()
    store = small.context.store
    assert known_by(Context(store)) == (user, "operating-system user")
    claimed = f"claimed by operating-system user {user}"
    assert known_by(Context(store, "The chief")) == ("The chief", claimed)


def test_a_name_that_the_provider_vouches_for_is_marked_so(
    small: SmallCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    store: Store = small.context.store
    monkeypatch.setattr(sign_in, "signs_in", lambda: True)
    assert known_by(session.context_of(store, "wang@example.org"))[1] == "signed in"
    monkeypatch.setattr(sign_in, "signs_in", lambda: False)
    assert known_by(session.context_of(store, "chief@example.org"))[1].startswith("claimed")
