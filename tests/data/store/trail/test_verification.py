"""Whoever alters what was saved, with a database shell and without triggers, is found."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa

from data.model.audit import AuditEntry
from data.store import Store, documents
from data.store.schema import metadata
from data.store.trail.guards import GUARDED
from data.store.trail.seals import SEALED
from data.store.trail.verification import verify
from tests.data.builders import NOW, TWO_REJECTED, a_draft, a_frame, an_entry


@dataclass
class Shell:
    """Somebody with every right on the database, and no wish to leave a trail."""

    engine: sa.Engine

    def __call__(self, *statements: str) -> None:
        with self.engine.begin() as opened:
            if self.engine.dialect.name == "postgresql":
                tables = [*metadata.tables]
                for table in tables:
                    opened.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
            else:
                opened.execute(sa.text("PRAGMA foreign_keys = OFF"))
                names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                for name in opened.scalars(sa.text(names)).all():
                    opened.execute(sa.text(f"DROP TRIGGER {name}"))
            for statement in statements:
                opened.execute(sa.text(statement))


@pytest.fixture
def shell(full: Store, url: str) -> Shell:
    address = url.replace("postgresql://", "postgresql+psycopg://")
    return Shell(sa.create_engine(address if "://" in address else f"sqlite:///{address}"))


def altered(store: Store, head: str = "") -> tuple[str, ...]:
    """Findings, but for the triggers that the shell dropped."""
    found = store.verify_trail(head).findings
    return tuple(one for one in found if not one.startswith("The guards of"))


def test_what_nobody_touched_is_whole(full: Store) -> None:
    report = full.verify_trail(full.trail_head())
    assert report.findings == ()
    assert (report.entries, report.written_from) == (7, 1)
    assert report.compared >= 12
    assert "as they were sealed" in report.sentence


CHANGES: dict[str, tuple[tuple[str, ...], str]] = {
    "an entry changed": (("UPDATE audit SET why = 'x' WHERE seq = 3",), "Entry 3 .*was changed"),
    "who of an entry": (("UPDATE audit SET who = 'x' WHERE seq = 3",), "Entry 3 .*was changed"),
    "an entry removed": (("DELETE FROM audit WHERE seq = 4",), "Entry 4 was removed"),
    "an entry removed with its seal": (
        ("DELETE FROM anchors WHERE seq = 4", "DELETE FROM seals WHERE seq = 4",
         "DELETE FROM audit WHERE seq = 4"),
        "chain is broken between entries 3 and 5",
    ),
    "an entry put in": (
        ("INSERT INTO audit SELECT 99, at, who, verb, subject, why, detail FROM audit "
         "WHERE seq = 2",),
        "Entry 99 .* has no seal",
    ),
    "two entries swapped": (
        ("UPDATE audit SET seq = 90 WHERE seq = 3", "UPDATE audit SET seq = 3 WHERE seq = 4",
         "UPDATE audit SET seq = 4 WHERE seq = 90"),
        "Entry 3 .*was changed",
    ),
    "the end cut off": (
        ("DELETE FROM anchors WHERE seq = 7", "DELETE FROM seals WHERE seq = 7",
         "DELETE FROM audit WHERE seq = 7"),
        r"does not end where its head says \(entry 7\)",
    ),
    "a digest rewritten": (
        ("UPDATE anchors SET digest = 'x' WHERE kind = 'rosters'",), "Entry 6 .*was changed"
    ),
    "who published": (("UPDATE publications SET who = 'x'",), "Publication 1 was changed"),
    "why it was published": (("UPDATE publications SET why = 'x'",), "Publication 1 was changed"),
    "when it was published": (
        ("UPDATE publications SET at = '2020-01-01 00:00:00.000000'",), "Publication 1 was changed"
    ),
    "a proof": (("UPDATE publications SET proof = '{}'",), "Publication 1 was changed"),
    "a publication removed": (
        ("DELETE FROM ledgers", "DELETE FROM publications"), "Publication 1 is gone"
    ),
    "roster and proof forged": (
        ("UPDATE rosters SET note = 'x', objective = 0", "UPDATE publications SET proof = '{}'"),
        "Roster R-1 was changed",
    ),
    "a document": (
        ("UPDATE documents SET version = 7 WHERE kind = 'centre'",),
        "Version 7 of the saved centre was put in",
    ),
    "a forecast removed": (("DELETE FROM forecasts",), "Forecast .* is gone"),
    "a value of the history": (
        ("UPDATE actuals SET offered = 77",), "History of queue faults: what import 1 brought was"
    ),
    "a value removed": (("DELETE FROM actuals",), "History of queue faults: what import 2 brought"),
    "a value put in": (
        ("INSERT INTO actuals SELECT * FROM (SELECT * FROM actuals LIMIT 1) a WHERE 1 = 0",
         "UPDATE actuals SET slot_utc_min = slot_utc_min + 6000000"),
        "History of queue faults",
    ),
    "an older value": (
        ("UPDATE superseded_actuals SET offered = 99",), "what import 2 replaced was changed"
    ),
    "an import": (("UPDATE imports SET source = 'x.csv'",), "Import 1 was changed"),
    "a row set aside": (
        ("UPDATE rejected_rows SET reason = 'x'",), "rows that import 1 set aside was changed"
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_every_alteration_is_found(full: Store, shell: Shell, what: str) -> None:
    statements, told = CHANGES[what]
    shell(*statements)
    found = altered(full)
    assert any(re.search(told, one) for one in found), found


ANOTHER = {sa.Text: "x", sa.Integer: 4711, sa.BigInteger: 4711, sa.Float: 77.5,
           sa.LargeBinary: b"x", sa.JSON: {"x": 1}, sa.Boolean: True}  # fmt: skip
"""Values that nothing saved has, by type; instants are as old as none here."""


def test_every_column_of_every_sealed_table_is_sealed(full: Store, shell: Shell) -> None:
    shell()
    unsealed = []
    by_import = ("actuals", "superseded_actuals", "rejected_rows", "audit")
    with shell.engine.connect() as opened:
        for table in (metadata.tables[name] for name in (*SEALED, *by_import)):
            first = opened.execute(sa.select(table)).mappings().first()
            assert first is not None, table.name
            here = sa.and_(*(column == first[column.name] for column in table.primary_key))
            for column in table.columns:
                value = ANOTHER.get(type(column.type), NOW - timedelta(days=9999))
                opened.execute(sa.update(table).where(here).values({column.name: value}))
                if not [one for one in verify(opened).findings if "guards of" not in one]:
                    unsealed.append(f"{table.name}.{column.name}")
                opened.rollback()
    assert unsealed == []


def test_every_table_that_is_guarded_is_sealed() -> None:
    """A new table is sealed row by row, import by import, or is the seal itself."""
    by_import = {"actuals", "superseded_actuals", "rejected_rows"}
    assert {*SEALED, *by_import, "audit", "seals", "anchors"} == {*GUARDED, "actuals"}


def test_an_end_cut_off_with_its_head_is_found_by_a_head_noted_elsewhere(
    full: Store,
    shell: Shell,
) -> None:
    full.append_audit(an_entry("last"))
    noted = full.trail_head()
    shell(
        "DELETE FROM seals WHERE seq = 8",
        "DELETE FROM audit WHERE seq = 8",
        "UPDATE chain_head SET seq = 7, digest = (SELECT digest FROM seals WHERE seq = 7)",
    )
    assert altered(full) == ()
    for head in (noted, noted[:12], noted.upper()):
        (found,) = altered(full, head)
        assert "is not in this trail" in found
    assert "is not in this trail" in altered(full, "%")[0]
    assert altered(full, full.trail_head()[:12]) == ()


def test_the_chain_holds_however_many_write_at_once(store: Store, url: str) -> None:
    def write(number: int) -> None:
        with Store.open(url) as mine:
            for i in range(4):
                mine.append_audit(an_entry(f"w{number}", n=i, share=0.1 + i, text="王 'x'"))
                frame = a_frame([float(number), float(i), -0.0, float("nan")])
                mine.save_actuals(frame, TWO_REJECTED, f"{number}-{i}.csv", an_entry("import"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    report = store.verify_trail()
    assert report.findings == ()
    assert report.entries == 33


def test_an_entry_that_fails_leaves_no_digest_behind(store: Store) -> None:
    bad = AuditEntry("Zhao", "v", "s", NOW, "", {"what": object()})
    with pytest.raises(Exception, match="object"):
        store.save_actuals(a_frame([1.0]), TWO_REJECTED, "a.csv", bad)
    store.append_audit(AuditEntry("Zhao", "v", "s", NOW + timedelta(microseconds=7)))
    assert store.verify_trail().findings == ()


def test_dropped_triggers_are_told_on_opening_and_restored_only_when_asked(
    full: Store,
    shell: Shell,
    url: str,
) -> None:
    assert full.warning == ""
    shell()
    with Store.open(url) as again:
        assert "audit verify" in again.warning
        assert again.unguarded() == GUARDED
        assert again.verify_trail().findings[0].startswith("The guards of anchors, audit")
        assert again.restore_guards(an_entry("restore_guards")) == GUARDED
        assert again.unguarded() == ()
        assert again.verify_trail().intact
    with Store.open(url) as again:
        assert again.warning == ""
        again.publish(a_draft(), 1, an_entry())


@pytest.mark.parametrize("table", ["audit", "publications"])
def test_a_trigger_that_was_made_harmless_is_no_guard(
    full: Store,
    shell: Shell,
    table: str,
) -> None:
    with shell.engine.begin() as opened:
        if shell.engine.dialect.name == "postgresql":
            opened.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only"))
        else:
            opened.execute(sa.text(f"DROP TRIGGER {table}_no_update"))
            opened.execute(
                sa.text(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
                        "BEGIN SELECT 1; END")
            )  # fmt: skip
    assert full.unguarded() == (table,)


def test_a_finding_tells_the_time_on_the_clock_of_the_centre(full: Store, shell: Shell) -> None:
    centre = full.load(documents.CENTRE)
    assert centre is not None
    shell("UPDATE audit SET why = 'x' WHERE seq = 3")
    (found,) = altered(full)
    assert f", {centre.said(NOW)})" in found
