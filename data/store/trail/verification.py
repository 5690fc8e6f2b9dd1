"""Verifying the trail: the chain of seals, and all that is stored against what was sealed."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from data.model.audit import AuditEntry
from data.model.language import tr
from data.store.documents import clock_of
from data.store.faults import reading
from data.store.schema import anchors, audit, chain_head, forecasts, seals
from data.store.trail.fingerprints import (
    BROUGHT,
    REJECTED,
    REPLACED,
    history_digests,
    queues_with_history,
    rejected_digests,
)
from data.store.trail.guards import unguarded, warning
from data.store.trail.seals import (
    SEAL_FOUND,
    SEALED,
    Key,
    key_of,
    raw_columns,
    row_digest,
    seal_digest,
    stored_digest,
)

Clock = Callable[[datetime], str]

Progress = Callable[[str, int, int], None]
"""Told what was looked at, how many, of how many."""

_SHORTEST_HEAD = 8
_STEP = 500


@dataclass(frozen=True)
class TrailReport:
    """What a verification found.

    Parameters
    ----------
    findings
        One sentence for each thing that is not as it was sealed.
    entries
        Entries of the trail [-].
    compared
        Rows and parts of the history compared with their seals [-].
    written_from
        First entry that was sealed when it was written; the ones before were sealed as an
        upgrade found them. 0 where there is no entry.
    head
        The newest seal.
    thinned
        Forecasts that were taken away as the settings say, by who did it [-].
    """

    findings: tuple[str, ...]
    entries: int
    compared: int
    written_from: int
    head: str
    thinned: dict[str, int] = field(default_factory=dict)

    @property
    def intact(self) -> bool:
        """Whether everything is as it was sealed."""
        return not self.findings

    @property
    def sentence(self) -> str:
        """The verdict in one sentence."""
        looked = tr(
            "{entries:,} entries and {compared:,} saved things",
            entries=self.entries,
            compared=self.compared,
        )
        since = ""
        if self.written_from > 1:
            since = tr(
                "; entries before {written_from} come from an earlier version and "
                "were sealed as they were found",
                written_from=self.written_from,
            )
        if self.thinned:
            by = ", ".join(f"{who} ({count:,})" for who, count in sorted(self.thinned.items()))
            since += tr(
                "; {values:,} old forecasts were thinned, by {by}",
                values=sum(self.thinned.values()),
                by=by,
            )
        if self.intact:
            return tr(
                "The trail is whole: {looked} are as they were sealed{since}.",
                looked=looked,
                since=since,
            )
        count = len(self.findings)
        return tr(
            "{count} {value} not as sealed, of {looked}{since}.",
            count=count,
            value=tr("thing is") if count == 1 else tr("things are"),
            looked=looked,
            since=since,
        )


@dataclass
class _Trail:
    """What the chain says, while it is read."""

    findings: list[str] = field(default_factory=list)
    entries: int = 0
    written_from: int = 0
    head: str = ""
    newest: dict[Key, tuple[int, str]] = field(default_factory=dict)
    """Entry and digest that hold for each thing that was ever sealed."""
    said: dict[int, str] = field(default_factory=dict)
    """Each entry in a few words."""
    who: dict[int, str] = field(default_factory=dict)


def verify(
    connection: Connection, noted_head: str = "", progress: Progress = lambda what, done, of: None
) -> TrailReport:
    """Compare everything with its seals; nothing is changed.

    Parameters
    ----------
    noted_head
        A head that somebody noted elsewhere (its first eight characters or more); "" = none.
    """
    trail = _read_chain(connection, progress)
    guards = warning(unguarded(connection))
    if guards:
        trail.findings.insert(0, guards[0].upper() + guards[1:])
    _check_end(connection, trail, noted_head)
    compared = 0
    for kind, found in _stored(connection, progress):
        compared += len(found)
        trail.findings += _compare(kind, found, trail)
    thinned = Counter(
        trail.who.get(seq, "somebody")
        for (kind, _), (seq, digest) in trail.newest.items()
        if kind == forecasts.name and not digest
    )
    return TrailReport(
        tuple(trail.findings),
        trail.entries,
        compared,
        trail.written_from,
        trail.head,
        dict(thinned),
    )


def altered(connection: Connection, things: Iterable[tuple[str, tuple[Any, ...]]]) -> list[str]:
    """Which of some saved rows are not as they were sealed, one sentence each.

    Parameters
    ----------
    things
        Kind and key of each.
    """
    found = []
    for kind, key in things:
        query = (
            select(anchors.c.digest)
            .where(anchors.c.kind == kind, anchors.c.key == key_of(key))
            .order_by(anchors.c.seq.desc())
        )
        sealed = connection.scalar(query.limit(1))
        if sealed != stored_digest(connection, kind, key):
            found.append(tr("{called} is not as it was sealed", called=_called(kind, key_of(key))))
    return found


# --- the chain ----------------------------------------------------------------------------------


def _read_chain(connection: Connection, progress: Progress) -> _Trail:
    trail = _Trail()
    clock = clock_of(connection)
    sealed = {
        row.seq: (row.previous, row.digest)
        for row in connection.execute(select(seals).order_by(seals.c.seq))
    }
    saved = _saved_by_entry(connection)
    entries = dict(_entries(connection))
    before, previous = 0, ""
    total = len(entries)
    for seq in sorted({*sealed, *entries}):
        entry, seal = entries.get(seq), sealed.get(seq)
        what = saved.pop(seq, {})
        trail.newest |= {key: (seq, digest) for key, digest in what.items()}
        trail.findings += _judge(seq, entry, seal, what, before, previous, clock)
        if entry is not None:
            trail.entries += 1
            trail.said[seq], trail.who[seq] = _in_words(seq, entry, clock), entry.who
            if entry.verb == SEAL_FOUND:
                trail.written_from = seq
            if trail.entries % _STEP == 0 or trail.entries == total:
                progress("entries", trail.entries, total)
        if seal is not None:
            before, previous = seq, seal[1]
    trail.findings += [
        tr("Entry {seq} sealed something, but is gone", seq=seq) for seq in sorted(saved)
    ]
    trail.head = previous
    if trail.entries and not trail.written_from:
        trail.written_from = min(entries)
    return trail


def _judge(
    seq: int,
    entry: AuditEntry | None,
    seal: tuple[str, str] | None,
    saved: dict[Key, str],
    before: int,
    previous: str,
    clock: Clock,
) -> Iterator[str]:
    if entry is None:
        yield tr("Entry {seq} was removed from the trail", seq=seq)
    if seal is None:
        assert entry is not None, tr("one of both is there")
        yield tr(
            "{in_words} has no seal: it was put in beside PeakShift",
            in_words=_in_words(seq, entry, clock),
        )
        return
    said, digest = seal
    if said != previous:
        where = (
            tr("between entries {before} and {seq}", before=before, seq=seq)
            if before
            else tr("before entry {seq}", seq=seq)
        )
        yield tr(
            "The chain is broken {where}: something was removed, put in or moved there", where=where
        )
    if entry is not None and seal_digest(said, seq, entry, entry.detail, saved) != digest:
        yield tr(
            "{in_words} was changed after it was written", in_words=_in_words(seq, entry, clock)
        )


def _entries(connection: Connection) -> Iterator[tuple[int, AuditEntry]]:
    with reading(tr("an entry of the audit trail")):
        for row in connection.execute(select(audit).order_by(audit.c.seq)):
            yield (
                row.seq,
                AuditEntry(row.who, row.verb, row.subject, row.at, row.why, row.detail),
            )


def _saved_by_entry(connection: Connection) -> dict[int, dict[Key, str]]:
    found: dict[int, dict[Key, str]] = {}
    for kind, key, seq, digest in connection.execute(select(anchors)):
        found.setdefault(seq, {})[kind, key] = digest
    return found


def _check_end(connection: Connection, trail: _Trail, noted: str) -> None:
    head = connection.execute(select(chain_head)).first()
    if (head.digest if head else "") != trail.head:
        said = tr("entry {seq}", seq=head.seq) if head else tr("no entry at all")
        trail.findings.append(
            f"The trail does not end where its head says ({said}): its end was cut off or put in"
        )
    if not noted:
        return
    query = select(func.count()).select_from(seals).where(seals.c.digest.startswith(noted.lower()))
    if len(noted) < _SHORTEST_HEAD or not noted.isalnum() or not connection.scalar(query):
        trail.findings.append(
            f"The head {noted} that was noted is not in this trail: since then it was cut off or "
            "written anew, or the head is of another database"
        )


def _in_words(seq: int, entry: AuditEntry, clock: Clock) -> str:
    done = tr("{verb} on {subject} by {who}", verb=entry.verb, subject=entry.subject, who=entry.who)
    return tr("Entry {seq} ({done}, {at})", seq=seq, done=done, at=clock(entry.at))


# --- what is stored -----------------------------------------------------------------------------


def _stored(connection: Connection, progress: Progress) -> Iterator[tuple[str, dict[Key, str]]]:
    """Everything that is stored, by kind, with its digests of now."""
    for number, (kind, (table, names, _)) in enumerate(SEALED.items(), 1):
        found: dict[Key, str] = {}
        with reading(tr("a row of {kind}", kind=kind)):
            for row in connection.execute(select(*raw_columns(table))):
                values = row._asdict()
                found[kind, key_of([values[name] for name in names])] = row_digest(values)
        yield kind, found
        progress(kind, number, len(SEALED))
    yield REJECTED, rejected_digests(connection)
    history: dict[Key, str] = {}
    queues = queues_with_history(connection)
    for number, queue_id in enumerate(queues, 1):
        with reading(tr("the history of {queue_id}", queue_id=queue_id)):
            history |= history_digests(connection, queue_id)
        progress(tr("history of {queue_id}", queue_id=queue_id), number, len(queues))
    for kind in (BROUGHT, REPLACED):
        yield kind, {key: digest for key, digest in history.items() if key[0] == kind}


def _compare(kind: str, found: dict[Key, str], trail: _Trail) -> Iterator[str]:
    sealed = {key: value for key, value in trail.newest.items() if key[0] == kind}
    for key in sorted({*sealed, *found}):
        now = found.get(key, "")
        seq, then = sealed.get(key, (0, ""))
        called = _called(*key)
        by = trail.said.get(seq, f"entry {seq}")
        if not then and now:
            yield tr(
                "{called} was put in beside PeakShift: no entry of the trail saved it",
                called=called,
            )
        elif then and not now:
            yield tr(
                "{called} is gone; it was saved by {by}{by2}",
                called=called,
                by=by[0].lower(),
                by2=by[1:],
            )
        elif now != then:
            yield tr(
                "{called} was changed after it was saved by {by}{by2}",
                called=called,
                by=by[0].lower(),
                by2=by[1:],
            )


def _called(kind: str, key: str) -> str:
    if kind == REJECTED:
        return tr("The list of rows that import {key} set aside", key=key)
    if kind in (BROUGHT, REPLACED):
        number, queue_id = key.split("/", 1)
        if kind == BROUGHT:
            return tr(
                "History of queue {queue_id}: what import {number} brought",
                queue_id=queue_id,
                number=number,
            )
        return tr(
            "History of queue {queue_id}: what import {number} replaced",
            queue_id=queue_id,
            number=number,
        )
    if kind == "documents":
        name, version = key.rsplit("/", 1)
        return tr("Version {version} of the saved {name}", version=version, name=name)
    called = SEALED[kind][2]
    return f"{called[0].upper()}{called[1:]} {key}"
