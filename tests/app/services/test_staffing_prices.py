"""What a missing and a spare agent cost: set as any rule, by queue, and kept with every roster."""

from dataclasses import replace

import pytest

from app.services.roster.build import problem_for, rules_of
from app.services.roster.check import check_roster
from app.services.roster.evaluation.proof import rebuild_proof
from app.services.roster.publishing.publish import publish_roster
from data.model.errors import InvalidValue
from data.model.problem import CoverPrices
from data.model.publication import SavedRoster
from data.model.rule import OVERSTAFFING, UNDERSTAFFING, RuleSetting
from data.store import documents
from tests.app.command_line import run, told
from tests.app.small_centre import FIRST_DAY, SmallCentre, last_day
from tests.app.web.web_page import a_copy_context

Rostered = tuple[SmallCentre, SavedRoster]
COVER = (UNDERSTAFFING, OVERSTAFFING)


def prices_of(small: SmallCentre) -> list[tuple[str, int | None, tuple[str, ...]]]:
    return [(s.rule, s.price, s.queues) for s in rules_of(small.context) if s.rule in COVER]


def with_a_queue_that_can_wait(centre: SmallCentre) -> None:
    store = centre.context.store
    queues = [
        replace(q, deferrable_due_min=480) if q.queue_id == "billing" else q
        for q in store.load(documents.QUEUES)
    ]
    store.save(documents.QUEUES, tuple(queues), centre.context.entry("set_up", "queues"))


def row_of(listed: str, rule: str) -> str:
    """The rows of a printed table from the one of a rule on, in one line."""
    return " ".join(listed[listed.index(rule) :].split())


def test_the_price_of_work_that_can_wait_is_derived_and_listed(rostered: Rostered) -> None:
    centre, saved = rostered
    with_a_queue_that_can_wait(centre)
    listed = row_of(run(centre, "rules", "list").stdout, UNDERSTAFFING)
    assert "10 points" in listed
    assert "can_wait=4" in listed
    problem = problem_for(centre.context, saved.result.roster.first, 7)  # type: ignore[union-attr]
    assert {q: problem.cover_prices.of(q) for q in ("fault", "billing")} == {
        "fault": 10, "billing": 4,
    }  # fmt: skip
    assert problem.cover_prices.surplus == 1


def test_a_queue_gets_a_price_of_its_own_with_a_reason_in_the_trail(rostered: Rostered) -> None:
    centre, saved = rostered
    with_a_queue_that_can_wait(centre)
    words = ("--queue", "fault", "--price", "14", "--why", "faults first")
    done = run(centre, "rules", "set", UNDERSTAFFING, *words)
    assert "understaffing#2: set for fault" in done.stdout
    assert prices_of(centre) == [
        (UNDERSTAFFING, 10, ()), (OVERSTAFFING, 1, ()), (UNDERSTAFFING, 14, ("fault",)),
    ]  # fmt: skip
    entry = told(centre, "audit", "list")[0]
    assert (entry["why"], entry["detail"]["changed"][0]["queues"]) == ("faults first", ["fault"])
    run(centre, "rules", "set", UNDERSTAFFING, "can_wait=0", "--price", "9")
    run(centre, "rules", "set", UNDERSTAFFING, "--queue", "fault", "--price", "15")
    run(centre, "rules", "set", OVERSTAFFING, "--price", "2")
    problem = problem_for(centre.context, saved.result.roster.first, 7)  # type: ignore[union-attr]
    prices = problem.cover_prices
    assert (prices.of("fault"), prices.of("billing"), prices.surplus) == (15, 0, 2)
    assert "understaffing#2: removed" in run(centre, "rules", "remove", "understaffing#2").stdout
    assert [price for _, price, _ in prices_of(centre)] == [9, 2]


def test_a_queue_named_anew_leaves_the_setting_that_it_shared(small: SmallCentre) -> None:
    both = ("--queue", "fault", "--queue", "billing")
    run(small, "rules", "set", UNDERSTAFFING, *both, "--price", "12")
    run(small, "rules", "set", UNDERSTAFFING, "--queue", "fault", "--price", "20")
    assert [(price, queues) for _, price, queues in prices_of(small) if queues] == [
        (12, ("billing",)), (20, ("fault",)),
    ]  # fmt: skip
    twice = run(small, "rules", "add", UNDERSTAFFING, "--queue", "fault", "--price", "3")
    assert "two prices for queue fault" in str(twice.exception)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((UNDERSTAFFING, "--hard"), "always has a price"),
        ((OVERSTAFFING, "--hard"), "always has a price"),
        (
            (UNDERSTAFFING, "--queue", "falt", "--price", "3"),
            r"no queue 'falt'; nearest known: fault",
        ),
        ((UNDERSTAFFING, "--contract", "PT24"), "not about single agents"),
        ((OVERSTAFFING, "--queue", "fault", "--price", "3"), "cannot be set by queue"),
        (("wishes", "--queue", "fault"), "cannot be set by queue"),
        ((UNDERSTAFFING, "--price", "-1"), "cannot be negative"),
    ],
)
def test_a_price_that_cannot_be_is_refused_in_words(
    words: tuple[str, ...], said: str, small: SmallCentre
) -> None:
    before = prices_of(small)
    with pytest.raises(InvalidValue, match=said):
        raise run(small, "rules", "set", *words).exception  # type: ignore[misc]
    assert prices_of(small) == before


