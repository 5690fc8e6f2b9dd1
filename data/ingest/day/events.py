"""A file of the running day to states of queues or of agents; bad rows are set aside."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from data.files.headings import column_said
from data.files.table import CsvTable, first_cells, read_table, refuse_double_columns
from data.files.text import decode, read_bytes
from data.files.values import Complaints, instants_of
from data.model.checks.ids import id_fault
from data.model.day.live import AgentEvent, QueueState
from data.model.errors import UnreadableFile
from data.model.language import tr, trn

CLOCK_SKEW = timedelta(minutes=5)
"""Clocks of telephone systems run ahead by so much; later is another zone, or a wrong clock."""
_MOST_WAITING, _MOST_WAIT_S = 1_000_000, 86_400.0
_COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "queue_states": {
        "queue": ("queue", "queue_id", "skill", "队列", "技能组"),
        "at": ("at", "time", "timestamp", "时间", "时刻"),
        "waiting": ("waiting", "queued", "calls_waiting", "等待数", "排队数"),
        "longest_wait_s": ("longest_wait_s", "longest_wait", "oldest_s", "最长等待", "最长等待秒"),
    },
    "agent_states": {
        "agent": ("agent", "agent_id", "工号", "坐席", "坐席工号"),
        "state": ("state", "status", "状态"),
        "since": ("since", "at", "time", "timestamp", "时间", "开始时间"),
    },
}
_OPTIONAL = {"longest_wait_s"}
_EXPECTED = "queue,at,waiting,longest_wait_s | agent,state,since"


@dataclass(frozen=True, eq=False)
class DayEvents:
    """What was read from a file of the running day; one of the two kinds is empty.

    Parameters
    ----------
    kind
        `queue_states` or `agent_states`.
    rejected
        Rows set aside: `row` (as a spreadsheet counts them), `reason`, `text`.
    warnings
        Sentences about what was assumed or left out.
    """

    kind: str
    queue_states: tuple[QueueState, ...]
    agent_events: tuple[AgentEvent, ...]
    rejected: pd.DataFrame
    warnings: tuple[str, ...]
    digest: str


def event_kind(path: Path) -> str:
    """Which events a file holds, by its header; empty where it holds none that are known here.

    Raises
    ------
    UnreadableFile
        If it is no text.
    """
    expected = tr("a file of the running day")
    return _kind(first_cells(decode(read_bytes(path, expected), path, expected)))


def _kind(cells: Collection[str]) -> str:
    names = {cell.strip().lower() for cell in cells}
    for kind, columns in _COLUMNS.items():
        if all(names & {*known} for name, known in columns.items() if name not in _OPTIONAL):
            return kind
    return ""


def read_day_events(
    path: Path, zone: str, *, now: datetime, queues: Collection[str], agents: Collection[str]
) -> DayEvents:
    """Read a file of states of queues (`queue,at,waiting,longest_wait_s`) or of agents.

    Parameters
    ----------
    zone
        Clock of times without an offset.
    now
        The present; what is said of later moments is set aside.
    queues, agents
        Ids that there are. States of another queue are set aside; those of another agent are
        taken, since people are often put into the staff on the day on which they begin.

    Notes
    -----
    A row may come late, in any order: what counts is its moment. Rows that repeat another are
    left out; of several that say otherwise for one moment the last of the file counts.

    Raises
    ------
    UnreadableFile
        If the file cannot be read as a whole.
    """
    expected = tr("a file of the running day ({columns})", columns=_EXPECTED)
    content = read_bytes(path, expected)
    table = read_table(decode(content, path, expected))
    refuse_double_columns((name.lower() for name in table.header), path)
    kind = _kind(table.header)
    if not kind:
        raise UnreadableFile(
            tr(
                "{path} begins with {shown!r}, which is no header known here; expected {expected}",
                path=path.name,
                shown=",".join(table.header)[:200],
                expected=_EXPECTED,
            )
        )
    complaints, notes = Complaints(table.malformed), list[str]()
    cells = _named(table, kind)
    whose, moment = ("queue", "at") if kind == "queue_states" else ("agent", "since")
    instants = _moments(cells[moment], moment, zone, now, complaints, notes)
    frame = cells.assign(moment=instants)
    _check_ids(frame[whose], whose, complaints)
    if kind == "queue_states":
        _check_queues(frame, queues, complaints)
    else:
        empty = frame["state"] == ""
        complaints.add(empty, tr("state is empty"))
        _note_strangers(complaints.spared(frame)["agent"], agents, notes)
    frame = _once(complaints.spared(frame), [whose, "moment"], complaints, notes)
    _note_order(frame, whose, notes)
    frame = frame.sort_values("moment", kind="stable")
    at = [stamp.to_pydatetime() for stamp in frame["moment"]]
    return DayEvents(
        kind,
        _queue_states(frame, at) if kind == "queue_states" else (),
        _agent_events(frame, at) if kind == "agent_states" else (),
        complaints.table(table.original),
        tuple(notes),
        hashlib.sha256(content).hexdigest()[:16],
    )


def _named(table: CsvTable, kind: str) -> pd.DataFrame:
    """Columns under their names here; an optional one that is not there is empty."""
    cells, found = table.cells, {}
    lower = [str(name).lower() for name in cells.columns]
    for name, known in _COLUMNS[kind].items():
        at = next((lower.index(one) for one in known if one in lower), None)
        found[name] = cells.iloc[:, at] if at is not None else pd.Series("", cells.index)
    return pd.DataFrame(found, index=cells.index).astype(object)


def _moments(
    texts: pd.Series,
    name: str,
    zone: str,
    now: datetime,
    complaints: Complaints,
    notes: list[str],
) -> pd.Series:
    found = instants_of(texts, name, zone, complaints, notes)
    local = found.dt.tz_convert(zone)
    complaints.add(
        found > pd.Timestamp(now + CLOCK_SKEW),
        lambda row: tr(
            "{name} {at:%Y-%m-%d %H:%M} lies in the future: check clock and zone of the "
            "system that wrote it",
            name=column_said(name),
            at=local.at[row],
        ),
    )
    return found


def _check_ids(texts: pd.Series, name: str, complaints: Complaints) -> None:
    complaints.add(texts == "", tr("{name} is empty", name=column_said(name)))
    faults = {one: fault for one in texts.unique() if one and (fault := id_fault(one))}
    complaints.add(
        texts.isin(list(faults)), lambda row: f"{column_said(name)} {faults[str(texts.at[row])]}"
    )


def _check_queues(frame: pd.DataFrame, queues: Collection[str], complaints: Complaints) -> None:
    known = ", ".join(sorted(queues)[:10]) + (", ..." if len(queues) > 10 else "")
    strange = (frame["queue"] != "") & ~frame["queue"].isin(list(queues))
    complaints.add(
        strange,
        lambda row: tr(
            "no queue {queue!r} is known; known: {known}",
            queue=frame["queue"].at[row],
            known=known or tr("none yet"),
        ),
    )
    for name, most in (("waiting", _MOST_WAITING), ("longest_wait_s", _MOST_WAIT_S)):
        texts = frame[name]
        numbers = pd.to_numeric(texts, errors="coerce").astype(np.float64)
        needed = name == "waiting"
        bad = (numbers.isna() & ((texts != "") | needed)) | (numbers < 0) | (numbers > most)
        bad |= needed & (numbers != numbers.round())
        complaints.add(
            bad,
            lambda row, name=name, texts=texts, most=most: tr(  # type: ignore[misc]
                "{name} '{text}' is no number from 0 to {most:g}",
                name=column_said(name),
                text=str(texts.at[row])[:100],
                most=most,
            ),
        )
        frame[name] = numbers


def _note_strangers(found: pd.Series, agents: Collection[str], notes: list[str]) -> None:
    strange = sorted(set(map(str, found.unique())) - {*agents})
    if strange:
        shown = ", ".join(strange[:5]) + (", ..." if len(strange) > 5 else "")
        notes.append(
            trn(
                "{n} agent is not in the staff ({shown}): saved all the same, and counted as soon "
                "as the staff has the id",
                "{n} agents are not in the staff ({shown}): saved all the same, and counted as "
                "soon as the staff has the ids",
                len(strange),
                shown=shown,
            )
        )


def _once(
    frame: pd.DataFrame, key: list[str], complaints: Complaints, notes: list[str]
) -> pd.DataFrame:
    """One row for each moment: repeated ones left out, of contradicting ones the last."""
    repeated = frame.duplicated([name for name in frame.columns if name not in ("at", "since")])
    if repeated.any():
        notes.append(
            tr("{sum} rows repeat an earlier row of the file: left out", sum=int(repeated.sum()))
        )
    rows = frame.loc[~repeated]
    older = rows.duplicated(key, keep="last")
    last = {tuple(row): number for number, *row in rows.loc[~older, key].itertuples()}
    complaints.add(
        older,
        lambda row: tr(
            "row {last} says otherwise for the same moment, and came later",
            last=last[tuple(rows.loc[row, key])],
        ),
    )
    return rows.loc[~older]


def _note_order(frame: pd.DataFrame, whose: str, notes: list[str]) -> None:
    back = frame.groupby(whose, sort=False)["moment"].diff() < pd.Timedelta(0)
    if back.any():
        notes.append(
            trn(
                "{n} row goes back in time: it was put in its place",
                "{n} rows go back in time: they were put in their places",
                int(back.sum()),
            )
        )


def _queue_states(frame: pd.DataFrame, at: list[datetime]) -> tuple[QueueState, ...]:
    columns = (frame["queue"], frame["waiting"], frame["longest_wait_s"])
    return tuple(
        QueueState(str(queue), moment, int(waiting), float(wait))
        for moment, queue, waiting, wait in zip(at, *columns, strict=True)
    )


def _agent_events(frame: pd.DataFrame, at: list[datetime]) -> tuple[AgentEvent, ...]:
    columns = (frame["agent"], frame["state"])
    return tuple(
        AgentEvent(str(agent), moment, str(said))
        for moment, agent, said in zip(at, *columns, strict=True)
    )
