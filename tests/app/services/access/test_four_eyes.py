"""The last editor of a roster needs a second person; waivers are the publisher's and noted."""

import getpass
from dataclasses import dataclass, replace

import pytest

from app.services.access.users import add_user, set_access
from app.services.context import Context
from app.services.roster.build import save_result
from app.services.roster.evaluation.proof import rebuild_proof
from app.services.roster.publishing.approval import (
    alone_refusal,
    approvals_of,
    approve_roster,
    withdraw_approval,
)
from app.services.roster.publishing.publish import publish_roster, roll_back, withdraw
from data.model.errors import InvalidValue, NotAllowed, NotFound
from data.model.publication import Publication, SavedRoster
from data.model.users import Held, User
from data.store import Store
from tests.app.small_centre import NOW, SmallCentre

BOTH = (Held("planner"), Held("publisher"))


@dataclass(frozen=True)
class Pair:
    """Two people who plan and publish, a planner, and a roster that the first one saved."""

    store: Store
    roster_id: str

    def as_(self, name: str) -> Context:
        """Somebody signed in."""
        return Context(self.store, f"{name}@example.org", lambda: NOW, signed_in=True)

    def publish(self, name: str, roster_id: str = "") -> Publication:
        """Publish quickly."""
        return publish_roster(
            self.as_(name), roster_id or self.roster_id, "ready", accept_violations=True,
            replications=2,
        )  # fmt: skip


@pytest.fixture
def pair(rostered: tuple[SmallCentre, SavedRoster], monkeypatch: pytest.MonkeyPatch) -> Pair:
    """Roles bind, and publishing takes a second person."""
    centre, saved = rostered
    monkeypatch.setattr(getpass, "getuser", lambda: "boss")
    boss = Context(centre.context.store, "boss", lambda: NOW)
    add_user(boss, User("boss", login="boss", held=(Held("administrator"),)))
    for name, held in (("wang", BOTH), ("li", BOTH), ("chen", BOTH[:1])):
        add_user(boss, User(name, name.title(), f"{name}@example.org", f"os-{name}", "", held))
    set_access(boss, "four eyes", second_person=True)
    pair = Pair(centre.context.store, "")
    mine = save_result(pair.as_("wang"), saved.problem, saved.result, verb="build_roster")
    return replace(pair, roster_id=mine.roster_id)


def test_whoever_saved_a_roster_last_does_not_publish_it_alone(pair: Pair) -> None:
    with pytest.raises(NotAllowed, match=r"Wang saved R-.* last, so .*Ask Li \(li@example.org\)$"):
        pair.publish("wang")
    assert not pair.store.load_publications()
    assert alone_refusal(pair.as_("li"), pair.roster_id) == ""
    published = pair.publish("li")
    assert "approved_by" not in published.proof
    with pytest.raises(NotAllowed, match=r"saved .* last"):
        roll_back(pair.as_("wang"), published.version, "again")
    withdraw(pair.as_("wang"), published.version, "in a hurry")  # takes away, and needs one person


def test_the_same_person_at_the_command_line_is_no_second_one(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "os-wang")
    for name in ("os-wang", "wang", "WANG@example.org"):
        with pytest.raises(NotAllowed, match="Wang saved"):
            publish_roster(Context(pair.store, name, lambda: NOW), pair.roster_id, "mine")
        with pytest.raises(NotAllowed, match="a second person approves it"):
            approve_roster(Context(pair.store, name, lambda: NOW), pair.roster_id)


def test_a_second_person_approves_and_the_editor_publishes(pair: Pair) -> None:
    with pytest.raises(NotAllowed, match=r"Chen \(planner\) may not publish rosters"):
        approve_roster(pair.as_("chen"), pair.roster_id)
    given = approve_roster(pair.as_("li"), pair.roster_id, "read and agreed")
    assert approvals_of(pair.as_("wang"), pair.roster_id) == (given,)
    with pytest.raises(InvalidValue, match=r"Li approved R-.* already"):
        approve_roster(pair.as_("li"), pair.roster_id)
    published = pair.publish("wang")
    assert published.proof["approved_by"] == ["li@example.org"]
    assert rebuild_proof(pair.as_("wang"), published.version).same


def test_an_approval_is_taken_back_by_who_gave_it(pair: Pair) -> None:
    approve_roster(pair.as_("li"), pair.roster_id)
    with pytest.raises(NotFound, match="Wang has not approved"):
        withdraw_approval(pair.as_("wang"), pair.roster_id)
    withdraw_approval(pair.as_("li"), pair.roster_id, "read it again")
    assert approvals_of(pair.as_("wang"), pair.roster_id) == ()
    with pytest.raises(NotAllowed, match="Wang saved"):
        pair.publish("wang")


def test_an_approval_is_of_one_roster_not_of_its_next_edition(pair: Pair) -> None:
    approve_roster(pair.as_("li"), pair.roster_id)
    saved = pair.store.load_roster(pair.roster_id)
    again = save_result(
        pair.as_("wang"), saved.problem, saved.result, verb="edit_roster",
        parent_id=saved.roster_id, why="one more change",
    )  # fmt: skip
    with pytest.raises(NotAllowed, match="Wang saved"):
        pair.publish("wang", again.roster_id)


def test_without_the_option_one_person_is_enough(pair: Pair) -> None:
    set_access(Context(pair.store, "boss", lambda: NOW), second_person=False)
    published = pair.publish("wang")
    entry = pair.store.audit(limit=1)[0]
    assert (entry.verb, entry.role) == ("publish_roster", "publisher")
    waived = published.proof["hard_violations"]
    assert entry.detail.get("waived_violations", 0) == waived
