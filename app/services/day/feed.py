"""Figures of the running day come in: slots, states of queues, states of agents, a file at a time.

Slots go where history goes, by the same way: a slot that comes late, twice or corrected takes the
place of the older value, and so does the night's history.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from app.services.access.asking import asked
from app.services.changes import change, meanwhile, merged, parts_of, with_changes
from app.services.context import Context, centre_of
from app.services.history import ImportReport, import_history, kinds_of, set_aside
from data.files.text import shown_name
from data.model.codec import to_json
from data.model.day.live import DayFeed, meant_by
from data.model.errors import Conflict, InvalidValue, NotFound
from data.model.language import tr, trn
from data.store import documents
from data.store.day.events import EventKind

SLOTS = "slots"
_SHOWN_WORDS = 5


@dataclass(frozen=True)
class DayReport(ImportReport):
    """What an import of the running day did.

    Parameters
    ----------
    kind
        What the file held: `slots`, `queue_states` or `agent_states`.
    """

    kind: str = SLOTS


@asked
def import_day(context: Context, path: Path, *, rejected_folder: Path | None = None) -> DayReport:
    """Import a file of the running day: slots of queues, states of queues or states of agents.

    Its header says which of them it holds. Rows that make no sense are set aside, each with
    its reason, and the others are taken.

    Parameters
    ----------
    rejected_folder
        Where `NAME.rejected.csv` goes; beside the file if None.

    Raises
    ------
    UnreadableFile
        If the file as a whole makes no sense; nothing is stored then.
    NotFound
        If there is no centre or no queue yet.
    """
    from data.ingest.day.events import event_kind

    centre_of(context)
    if not context.store.load(documents.QUEUES):
        raise NotFound(tr("no queue is known yet: import a history file first"))
    if not event_kind(path):
        report = import_history(context, path, rejected_folder=rejected_folder, running=True)
        return DayReport(**parts_of(report), kind=SLOTS)
    return _import_events(context, path, rejected_folder)


def _import_events(context: Context, path: Path, rejected_folder: Path | None) -> DayReport:
    from data.ingest.day.events import read_day_events

    store = context.store
    found = read_day_events(
        path,
        centre_of(context).zone,
        now=context.clock(),
        queues=[queue.queue_id for queue in store.load(documents.QUEUES)],
        agents=[agent.agent_id for agent in store.load(documents.STAFF).agents],
    )
    name = shown_name(path.name)
    entry = context.entry("import_day", f"file:{name}", digest=found.digest, kind=found.kind)
    kind: EventKind = "queue_states" if found.kind == "queue_states" else "agent_states"
    counts = store.save_events(
        kind, found.queue_states or found.agent_events, found.rejected, name, entry
    )
    aside, notes = set_aside(found.rejected, path, rejected_folder)
    reasons = kinds_of(found.rejected["reason"].astype(str))
    return DayReport(
        name,
        counts.new,
        counts.unchanged,
        counts.superseded,
        counts.rejected,
        (*found.warnings, *_unknown_words(context, found.agent_events), *notes),
        aside,
        reasons,
        kind=found.kind,
    )


def _unknown_words(context: Context, events: tuple[Any, ...]) -> tuple[str, ...]:
    meanings = context.store.load(documents.DAY_FEED).meanings
    said = Counter(event.said for event in events)
    strange = [word for word, _ in said.most_common() if meant_by(word, meanings) == "other"]
    if not strange:
        return ()
    shown = ", ".join(strange[:_SHOWN_WORDS]) + (", ..." if len(strange) > _SHOWN_WORDS else "")
    return (
        trn(
            "{n} state is not known here ({shown}): say what it means with `peakshift day "
            "settings --word WORD=STATE`; until then it counts as other",
            "{n} states are not known here ({shown}): say what they mean with `peakshift day "
            "settings --word WORD=STATE`; until then they count as other",
            len(strange),
            shown=shown,
        ),
    )


FEED_LABELS: dict[str, Callable[[], str]] = {
    "folder": lambda: tr("the folder of the running day"),
    "look_every_s": lambda: tr("how often the folder is looked at [s]"),
    "quiet_s": lambda: tr("how long a file must be quiet [s]"),
    "silent_min": lambda: tr("when the feed counts as silent [min]"),
    "keep_days": lambda: tr("how long states and forecasts of a day stay [days]"),
    "words": lambda: tr("the words of the telephone system"),
}
"""Setting of the running day -> what people call it."""


@change
def set_day_feed(
    context: Context,
    changes: Mapping[str, Any],
    words: Mapping[str, str] | None = None,
    why: str = "",
    *,
    seen: DayFeed | None = None,
) -> DayFeed:
    """Change how the figures of the running day come in; what is not named stays.

    Parameters
    ----------
    words
        The telephone system's words for states of agents and what each means; an empty meaning
        takes the word away.
    seen
        The settings as they were shown: only what differs from them is changed. None: they are
        changed from what they are now.

    Raises
    ------
    Conflict
        If somebody changed one of the same settings since.
    InvalidValue
        If a setting is unknown or out of its range, or nothing changes.
    """
    before = context.store.load(documents.DAY_FEED)
    known = [field.name for field in fields(DayFeed)]
    if unknown := sorted(set(changes) - {*known}):
        raise InvalidValue(
            tr(
                "no setting {unknown}; there are {known}",
                unknown=", ".join(unknown),
                known=", ".join(known),
            )
        )
    shown = before if seen is None else seen
    said = {**dict(shown.words), **{_word(w): state for w, state in (words or {}).items()}}
    mine = tuple(sorted((word, state) for word, state in said.items() if state))
    wanted = with_changes(shown, {**changes, "words": changes.get("words", mine)})

    def conflict(name: str) -> Conflict:
        became = ", ".join(f"{word} = {state}" for word, state in before.words)
        became = became if name == "words" else str(getattr(before, name)) or tr("nothing")
        return meanwhile(
            context, FEED_LABELS[name](), became, "day_feed", lambda e: name in e.detail["after"]
        )

    after = DayFeed(**merged(conflict, *map(parts_of, (shown, wanted, before))))
    moved = [name for name in known if getattr(after, name) != getattr(before, name)]
    if not moved:
        raise InvalidValue(tr("the day's settings are so already; change something first"))
    sides = ({name: to_json(getattr(value, name)) for name in moved} for value in (before, after))
    old, new = sides
    entry = context.entry("set_day_feed", "day_feed", why, before=old, after=new)
    context.store.save(documents.DAY_FEED, after, entry)
    return after


def _word(text: str) -> str:
    return " ".join(text.lower().split())
