"""What the side bar offers a role opens for it: whoever sees a page there is not refused on it."""

import getpass

import pytest
from streamlit.testing.v1 import AppTest

from app.services.context import Context
from app.web import session
from app.web.navigation import PAGES
from app.web.parts import allowed
from data.model.publication import SavedRoster
from data.model.users import AGENT, FOR_TEAMS, ROLES, Access, Held, User
from data.store import documents
from tests import ROOT
from tests.app.small_centre import SmallCentre
from tests.app.web.web_page import a_page

pytestmark = pytest.mark.slow

LOCK = ":material/lock:"
"""Icon of a refusal on a page."""


def a_team(context: Context) -> tuple[User, ...]:
    """A user of each role, and of those for teams one more who holds it for one team."""
    someone = context.store.load(documents.STAFF).agents[0]
    held = [(role, Held(role)) for role in ROLES]
    held += [(f"{role}-of-a-team", Held(role, (someone.team,))) for role in FOR_TEAMS]
    return tuple(
        User(name, name, "", name, someone.agent_id if one.role == AGENT else "", (one,))
        for name, one in held
    )


def refused(page: AppTest) -> list[str]:
    return [info.value for info in page.info if info.icon == LOCK]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_in_the_side_bar_is_not_refused(
    name: str,
    rostered: tuple[SmallCentre, SavedRoster],
    url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context = rostered[0].context
    monkeypatch.delenv("PEAKSHIFT_USER")
    users = a_team(context)
    context.store.save(documents.USERS, Access(users), context.entry("set_up", "users"))
    opened = 0
    for user in users:
        monkeypatch.setattr(getpass, "getuser", lambda login=user.login: login)
        monkeypatch.setattr(session, "context", lambda: session.context_of(context.store, ""))
        if allowed.page_refusals([name])[name]:
            continue
        page = a_page(name).run()
        opened += 1
        assert not page.exception
        assert not refused(page), user.login
    assert opened, "a page for nobody"


def test_pages_read_the_staff_as_the_person_may_see_it() -> None:
    pages = sorted((ROOT / "app" / "web").rglob("*.py"))
    raw = {path.name for path in pages if "load(documents.STAFF)" in path.read_text("utf-8")}
    assert raw == {"session.py", "reads.py"}
