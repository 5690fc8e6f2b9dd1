"""A team signs in at a real provider, in a real browser."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import oidc_provider_mock
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import BaseWSGIServer, make_server

from app.services.access.users import add_user
from app.services.context import Context
from data.model.users import Held, User
from data.store import Store
from tests.journeys.pages import Visitor, a_free_port, the_app

pytestmark = [pytest.mark.browser]

USERS = {
    "wang": {"email": "wang@example.org", "email_verified": True},
    "silent": {"email": "silent@example.org"},
    "unproven": {"email": "chief@example.org", "email_verified": False},
    "unproven in words": {"email": "chief@example.org", "email_verified": "false"},
    "nameless": {"name": "No Mail"},
    "of another app": {"email": "wang@example.org", "aud": "another-app"},
    "of yesterday": {"email": "wang@example.org", "exp": 1_700_000_000},
    "since yesterday": {"email": "wang@example.org", "iat": 1_700_000_000},
}


@dataclass
class Provider:
    """An OpenID Connect provider on this machine that can be switched off and on."""

    port: int = field(default_factory=a_free_port)
    server: BaseWSGIServer | None = None

    def on(self) -> None:
        users = [oidc_provider_mock.User(sub=sub, claims=dict(c)) for sub, c in USERS.items()]
        app = oidc_provider_mock.app(user_claims=users)
        self.server = make_server("localhost", self.port, app, threaded=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def off(self) -> None:
        assert self.server is not None
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    made = Provider()
    made.on()
    yield made
    made.off()


@pytest.fixture(scope="module")
def home(staffed_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home folder of the app, with a staffed centre."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(staffed_once, home / "centre")
    return home


@pytest.fixture(scope="module")
def app(provider: Provider, home: Path) -> Iterator[str]:
    """Address of an app where people sign in."""
    port = a_free_port()
    (home / ".streamlit").mkdir()
    (home / ".streamlit" / "secrets.toml").write_text(
        f"""[auth]
redirect_uri = "http://localhost:{port}/oauth2callback"
cookie_secret = "only for this test"
client_id = "peakshift"
client_secret = "secret"
server_metadata_url = "http://localhost:{provider.port}/.well-known/openid-configuration"
"""
    )
    url = str(home / "centre" / "centre.sqlite")
    with the_app(url, "not this one", home, port, home):
        yield f"http://localhost:{port}"


@pytest.fixture(scope="module")
def visits(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that keeps the app's scripts from test to test, as it does from day to day."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    yield context
    context.close()


@pytest.fixture
def page(visits: BrowserContext, tmp_path: Path) -> Iterator[Page]:
    """A page of somebody who has never been here."""
    visits.clear_cookies()
    opened = visits.new_page()
    yield opened
    opened.screenshot(path=tmp_path / "last.png")
    opened.close()


def comes(page: Page, address: str, user: str) -> Visitor:
    """Open an address and sign in there."""
    page.goto(address)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=user, exact=True).click()
    page.wait_for_url("/".join(address.split("/")[:3]) + "/**")
    return Visitor(page, address)


def test_a_team_member_comes_to_the_page_asked_for_and_leaves(page: Page, app: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    manager = comes(page, f"{app}/audit?verb=set_up", "wang")
    manager.sees("wang@example.org")
    expect(page.get_by_role("heading", level=1)).to_have_text("Audit")
    assert page.url == f"{app}/audit?verb=set_up"
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="End session").click()  # the provider's own way out
    page.get_by_role("button", name="Sign in").wait_for()
    assert not [text for text in said if "Content Security Policy" in text]


def test_a_provider_that_vouches_for_all_its_addresses_is_believed(page: Page, app: str) -> None:
    comes(page, app, "silent").sees("silent@example.org")
    assert page.get_by_test_id("stSidebarNav").count() == 1


@pytest.mark.parametrize(
    ("user", "why"),
    [
        ("unproven", "has not confirmed"),
        # `tests/app/web/test_sign_in.py` has them without a browser.
        pytest.param("unproven in words", "has not confirmed", marks=pytest.mark.heavy),
        pytest.param("nameless", "no e-mail address", marks=pytest.mark.heavy),
    ],
)
def test_an_address_that_nobody_vouches_for_is_told_why_and_the_way_out(
    page: Page, app: str, user: str, why: str
) -> None:
    comes(page, f"{app}/roster", user).sees(why, 30)
    assert not page.get_by_test_id("stSidebarNav").count()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="End session").click()
    page.get_by_role("button", name="Sign in").wait_for()


@pytest.mark.parametrize(
    ("user", "why"),
    [
        ("of another app", "The sign-in was not accepted"),
        pytest.param("of yesterday", "The sign-in was not accepted", marks=pytest.mark.heavy),
        ("since yesterday", "Your sign-in is over"),
    ],
)
def test_an_answer_for_another_app_or_of_another_day_lets_nobody_in(
    page: Page, app: str, user: str, why: str
) -> None:
    comes(page, app, user).sees(why, 30)
    page.get_by_role("button", name="Sign in").wait_for()
    assert not page.get_by_test_id("stSidebarNav").count()


def test_who_is_refused_by_the_provider_reads_so(page: Page, app: str) -> None:
    page.goto(app)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Deny").click()
    Visitor(page, app).sees("did not let you in", 30)
    assert not page.get_by_test_id("stSidebarNav").count()


def test_a_provider_that_is_down_is_told_on_a_page(
    page: Page, app: str, provider: Provider
) -> None:
    page.goto(app)
    page.get_by_role("button", name="Sign in").wait_for()
    provider.off()
    try:
        page.get_by_role("button", name="Sign in").click()
        Visitor(page, app).sees("cannot be reached", 30)
        assert not page.get_by_test_id("stSidebarNav").count()
    finally:
        provider.on()
    comes(page, app, "wang").sees("wang@example.org", 30)


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json"])
def test_streamlits_own_figures_are_closed(app: str, path: str) -> None:
    answer = httpx.get(app + path)
    assert answer.status_code == 404
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_no_page_may_be_framed_or_take_scripts_from_elsewhere(app: str) -> None:
    for path in ("/", "/roster", "/_stcore/health", "/static/nothing.js", "/auth/login"):
        headers: Any = httpx.get(app + path).headers
        policy = headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
        assert "http" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_the_address_that_signs_in_finds_its_roles(page: Page, app: str, home: Path) -> None:
    """The last test of this file: from here on roles bind at its app."""
    with Store.open(str(home / "centre" / "centre.sqlite")) as store:
        boss = Context(store, "Chief@example.org", signed_in=True)
        first = User("chief", "The chief", "chief@example.org", held=(Held("administrator"),))
        add_user(boss, first, "we are a team now")
        add_user(boss, User("wang", "Wang Fang", "wang@example.org", held=(Held("quality"),)))
    visitor = comes(page, f"{app}/audit", "wang")
    visitor.sees("Wang Fang")
    visitor.sees("may not read the audit trail: that is for auditor")
    expect(page.get_by_test_id("stSidebarNav").get_by_text("Forecast")).to_be_visible()
    expect(page.get_by_test_id("stSidebarNav").get_by_text("Publish")).to_have_count(0)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="End session").click()
    stranger = comes(page, app, "silent")
    stranger.sees("silent@example.org signed in, but has no role here yet")
    stranger.sees("Ask The chief (chief@example.org)")
    page.get_by_role("button", name="Sign out").wait_for()
