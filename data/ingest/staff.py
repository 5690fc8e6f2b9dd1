"""A folder of staff files: agents, contracts, templates, leave, availability and wishes.

`data.export.staff` writes the same files.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import Literal, TypeVar, cast

from data.files.headings import stored_word
from data.files.rows import Faults, Row, read_rows
from data.model.checks.ids import meant
from data.model.checks.staff import staff_faults
from data.model.errors import UnreadableFile
from data.model.language import tr
from data.model.shift import DAY_MIN, BreakWindow, ShiftTemplate
from data.model.staff import LEVELS, WEEKDAYS, Agent, Availability, Contract, Leave, Staff, Wish

T = TypeVar("T")
A = TypeVar("A", Agent, Contract)


FILES = ("agents", "contracts", "templates", "leave", "availability", "wishes")
"""Files of a folder, by the fields of a staff."""


def staff_file(folder: Path, name: str) -> Path:
    """File of a table in a staff folder, CSV or workbook; the CSV's path where there is neither.

    Raises
    ------
    UnreadableFile
        If there are both.
    """
    text, book = (Path(folder) / f"{name}{suffix}" for suffix in (".csv", ".xlsx"))
    if text.exists() and book.exists():
        raise UnreadableFile(
            tr(
                "{folder} holds {name} and {name2}: leave the one in it that is to count",
                folder=folder,
                name=text.name,
                name2=book.name,
            )
        )
    return book if book.exists() else text


def read_staff(folder: Path, onto: Staff | None = None) -> Staff:
    """Read a staff folder of CSV files or workbooks; leave, availability and wishes may be absent.

    Parameters
    ----------
    onto
        A staff whose tables stand where the folder has no file, or one without rows.

    Raises
    ------
    UnreadableFile
        If the folder or one of its first three files is missing or no table,
        or a table is there twice.
    BadRows
        If rows are wrong, contradict each other, or name unknown agents, contracts or templates;
        the message lists all.
    """
    folder, faults = Path(folder), Faults()
    must, stored = onto is None, onto or Staff()
    _refuse_other_folders(folder, must)
    templates = _read(
        staff_file(folder, "templates"), ("code", "length_min"), _template, faults, must
    )
    contracts = _read(
        staff_file(folder, "contracts"),
        ("contract_id", "weekly_min_min", "weekly_max_min"),
        _contract,
        faults,
        must,
    )
    agents = _read(
        staff_file(folder, "agents"), ("agent_id", "contract_id", "skills"), _agent, faults, must
    )
    leave = _read(staff_file(folder, "leave"), ("agent_id", "first", "last"), _leave, faults, False)
    hours = _read(
        staff_file(folder, "availability"), ("agent_id", "weekday"), _availability, faults, False
    )
    wishes = _read(staff_file(folder, "wishes"), ("agent_id", "day"), _wish, faults, False)
    _check_ids(templates, lambda template: template.code)
    _check_ids(contracts, lambda contract: contract.contract_id)
    _check_ids(agents, lambda agent: agent.agent_id)
    codes = _ids(templates, stored.templates, lambda template: template.code)
    _check_references(contracts, lambda c: c.templates, codes, tr("template"))
    contract_ids = _ids(contracts, stored.contracts, lambda contract: contract.contract_id)
    known = _ids(agents, stored.agents, lambda agent: agent.agent_id)
    _check_references(agents, lambda agent: (agent.contract_id,), contract_ids, tr("contract"))
    _check_references(leave, lambda item: (item.agent_id,), known, tr("agent"))
    _check_references(hours, lambda item: (item.agent_id,), known, tr("agent"))
    _check_references(wishes, lambda item: (item.agent_id,), known, tr("agent"))
    read = (agents, contracts, templates, leave, hours, wishes)
    staff = Staff(*map(_values, read))  # type: ignore[arg-type]
    rows = {id(value): row for table in read for row, value in table}
    for fault in staff_faults(staff):
        if rows[id(fault.value)].sound:
            rows[id(fault.value)].wrong(fault.why)
    faults.raise_if_any()
    return staff if onto is None else _laid_onto(onto, staff, agents, contracts)


def _refuse_other_folders(folder: Path, must: bool) -> None:
    """Refuse what holds no staff; where a table must be there, its reading tells of it."""
    if not folder.is_dir():
        raise UnreadableFile(
            tr("{folder} is no folder; expected one with agents.csv and the rest", folder=folder)
        )
    if not must and not any(staff_file(folder, name).exists() for name in FILES):
        raise UnreadableFile(
            tr(
                "{folder}: none of {files} is there; give your files these names",
                folder=folder,
                files=", ".join(f"{f}.csv" for f in FILES),
            )
        )


def _laid_onto(
    onto: Staff,
    staff: Staff,
    agents: list[tuple[Row, Agent]],
    contracts: list[tuple[Row, Contract]],
) -> Staff:
    """A staff with the tables that were read; columns that these lack stay as they are stored."""
    for column in ("leave_days", "proficiency"):
        if not _tells(agents, column):
            staff = replace(staff, agents=_as_stored(staff.agents, onto.agents, column))
    if not _tells(contracts, "leave_days"):
        contracts_ = _as_stored(staff.contracts, onto.contracts, "leave_days")
        staff = replace(staff, contracts=contracts_)
    given = {name: getattr(staff, name) for name in FILES}
    return replace(onto, **{name: rows for name, rows in given.items() if rows})


def _tells(read: list[tuple[Row, T]], column: str) -> bool:
    return any(column in row.cells for row, _ in read)


def _as_stored(read: tuple[A, ...], stored: tuple[A, ...], column: str) -> tuple[A, ...]:
    """Those whom a file without that column names: what is stored in it stays."""
    was = {_id(one): getattr(one, column) for one in stored}
    return tuple(replace(one, **{column: was.get(_id(one), getattr(one, column))}) for one in read)


def _id(one: Agent | Contract) -> str:
    return one.agent_id if isinstance(one, Agent) else one.contract_id


def _ids(
    read: list[tuple[Row, T]], stored: tuple[T, ...], identity: Callable[[T], str]
) -> Collection[str]:
    """Ids of a table: those of the file, or of the stored one where the file holds none."""
    values = [value for _, value in read] or stored
    return dict.fromkeys(map(identity, values))


def _read(
    path: Path,
    needed: tuple[str, ...],
    make: Callable[[Row], T],
    faults: Faults,
    must: bool = True,
) -> list[tuple[Row, T]]:
    if not must and not path.exists():
        return []
    rows = ((row, row.made(lambda row=row: make(row))) for row in read_rows(path, needed, faults))  # type: ignore[misc]
    return [(row, value) for row, value in rows if value is not None]


def _values(read: list[tuple[Row, T]]) -> tuple[T, ...]:
    return tuple(value for _, value in read)


def _check_ids(read: list[tuple[Row, T]], identity: Callable[[T], str]) -> None:
    first: dict[str, str] = {}
    for row, value in read:
        taken = first.setdefault(identity(value), row.where)
        if taken != row.where:
            row.wrong(tr("{identity} is already in {taken}", identity=identity(value), taken=taken))


def _check_references(
    read: list[tuple[Row, T]],
    names: Callable[[T], Collection[str]],
    known: Collection[str],
    what: str,
) -> None:
    for row, value in read:
        for name in names(value):
            if name not in known:
                slip = meant(name, known)
                hint = tr("; write {slip!r} if that is meant", slip=slip) if slip else ""
                row.wrong(tr("{what} {name!r} is unknown{hint}", what=what, name=name, hint=hint))


def _agent(row: Row) -> Agent:
    agent_id = row.identity("agent_id")
    skills = _listed(row.text("skills"))
    return Agent(
        agent_id or "?",
        row.text("name"),
        row.identity("contract_id"),
        skills,
        row.text("team").strip(),
        row.flag("senior"),
        row.whole("leave_days") if row.text("leave_days").strip() else None,
        _levels(row, skills),
    )


def _levels(row: Row, skills: Collection[str]) -> tuple[tuple[str, int], ...]:
    """Proficiency written `faults=5;billing=2`, of skills that the agent has."""
    found = []
    for part in _listed(row.text("proficiency")):
        skill, equals, level = (piece.strip() for piece in part.rpartition("="))
        if not equals or skill not in skills or not level.isdecimal() or int(level) not in LEVELS:
            row.wrong(
                tr(
                    "proficiency '{part}' is not a skill of theirs with a number from 1 to 5, like "
                    "faults=4",
                    part=part,
                )
            )
        else:
            found.append((skill, int(level)))
    return tuple(found)


def _contract(row: Row) -> Contract:
    return Contract(
        row.identity("contract_id"),
        row.text("name"),
        row.whole("weekly_min_min"),
        row.whole("weekly_max_min"),
        _listed(row.text("templates")),
        row.whole("hour_cents", 0),
        row.whole("leave_days", 0),
    )


def _template(row: Row) -> ShiftTemplate:
    earliest = row.clock("earliest_start")
    return ShiftTemplate(
        row.identity("code"),
        row.text("name"),
        earliest,
        row.clock("latest_start", earliest),
        row.whole("step_min", 30),
        row.whole("length_min"),
        tuple(_break(row, text) for text in _listed(row.text("breaks"))),
    )


def _break(row: Row, text: str) -> BreakWindow:
    """A window written `label|length|earliest|latest|paid`, times in minutes after the start.

    A sixth part, where there is one, is the least time since the break before.
    """
    parts = text.split("|")
    numbers = [*parts[1:4], *parts[5:]]
    if len(parts) not in (5, 6) or not all(part.isdecimal() for part in numbers):
        row.wrong(
            tr(
                "break '{text}' is not "
                "label|length_min|earliest_min|latest_min|paid, or with |apart_min "
                "after it",
                text=text,
            )
        )
        return BreakWindow("?", 1, 0, 0)
    if parts[4] not in ("paid", "unpaid"):
        row.wrong(tr("break '{text}' says neither paid nor unpaid", text=text))
    length, earliest, latest, *apart = map(int, numbers)
    return BreakWindow(parts[0], length, earliest, latest, parts[4] == "paid", *apart)


def _leave(row: Row) -> Leave:
    first, last = row.day("first"), row.day("last")
    return Leave(
        row.identity("agent_id"), first, last, stored_word("kind", row.text("kind", "annual"))
    )


def _availability(row: Row) -> Availability:
    weekday = row.choice("weekday", (*WEEKDAYS, *"0123456"), "Mon")
    number = WEEKDAYS.index(weekday) if weekday in WEEKDAYS else int(weekday)
    earliest, latest = row.clock("earliest", 0), row.clock("latest", 2 * DAY_MIN)
    return Availability(row.identity("agent_id"), number, earliest, latest)


def _wish(row: Row) -> Wish:
    return Wish(
        row.identity("agent_id"),
        row.day("day") if row.text("day").strip() else None,
        cast(Literal["off", "on"], row.choice("want", ("off", "on"), "off")),
        row.clock("earliest_start", 0),
        row.clock("latest_start", DAY_MIN - 1),
        row.whole("weight", 1),
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())
