"""`peakshift swap`: asked for, agreed to, approved, listed; refusals end in one line."""

import json
from collections.abc import Callable

from app.services.people.swaps import swap_partners
from app.services.roster.publishing.publish import publish_roster
from data.model.publication import SavedRoster
from tests.app.small_centre import SmallCentre

Call = Callable[..., tuple[int, str, str]]


def test_a_swap_goes_from_asking_to_publishing(
    rostered: tuple[SmallCentre, SavedRoster], peakshift: Call
) -> None:
    centre, saved = rostered
    publish_roster(centre.context, saved.roster_id, "plan", replications=2)
    roster = saved.result.roster
    assert roster is not None
    day = roster.dates[3]
    one = next(who for who in sorted(roster.by_agent) if swap_partners(centre.context, who, day))
    code, out, _ = peakshift(centre.url, "swap", "partners", one, str(day), "--json")
    other = json.loads(out)[0]["agent_id"]
    assert code == 0
    code, out, _ = peakshift(centre.url, "swap", "ask", one, other, str(day), "--json")
    asked = json.loads(out)["swap"]
    assert (code, asked["state"]) == (0, "asked")
    code, _, told = peakshift(centre.url, "swap", "approve", asked["request_id"])
    assert code != 0
    assert "has not agreed yet" in told
    code, out, _ = peakshift(centre.url, "swap", "agree", asked["request_id"])
    assert (code, "both agree" in out) == (0, True)
    code, out, _ = peakshift(centre.url, "swap", "approve", asked["request_id"], "--json")
    assert (code, json.loads(out)["swap"]["version"]) == (0, 2)
    code, out, _ = peakshift(centre.url, "swap", "list", "--agent", other)
    assert (code, "approved" in out) == (0, True)
