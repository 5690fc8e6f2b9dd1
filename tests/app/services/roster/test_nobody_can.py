"""A build for a queue that nobody is skilled for says so: command, page and proof."""

import json
from dataclasses import replace

from app.services.roster.build import build_roster
from app.services.roster.evaluation.proof import rebuild_proof
from app.services.roster.publishing.publish import publish_roster
from data.model.publication import SavedRoster
from data.store import documents
from tests.app.small_centre import SmallCentre
from tests.app.web.web_page import a_page, words
from tests.until import a_roster_found, until

NEWS = "Nobody can serve billing: "


def without_billing(centre: SmallCentre) -> None:
    context = centre.context
    staff = context.store.load(documents.STAFF)
    agents = tuple(replace(agent, skills=("fault",)) for agent in staff.agents)
    entry = context.entry("import_staff", "staff")
    context.store.save(documents.STAFF, replace(staff, agents=agents), entry)


def test_a_queue_nobody_can_serve_is_told_wherever_its_roster_is_shown(
    url: str, rostered: tuple[SmallCentre, SavedRoster], peakshift
) -> None:
    centre, before = rostered
    assert before.result.roster is not None
    assert "nobody_can_serve" not in before.detail
    without_billing(centre)
    built = build_roster(centre.context, before.result.roster.first, 1, **until(a_roster_found))
    (sentence,) = built.detail["nobody_can_serve"]
    assert sentence.startswith(NEWS)
    assert "h a week" in sentence
    shown = json.loads(peakshift(url, "roster", "show", built.roster_id, "--json")[1])
    assert shown["nobody_can_serve"] == [sentence]
    said = peakshift(url, "roster", "show", built.roster_id)[1]
    assert NEWS in " ".join(said.split())
    page = a_page("roster").run()
    assert not page.exception
    assert NEWS in words(page)
    proof = publish_roster(
        centre.context, built.roster_id, "test", accept_violations=True, replications=2
    ).proof
    assert proof["nobody_can_serve"] == [sentence]
    assert rebuild_proof(centre.context).same
