"""Menus and prices from the command line, on a stored centre."""

import json
import threading
from dataclasses import replace

import pytest

from app.services.roster.build import build_roster, problem_for
from app.services.roster.locks import LockSpan, lock_cells
from app.services.shift_design.design import adopt_design, ranked_alike, try_designs
from data.model.errors import InvalidValue
from data.model.publication import SavedRoster
from data.store import documents
from rostering.shift_design import DesignRequest, design_shifts
from rostering.solver.progress import Progress
from tests.app.small_centre import SmallCentre
from tests.until import until

Rostered = tuple[SmallCentre, SavedRoster]


def first_day(saved: SavedRoster) -> str:
    assert saved.result.roster is not None
    return str(saved.result.roster.first)


@pytest.mark.usefixtures("hasty")
def test_a_menu_is_designed_and_adopted_with_its_reason(rostered: Rostered, peakshift) -> None:
    centre, saved = rostered
    asked = ("--from", first_day(saved), "--weeks", "1", "--step", "240", "--time-limit", "1")
    code, out, said = peakshift(
        centre.url, "shift-design", "design", *asked, "--codes", "6,9", "--json"
    )
    assert code == 0, said
    told = json.loads(out)
    assert [o["most"] for o in told["options"]] == [6, 9]
    assert told["options"][0]["points"] >= told["options"][1]["points"] >= told["free_points"]
    code, out, said = peakshift(
        centre.url,
        "shift-design",
        "adopt",
        *asked,
        "--codes",
        "9",
        "--why",
        "easier to say",
        "--json",
    )
    assert code == 0, said
    staff = centre.context.store.load(documents.STAFF)
    adopted = set(json.loads(out)["adopted"])
    assert {t.code for t in staff.menu} == adopted
    held = {agent.contract_id for agent in staff.agents}
    assert all(set(c.templates) <= adopted for c in staff.contracts if c.contract_id in held)
    (entry,) = centre.context.store.audit(verb="adopt_menu")
    assert entry.why == "easier to say"
    kept = centre.context.store.load_roster(saved.roster_id)
    assert kept.problem.templates == saved.problem.templates


def test_menus_are_tried_on_whole_rosters_with_their_new_lengths(rostered: Rostered) -> None:
    centre, saved = rostered
    assert saved.result.roster is not None
    problem = problem_for(centre.context, saved.result.roster.first, 7)
    design = design_shifts(problem, DesignRequest(240, codes=(8, 10), time_limit_s=1))
    told: list[Progress] = []
    tried = try_designs(problem, design, 1, sizes=(10,), progress=told.append)
    assert [t.menu for t in tried] == ["today's templates", "10 codes"]
    assert tried[1].codes <= 10
    assert tried[1].designed == design.options[-1].points
    assert all(t.objective is not None for t in tried)
    assert any(state.phase.startswith("10 codes (2 of 2)") for state in told)
    assert max(state.seconds for state in told) > 1  # of all menus together
    assert ranked_alike(tried) is not None
    assert ranked_alike(tried[:1]) is None
    stop = threading.Event()
    stop.set()
    assert try_designs(problem, design, 2, stop=stop) == ()
    with pytest.raises(InvalidValue, match="reason"):
        adopt_design(centre.context, problem, design.options[0].templates, " ")


def test_an_adopted_menu_of_new_lengths_keeps_history_locks_and_old_templates(
    rostered: Rostered,
) -> None:
    centre, saved = rostered
    roster = saved.result.roster
    assert roster is not None
    before = centre.context.store.load(documents.STAFF)
    problem = problem_for(centre.context, roster.first, 7)
    lengths = (240, 300, 360, 420, 540, 600)
    asked = DesignRequest(120, codes=(9,), time_limit_s=2, lengths=lengths)
    (option,) = design_shifts(problem, asked).options
    new = [t for t in option.templates if t.length_min not in {x.length_min for x in before.menu}]
    assert new
    assert all("paid" in t.name or not t.breaks for t in new)
    adopt_design(centre.context, problem, option.templates, "shorter days")
    after = centre.context.store.load(documents.STAFF)
    assert set(before.templates) <= set(after.templates)
    assert set(after.menu) == set(option.templates)
    first = LockSpan(first=roster.first, last=roster.first)
    locks = lock_cells(roster, (first,), None, problem.agents)
    built = build_roster(
        centre.context, roster.first, 1, start_id=saved.roster_id, spans=(first,), **until()
    )
    assert built.result.roster is not None
    assert built.scorecard.hard_violations == 0
    for lock in locks:
        (kept,) = built.result.roster.by_cell.get((lock.agent_id, lock.day), (None,))
        assert (kept and (kept.template, kept.start_min)) == (
            lock.shift and (lock.shift.template, lock.shift.start_min)
        )
    later = {s.template for s in built.result.roster.shifts if s.day > roster.first}
    assert later <= {t.code for t in option.templates}