def test_the_price_of_all_other_queues_cannot_be_taken_out(small: SmallCentre) -> None:
    run(small, "rules", "set", UNDERSTAFFING, "--queue", "fault", "--price", "14")
    gone = run(small, "rules", "remove", UNDERSTAFFING)
    assert "needs exactly one setting without queues" in str(gone.exception)


def test_a_rule_set_kept_by_an_earlier_version_gets_the_usual_prices(small: SmallCentre) -> None:
    older = (RuleSetting("minimum_rest", params={"rest_min": 600}), RuleSetting("wishes", 2))
    small.context.store.save(documents.RULES, older, small.context.entry("set_rules", "rules"))
    assert rules_of(small.context)[:2] == older
    assert prices_of(small) == [(UNDERSTAFFING, 10, ()), (OVERSTAFFING, 1, ())]


def as_kept_before(saved: SavedRoster) -> SavedRoster:
    """The roster as versions kept it that had prices beside the rules."""
    rules = tuple(setting for setting in saved.problem.rules if setting.rule not in COVER)
    prices = CoverPrices(10, 1, {"fault": 10, "billing": 10})
    problem = replace(saved.problem, rules=rules, prices=prices)
    return replace(saved, roster_id="R-older", problem=problem)


def test_a_roster_kept_before_reads_scores_and_digests_as_it_did(rostered: Rostered) -> None:
    centre, saved = rostered
    older = as_kept_before(saved)
    centre.context.store.save_roster(older, centre.context.entry("build_roster", "roster:R-older"))
    kept = centre.context.store.load_roster("R-older")
    assert kept.problem.digest == older.problem.digest
    assert kept.problem.stored()["prices"]["by_queue"] == {"fault": 10, "billing": 10}
    assert check_roster(centre.context, "R-older").objective == saved.result.objective
    dearer = replace(older.problem, prices=CoverPrices(10, 3, {"fault": 10, "billing": 10}))
    spare = check_roster(centre.context, "R-older")
    odd = replace(older, roster_id="R-odd", problem=dearer)
    centre.context.store.save_roster(odd, centre.context.entry("build_roster", "roster:R-odd"))
    more = 2 * int(spare.cover.surplus.sum())
    assert check_roster(centre.context, "R-odd").objective == spare.objective + more


def test_a_proof_published_before_is_rebuilt_to_the_same_figures(
    rostered: Rostered, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, older = a_copy_context(rostered[0]), as_kept_before(rostered[1])
    context.store.save_roster(older, context.entry("build_roster", "roster:R-older"))
    published = publish_roster(context, "R-older", "go", replications=2)
    bill = dict(published.proof["bill"])
    bill["shortfall"], bill["surplus"] = bill.pop(UNDERSTAFFING), bill.pop(OVERSTAFFING)
    kept = (replace(published, proof={**published.proof, "bill": bill}),)
    monkeypatch.setattr(type(context.store), "load_publications", lambda store: kept)
    found = rebuild_proof(context)
    assert found.same, found.differences[:3]


def test_a_problem_is_what_it_was_before_the_prices_were_rules(rostered: Rostered) -> None:
    centre, saved = rostered
    card = check_roster(centre.context, saved.roster_id)
    first = saved.result.roster.first  # type: ignore[union-attr]
    now = problem_for(centre.context, first, 7)
    assert FIRST_DAY < last_day() < first
    prices = {q: now.cover_prices.of(q) for q in now.requirement.queue_ids}
    assert prices == {"fault": 10, "billing": 10}
    by_queue = {c.queue_id: c.points for c in card.charges if c.rule == UNDERSTAFFING}
    short = card.cover.shortfall.sum(axis=1).tolist()
    assert by_queue == {q: 10 * n for q, n in zip(now.requirement.queue_ids, short, strict=True)}
