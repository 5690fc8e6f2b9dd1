"""What to write to those whose shifts change, ready to be sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.services.roster.check import OFF, CellChange
from data.model.language import tr, trn
from data.model.staff import Leave
from data.model.words import day_in_words


@dataclass(frozen=True)
class Message:
    """The text for one person."""

    agent_id: str
    name: str
    text: str


def told_and_away(
    changes: Iterable[CellChange], leave: Iterable[Leave]
) -> tuple[tuple[CellChange, ...], tuple[CellChange, ...]]:
    """Changes that people are written about, and shifts given to somebody who is away that day.

    Who is sick is neither asked to come nor troubled with who works instead.
    """
    rows: dict[str, list[Leave]] = {}
    for row in leave:
        rows.setdefault(row.agent_id, []).append(row)
    told, away = [], []
    for change in changes:
        if not any(row.first <= change.day <= row.last for row in rows.get(change.agent_id, ())):
            told.append(change)
        elif change.after != OFF:
            away.append(change)
    return tuple(told), tuple(away)


def messages_of(
    changes: Iterable[CellChange],
    names: Mapping[str, str],
    who: str,
    why: str = "",
    version: int = 0,
) -> tuple[Message, ...]:
    """One text for each person whose shifts change, in order of their names.

    Parameters
    ----------
    names
        Name of each agent.
    who
        To whom they answer.
    version
        Published version; 0 while it is not published yet.
    """
    mine: dict[str, list[CellChange]] = {}
    for change in sorted(changes, key=lambda one: (one.day, one.agent_id)):
        mine.setdefault(change.agent_id, []).append(change)
    found = [
        Message(agent_id, names.get(agent_id, agent_id), _text(agent_id, rows, names, who, why))
        for agent_id, rows in mine.items()
    ]
    if version:
        says = tr("Roster version {version}.", version=version)
        found = [Message(m.agent_id, m.name, f"{m.text} {says}") for m in found]
    return tuple(sorted(found, key=lambda message: message.name))


def _text(
    agent_id: str, rows: list[CellChange], names: Mapping[str, str], who: str, why: str
) -> str:
    begin = trn(
        "{name}, one of your shifts changes:",
        "{name}, {n} of your shifts change:",
        len(rows),
        name=names.get(agent_id, agent_id),
    )
    lines = [
        tr("{day}: {before} becomes {after}", day=day_in_words(row.day), before=before, after=after)
        for row in rows
        for before, after in (row.in_words,)
    ]
    because = [tr("Reason: {why}.", why=why.rstrip("."))] if why else []
    ends = tr("Please confirm to {who}.", who=who)
    return "\n".join([begin, *lines, *because, ends])
