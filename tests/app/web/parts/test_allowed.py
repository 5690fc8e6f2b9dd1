"""Pages open for roles that may see them; what may not be pressed says why."""

import ast
import getpass
from pathlib import Path
from typing import Any

import pytest

from app.services.access.duties import DUTIES
from app.services.access.users import add_user, set_access
from app.services.context import Context
from app.web.navigation import PAGES
from app.web.parts import allowed
from app.web.parts.allowed import DUTIES_OF_PAGES
from data.model.publication import SavedRoster
from data.model.users import Held, User
from tests import ROOT
from tests.app.small_centre import NOW, SmallCentre
from tests.app.web.web_page import a_page, words

pytestmark = pytest.mark.slow


@pytest.fixture
def boss(
    rostered: tuple[SmallCentre, SavedRoster], url: str, monkeypatch: pytest.MonkeyPatch
) -> Context:
    """An administrator; the pages are opened by whoever the operating system says."""
    monkeypatch.setattr(getpass, "getuser", lambda: "boss")
    monkeypatch.delenv("PEAKSHIFT_USER")
    boss = Context(rostered[0].context.store, "boss", lambda: NOW)
    add_user(boss, User("boss", "The boss", login="boss", held=(Held("administrator"),)))
    return boss


def come(boss: Context, monkeypatch: pytest.MonkeyPatch, *roles: str) -> None:
    """From now on the pages are opened by Wang, who holds these roles."""
    monkeypatch.setattr(getpass, "getuser", lambda: "boss")
    add_user(boss, User("wang", "Wang Fang", login="wang", held=tuple(map(Held, roles))))
    monkeypatch.setattr(getpass, "getuser", lambda: "wang")


def test_every_page_says_what_it_takes_to_open_it() -> None:
    assert {*PAGES} - {"settings"} <= {*DUTIES_OF_PAGES}


def test_a_stranger_reads_whom_to_ask(boss: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "new")
    page = a_page("today").run()
    assert not page.exception
    assert "The operating-system user new has no role here" in words(page).replace(
        "the op", "The op"
    )
    assert "Ask The boss" in words(page)
    assert not page.button


def test_an_administrator_opens_the_trail_and_no_roster(
    boss: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = a_page("publish").run()
    assert not page.exception
    assert "Publish" not in [title.value for title in page.title]
    assert a_page("audit").run().title[0].value == "Audit"


def test_a_planner_sees_the_publish_button_and_why_it_cannot_be_pressed(
    boss: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    come(boss, monkeypatch, "planner")
    page = a_page("publish").run()
    assert not page.exception
    button = next(b for b in page.button if b.label.startswith("Publish"))
    assert button.disabled
    assert "may not publish rosters: that is for publisher" in button.help


def test_whoever_saved_a_roster_is_sent_to_a_second_person(
    boss: Context, rostered: tuple[SmallCentre, SavedRoster], monkeypatch: pytest.MonkeyPatch
) -> None:
    made_by = rostered[1].made_by
    come(boss, monkeypatch, "planner", "publisher")
    page = a_page("publish").run()
    assert not next(b for b in page.button if b.label.startswith("Publish")).disabled
    monkeypatch.setattr(getpass, "getuser", lambda: "boss")
    add_user(boss, User("maker", made_by, login="maker", held=(Held("publisher"),)))
    set_access(boss, second_person=True)
    monkeypatch.setattr(getpass, "getuser", lambda: "maker")
    page = a_page("publish").run()
    assert "somebody else publishes it or approves it first" in words(page)
    assert next(b for b in page.button if b.label.startswith("Publish")).disabled
    monkeypatch.setattr(getpass, "getuser", lambda: "wang")
    page = a_page("publish").run()
    next(b for b in page.button if b.label == "Approve").click().run()
    assert not page.exception
    assert "Approved by wang" in words(page)


WRITES = {verb for duty in DUTIES if not duty.reads for verb in duty.verbs}
PRESSED = ("button", "form_submit_button")
ASKS = {"allowed.button", "allowed.submit", "allowed.refusal"}


def presses_that_ask_nobody(path: Path) -> list[str]:
    """Functions that draw a plain button and save something themselves."""
    found = []
    for part in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(part, ast.FunctionDef):
            continue
        calls = [node for node in ast.walk(part) if isinstance(node, ast.Call)]
        saved = {node.func.id for node in calls if isinstance(node.func, ast.Name)} & WRITES
        asks = {ast.unparse(node.func) for node in calls} & ASKS
        plain = [
            node.lineno
            for node in calls
            if isinstance(node.func, ast.Attribute)
            and node.func.attr in PRESSED
            and ast.unparse(node.func.value) != "allowed"
            and not any(word.arg == "on_click" for word in node.keywords)
        ]
        if saved and plain and not asks:
            found.append(f"{path.relative_to(ROOT)}, line {plain[0]}: {sorted(saved)}")
    return found


def test_a_button_that_saves_cannot_be_pressed_by_who_may_not() -> None:
    pages = sorted((ROOT / "app" / "web").rglob("*.py"))
    assert [said for path in pages for said in presses_that_ask_nobody(path)] == []


@pytest.mark.parametrize("name", ["roster", "people", "publish", "rules", "settings", "data"])
def test_who_only_reads_presses_nothing_that_saves(
    name: str, boss: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, str] = {}

    def button(label: str, verb: str, *args: Any, **look: Any) -> bool:
        asked[label] = verb
        return real(label, verb, *args, **look)

    real = allowed.button
    monkeypatch.setattr(allowed, "button", button)
    come(boss, monkeypatch, "auditor")
    page = a_page(name).run()
    assert not page.exception
    enabled = {one.label for one in page.button if not one.disabled}
    assert not {label for label, verb in asked.items() if verb in WRITES} & enabled