def test_a_new_code_that_an_old_template_of_other_times_has_is_numbered(
    rostered: Rostered,
) -> None:
    centre, saved = rostered
    assert saved.result.roster is not None
    problem = problem_for(centre.context, saved.result.roster.first, 7)
    new = tuple(replace(template, code=f"{template.code}x") for template in problem.templates)
    taken = replace(new[0], length_min=1200)
    staff = centre.context.store.load(documents.STAFF)
    centre.context.store.save(
        documents.STAFF,
        replace(staff, templates=(*staff.templates, taken)),
        centre.context.entry("test", "staff"),
    )
    adopt_design(centre.context, problem, new, "fewer codes")
    after = centre.context.store.load(documents.STAFF)
    assert taken in after.templates
    assert f"{taken.code}-2" in {t.code for t in after.menu}
    assert taken.code not in {code for c in after.contracts for code in c.templates}


@pytest.mark.usefixtures("hasty")
def test_restrictions_and_lengths_are_taken_from_the_command_line(
    rostered: Rostered, peakshift
) -> None:
    centre, saved = rostered
    code, out, said = peakshift(
        centre.url, "shift-design", "design", "--from", first_day(saved), "--weeks", "1",
        "--step", "120", "--time-limit", "1", "--codes", "9", "--lengths", "4,6,7,9,11", "--json",
        "--restrict", "no start 00:00-05:00", "--restrict", "keep N8",
    )  # fmt: skip
    assert code == 0, said
    told = json.loads(out)
    own = [r["words"] for r in told["restrictions"] if r["own"]]
    assert own == [
        "no start between 00:00 and 05:00",
        "N8 stays (in a design of 9 codes)",
        "all of yours together",
    ]
    (option,) = told["options"]
    lengths = {t["length_min"] for t in option["templates"]}
    assert lengths <= {240, 360, 420, 540, 660}
    assert any(t["code"].startswith("N8") for t in option["templates"])
    code, out, said = peakshift(
        centre.url,
        "shift-design",
        "design",
        "--from",
        first_day(saved),
        "--restrict",
        "no nights please",
    )
    assert code == 1
    assert "'no nights please' is no restriction" in said
    assert "at most 8 codes" in said
    code, _, said = peakshift(
        centre.url, "shift-design", "adopt", "--from", first_day(saved), "--weeks", "1",
        "--step", "240", "--codes", "6",
        "--why", "short days", "--time-limit", "1", "--restrict", "no shift over 4",
    )  # fmt: skip
    assert code == 1
    assert "restrict it less" in said


@pytest.mark.heavy  # the page tells them too
def test_worth_tells_slots_people_and_rules(rostered: Rostered, peakshift) -> None:
    centre, saved = rostered
    code, out, said = peakshift(
        centre.url, "roster", "sensitivity", saved.roster_id, "--of", "agent", "--time-limit", "5",
        "--json",
    )  # fmt: skip
    assert code == 0, said
    told = json.loads(out)
    assert {t["kind"] for t in told["things"]} == {"agent"}
    assert all(t["low"] <= t["change"] <= t["high"] <= 0 for t in told["things"])
    assert {row["queue"] for row in told["slots"]} == {"fault", "billing"}
    code, out, said = peakshift(
        centre.url, "roster", "sensitivity", saved.roster_id, "--of", "luck"
    )
    assert code == 2
    assert "luck" in said
    code, out, _ = peakshift(
        centre.url, "roster", "sensitivity", saved.roster_id, "--of", "rule", "--time-limit", "5"
    )
    assert code == 0
    assert "dual prices" in out
