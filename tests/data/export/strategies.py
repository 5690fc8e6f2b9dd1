"""Values that Hypothesis makes up for round trips through files."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume
from hypothesis import strategies as st

from data.model.activity import Activity
from data.model.checks.ids import id_fault
from data.model.checks.staff import staff_faults
from data.model.roster import Roster
from data.model.shift import Break, BreakWindow, Shift, ShiftTemplate
from data.model.staff import Agent, Availability, Contract, Leave, Staff, Wish

# What people type, formulas and quotes included; no control characters, which no file may hold.
words = st.text(
    st.one_of(
        st.sampled_from("=+-@'\"\t,;| \u3000王é"),
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")),
    ),
    max_size=12,
)
names = words.filter(lambda text: text.strip() != "" and "\t" not in text)
codes = names.filter(lambda text: not set(";|:") & set(text) and " + " not in text)
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@st.composite
def shifts(draw: st.DrawFn, first: date, count: int) -> Shift:
    start = draw(st.integers(0, 1439))
    length = draw(st.integers(1, 2000))
    breaks = []
    at = start
    for _ in range(draw(st.integers(0, 3))):
        begin = draw(st.integers(at, start + length))
        end = draw(st.integers(begin, start + length))
        if end > begin:
            breaks.append(Break(begin, end - begin, draw(codes), draw(st.booleans())))
            at = end
    day = first + timedelta(days=draw(st.integers(0, count - 1)))
    held = draw(st.lists(activities(start, length), max_size=2)) if length > 1 else []
    template = draw(templates)
    return Shift(draw(names), day, start, length, template, tuple(breaks), tuple(sorted(held)))


@st.composite
def activities(draw: st.DrawFn, start: int, length: int) -> Activity:
    begin = draw(st.integers(start, start + length - 1))
    return Activity(begin, draw(st.integers(1, start + length - begin)), draw(codes))


ids = codes.map(str.strip).filter(lambda text: not id_fault(text))
templates = codes.filter(lambda text: text == text.strip() and text != "-")


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    first, count = draw(days), draw(st.integers(1, 9))
    found = draw(st.lists(shifts(first, count), max_size=8))
    return Roster(first, count, tuple(found))


@st.composite
def staffs(draw: st.DrawFn) -> Staff:
    menu = draw(st.lists(shift_templates(), max_size=3, unique_by=lambda t: t.code))
    contracts = draw(
        st.lists(contracts_of(tuple(t.code for t in menu)), max_size=3, unique_by=contract_id)
    )
    ids = [c.contract_id for c in contracts]
    agents = draw(st.lists(agents_of(ids), max_size=4, unique_by=agent_id)) if ids else []
    known = [agent.agent_id for agent in agents]
    return _sound(
        tuple(agents),
        tuple(contracts),
        tuple(menu),
        *(tuple(draw(st.lists(kind(known), max_size=3))) if known else () for kind in WANTS),
    )


def _sound(*tables: tuple) -> Staff:  # type: ignore[type-arg]
    """A staff without what it may not hold: later leave and wishes that meet earlier ones, say."""
    staff = Staff(*tables)
    gone = {id(fault.value) for fault in staff_faults(staff)}
    menu = tuple(replace(t, breaks=()) if id(t) in gone else t for t in staff.templates)
    rest = {
        name: tuple(value for value in getattr(staff, name) if id(value) not in gone)
        for name in ("leave", "availability", "wishes")
    }
    sound = replace(staff, templates=menu, **rest)  # type: ignore[arg-type]
    assume(not staff_faults(sound))
    return sound


def contract_id(contract: Contract) -> str:
    return contract.contract_id


def agent_id(agent: Agent) -> str:
    return agent.agent_id


@st.composite
def shift_templates(draw: st.DrawFn) -> ShiftTemplate:
    length = draw(st.integers(60, 1440))
    windows = []
    for _ in range(draw(st.integers(0, 2))):
        size = draw(st.integers(1, 30))
        earliest = draw(st.integers(0, length - size))
        latest = draw(st.integers(earliest, length - size))
        windows.append(BreakWindow(draw(codes), size, earliest, latest, draw(st.booleans())))
    earliest = draw(st.integers(0, 1439))
    return ShiftTemplate(
        draw(ids),
        draw(words),
        earliest,
        draw(st.integers(earliest, 1439)),
        draw(st.integers(1, 240)),
        length,
        tuple(windows),
    )


@st.composite
def contracts_of(draw: st.DrawFn, menu: tuple[str, ...]) -> Contract:
    least = draw(st.integers(0, 3000))
    chosen = tuple(draw(st.permutations(menu)))[: draw(st.integers(0, len(menu)))]
    most = draw(st.integers(least, 4000))
    return Contract(draw(ids), draw(words), least, most, chosen, draw(st.integers(0, 9999)))


@st.composite
def agents_of(draw: st.DrawFn, contracts: list[str]) -> Agent:
    skills = tuple(draw(st.lists(ids, max_size=3)))
    contract = draw(st.sampled_from(contracts))
    return Agent(
        draw(ids), draw(words), contract, skills, draw(ids | st.just("")), draw(st.booleans())
    )


def leaves(known: list[str]) -> st.SearchStrategy[Leave]:
    return st.builds(
        lambda who, first, more, kind: Leave(who, first, first + timedelta(days=more), kind),
        st.sampled_from(known),
        days,
        st.integers(0, 30),
        ids,
    )


def hours(known: list[str]) -> st.SearchStrategy[Availability]:
    minutes = st.integers(0, 2880)
    return st.builds(Availability, st.sampled_from(known), st.integers(0, 6), minutes, minutes)


def wishes(known: list[str]) -> st.SearchStrategy[Wish]:
    minute = st.integers(0, 1439)
    return st.builds(
        Wish,
        st.sampled_from(known),
        st.none() | days,
        st.sampled_from(["off", "on"]),
        minute,
        minute,
        st.integers(1, 5),
    )


WANTS = (leaves, hours, wishes)
