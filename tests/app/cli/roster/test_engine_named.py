"""Where the tour engine cannot be used, command and page name the engine that ran, and why."""

import json
from dataclasses import replace

import pytest

from app.services.people.staff_import import replace_staff
from app.services.roster.build import build_roster
from app.services.roster.evaluation.proof import verify_bound
from data.model.errors import InvalidValue
from data.model.publication import SavedRoster
from data.model.shift import BreakWindow
from data.store import Store, documents
from tests.app.small_centre import SmallCentre
from tests.app.web.web_page import a_page, words

Rostered = tuple[SmallCentre, SavedRoster]
WHY = "there are too many ways to place a, b, c, d after and apart from each other"


@pytest.fixture
def odd(rostered: Rostered) -> Rostered:
    """The rostered centre with one more shift code, of many breaks."""
    centre, saved = rostered
    staff = centre.context.store.load(documents.STAFF)
    one = staff.templates[0]
    breaks = tuple(BreakWindow(label, 10, 60, 400) for label in "abcd")
    late = replace(one, code="ODD", name="odd", breaks=breaks)
    contracts = tuple(
        replace(c, templates=(*c.templates, "ODD")) if c.templates else c for c in staff.contracts
    )
    menu = (*staff.templates, late)
    replace_staff(centre.context, replace(staff, templates=menu, contracts=contracts), "odd")
    return centre, saved


@pytest.mark.usefixtures("hasty")
def test_the_command_names_the_engine_that_ran_and_worth_says_why_not(odd, peakshift) -> None:
    centre, saved = odd
    first = saved.result.roster.first
    ask = ("roster", "build", "--from", str(first), "--weeks", "1", "--time-limit", "1")
    ask = (*ask, "--start", saved.roster_id)
    code, out, said = peakshift(centre.url, *ask, "--engine", "tour", "--json")
    assert code == 0, said
    told = json.loads(out)
    assert told["engine"] == "lns"
    assert WHY in told["engine_why"]
    code, out, said = peakshift(centre.url, *ask, "--engine", "tour")
    assert "By lns, for the tour engine cannot state this problem" in " ".join(out.split())
    code, out, said = peakshift(
        centre.url, "roster", "sensitivity", told["id"], "--time-limit", "5"
    )
    assert code == 1
    assert "No prices exist for this roster, because" in " ".join(said.split())
    assert WHY in " ".join(said.split())
    with pytest.raises(InvalidValue, match="set their windows apart"):
        verify_bound(centre.context, told["id"])


@pytest.mark.usefixtures("hasty")
def test_the_pages_say_it_too(odd: Rostered, url: str) -> None:
    centre, saved = odd
    begun = saved.result.roster
    assert begun is not None
    built = build_roster(
        centre.context, begun.first, 1, time_limit_s=1, engine="tour", start_id=saved.roster_id
    )
    assert Store.open(url).load_roster(built.roster_id).result.engine == "lns"
    page = a_page("roster")
    page.query_params["roster"] = built.roster_id
    page.run()
    page.segmented_control(key="roster_view").set_value("Scorecard").run()
    assert f"lns, for the tour engine cannot state this problem: template ODD: {WHY}" in words(page)
    page = a_page("sensitivity")
    page.query_params["roster"] = built.roster_id
    page.run()
    assert not page.exception
    assert "No prices exist for this roster, because" in words(page)
    assert WHY in words(page)
    assert not [button for button in page.button if button.label == "Price"]
