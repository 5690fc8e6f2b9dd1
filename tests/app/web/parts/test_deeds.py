"""The trail in sentences: every verb has one, and what changed is said with names."""

import ast
from dataclasses import replace
from datetime import date

import pytest

from app.services.centre import set_planning, set_queue
from app.services.history import tag_slots
from app.services.people.agents import change_agent, remove_agents
from app.services.people.leave import add_leave
from app.services.roster.build import rules_of
from app.services.rules.saved import change_setting
from app.services.staffing.shrinkage import set_shrinkage
from app.web.pages.audit.entry import folded, group_row
from app.web.parts.deeds import _SAID, Names, sentence_of
from data.model.audit import AuditEntry
from data.model.requirement import Shrinkage
from data.model.staff import Leave
from data.store import documents
from tests import ROOT
from tests.app.small_centre import NOW, SmallCentre

NAMES = Names({"A001": "Li Na"}, {"fault": "Fault reports"}, {}, {"R-1": "Winter"})


def newest(small: SmallCentre, names: Names = NAMES) -> str:
    return sentence_of(small.context.store.audit(limit=1)[0], names)


def verbs() -> set[str]:
    """Verbs that use cases write as literals."""
    found = set()
    for path in (ROOT / "app" / "services").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "entry"
            if called and node.args and isinstance(node.args[0], ast.Constant):
                found.add(node.args[0].value)
    return found


def test_every_verb_has_a_sentence() -> None:
    assert len(verbs()) > 25
    assert verbs() <= {*_SAID}


def test_an_unknown_verb_is_said_by_its_own_words() -> None:
    entry = AuditEntry("x", "walk_dog", "agent:A001", NOW)
    assert sentence_of(entry, NAMES) == "walk dog: Li Na"


@pytest.mark.parametrize("verb", sorted(_SAID))
def test_an_entry_of_an_earlier_version_that_tells_less_is_said_all_the_same(verb: str) -> None:
    said = sentence_of(AuditEntry("x", verb, "roster:R-1", NOW), NAMES)
    assert said
    assert "{" not in said


def test_what_changed_is_said_field_by_field(small: SmallCentre) -> None:
    context = small.context
    set_queue(context, "fault", {"patience_s": 70.0}, {"service_share": 0.9})
    assert newest(small) == (
        "Changed queue Fault reports: patience nothing → 70, share answered in time 80% → 90%"
    )
    one = next(a for a in context.store.load(documents.STAFF).agents if a.agent_id == "A001")
    change_agent(context, replace(one, team="east", skills=("fault",)))
    assert "skills" in newest(small)
    assert "team" in newest(small)
    assert newest(small).startswith("Changed Li Na: ")
    set_planning(context, {"roster_weeks": 6})
    assert newest(small) == "Changed planning defaults: Weeks of a roster 4 → 6"
    set_shrinkage(context, Shrinkage("meetings", 0.05))
    assert "meetings nothing → 5.0%" in newest(small)
    setting = rules_of(context)[-1]
    change_setting(context, setting, replace(setting, precedence=990))
    assert newest(small).startswith("Changed the rules: ")


def test_people_and_slots_are_called_by_their_names(small: SmallCentre) -> None:
    context = small.context
    add_leave(context, Leave("A001", date(2025, 9, 1), date(2025, 9, 2)))
    assert newest(small) == "Entered annual leave of Li Na, Mon 1 Sep 2025 to Tue 2 Sep 2025"
    start = context.store.load_series("fault").grid.start
    tag_slots(context, "fault", start, start.replace(hour=start.hour + 1), "Flood")
    assert newest(small).startswith("Marked Fault reports as Flood, Sun 1 Jun 2025")
    remove_agents(context, ("A001",))
    assert newest(small, Names()).startswith("Took out of the staff: ")
    assert "A001" not in newest(small, Names())


def test_files_of_a_running_day_are_one_line_until_something_else_happens() -> None:
    def entry(verb: str, minute: int, who: str = "running day") -> AuditEntry:
        return AuditEntry(who, verb, f"{minute}.csv", NOW.replace(minute=minute))

    trail = [entry("import_day", 9), entry("import_day", 8), entry("import_day", 7),
             entry("set_centre", 6), entry("set_centre", 5), entry("import_day", 4),
             entry("import_day", 3, "Li Na")]  # fmt: skip
    groups = folded(trail)
    assert [len(group) for group in groups] == [3, 1, 1, 1, 1]
    assert [one for group in groups for one in group] == trail
    line = group_row(groups[0], "Asia/Shanghai", NAMES)
    assert "9.csv" in line["What happened"]
    assert "2 more like it since" in line["What happened"]
    assert "more like it" not in group_row(groups[3], "Asia/Shanghai", NAMES)["What happened"]
