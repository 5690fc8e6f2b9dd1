"""Three people at their pages: one asks for a swap, the other agrees, the manager publishes it."""

import getpass
from collections.abc import Callable

import pytest

from app.services.access.users import add_user
from app.services.context import Context
from app.services.people.swaps import swap_partners, swaps_of
from app.services.roster.publishing.publish import current_version, publish_roster
from app.web import session
from data.model.publication import SavedRoster
from data.model.users import Held, User
from tests.app.small_centre import NOW, SmallCentre
from tests.app.web.web_page import a_page, press, words

pytestmark = pytest.mark.slow


@pytest.fixture
def as_(
    rostered: tuple[SmallCentre, SavedRoster], url: str, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Context]:
    """Sits down as somebody: `boss`, `one` who can swap day 3 of a published week, or `other`."""
    centre, saved = rostered
    store, roster = centre.context.store, saved.result.roster
    assert roster is not None
    monkeypatch.delenv("PEAKSHIFT_USER")
    monkeypatch.setattr(getpass, "getuser", lambda: "boss")
    boss = Context(store, "boss", lambda: NOW)
    publish_roster(boss, saved.roster_id, "go", accept_violations=True, replications=2)
    day = roster.dates[3]
    one, other = next(
        (who, found[0].agent_id)
        for who in sorted(roster.by_agent)
        if (found := swap_partners(boss, who, day))
    )
    roles = tuple(map(Held, ("administrator", "planner", "publisher")))
    add_user(boss, User("boss", login="boss", held=roles))
    for name, agent_id in (("one", one), ("other", other)):
        add_user(boss, User(name, login=name, agent_id=agent_id, held=(Held("agent"),)))

    def sit_down(name: str) -> Context:
        monkeypatch.setattr(getpass, "getuser", lambda: name)
        monkeypatch.setattr(
            session, "context_of", lambda store, who: Context(store, name, lambda: NOW)
        )
        return Context(store, name, lambda: NOW)

    return sit_down


def test_a_swap_goes_over_three_pages(
    as_: Callable[[str], Context], rostered: tuple[SmallCentre, SavedRoster]
) -> None:
    roster = rostered[1].result.roster
    assert roster is not None
    boss = as_("boss")
    said = words(a_page("swaps").run())
    assert "Nobody has asked for a swap" in said
    assert "Nobody is written to of swaps: Settings, Notices names no address." in said
    as_("one")
    page = a_page("my_shifts").run()
    page.selectbox(key="my_swap_day").set_value(roster.dates[3]).run()
    assert page.radio(key=f"my_swap_with_{roster.dates[3]}").options
    press(page, "Ask to swap")
    assert "the colleague is asked" in words(page)
    assert page.selectbox(key="my_swap_day").value is None, "that day is asked for already"
    assert not [button for button in page.button if button.label == "Ask to swap"]
    as_("other")
    page = a_page("my_shifts").run()
    assert "asks you to swap" in words(page)
    press(page, "Agree")
    assert "both agree, the shift manager is asked" in words(page)
    as_("boss")
    assert "1 swap waits for you" in words(a_page("today").run())
    page = a_page("swaps").run()
    assert "No hard rule breaks" in words(page)
    page.text_input[0].set_value("fine")
    press(page, "Approve and publish")
    (done,) = swaps_of(boss)
    assert (done.state, done.version, done.words[-1].why) == ("approved", 2, "fine")
    assert current_version(boss) == 2


def test_a_colleague_declines_and_the_one_who_asked_reads_it(
    as_: Callable[[str], Context], rostered: tuple[SmallCentre, SavedRoster]
) -> None:
    roster = rostered[1].result.roster
    assert roster is not None
    as_("one")
    page = a_page("my_shifts").run()
    page.selectbox(key="my_swap_day").set_value(roster.dates[3]).run()
    press(page, "Ask to swap")
    as_("other")
    press(a_page("my_shifts").run(), "Do not swap")
    as_("one")
    assert "declined" in words(a_page("my_shifts").run())
