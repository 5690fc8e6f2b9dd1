"""Many people change the centre at once: nothing that was told to be saved is lost."""

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text

import tests.app.services.access.at_once_cases
import tests.app.services.day.at_once_cases
import tests.app.services.exchange.at_once_cases
import tests.app.services.forecast.at_once_cases
import tests.app.services.people.at_once_cases
import tests.app.services.roster.at_once_cases
import tests.app.services.service_quality.at_once_cases
import tests.app.services.staffing.at_once_cases  # noqa: F401  the same
from app.services.context import Context
from data.model.errors import PeakShiftError
from data.store import Store, documents
from data.store.engine import open_engine, parse_url
from data.store.schema import audit, metadata
from tests.app.services import at_once_cases
from tests.app.services.at_once_cases import CASES, FEW, FURTHER, MOST, Case
from tests.app.services.writing_verbs import (
    DOCUMENT,
    functions,
    writes_of,
    writing_verbs,
)
from tests.app.small_centre import NOW, a_copy_of

pytestmark = pytest.mark.slow

POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)
WRITERS = 3
OWN_ROWS = {"save_roster", "save_requirement", "save_forecasts", "save_rests"}
"""Writing methods that add a row under an id nobody else has."""
THROUGH_OTHERS = {
    "save_changed": "the end of every verb that changes a document",
    "import_staff": "reads files within its change, and writes as replace_staff does",
    "load_sample": "a new database, then import_history",
    "order_coaching": "adds an order by add_activity_order",
    "run_demo": "load_sample, then forecasts, requirement and roster of its own",
    "refresh": "import_history, then forecasts of its own",
    "take_in": "import_history of each file",
    "save_repaired": "long; adds rosters by save_edit and save_result",
    "save_swap": "adds a roster by save_edit",
    "write_of_swaps": "note_written of each, before it is sent",
    "take_over": "long; adds a roster by save_edit",
    "save_rerostered": "long; adds a requirement, and a roster by save_result",
    "save_activities": "long; adds a roster by save_result",
    "build_roster": "long; adds a roster by save_result",
    "save_built": "the end of build_roster",
    "save_worked_out": "the end of set_requirement",
    "forecast_where_fit": "a step of refresh, by forecast_all",
    "import_roster": "adds a roster by save_result",
    "read_day_folder": "import_day of each file, one reader at a time",
    "begin_sample_day": "import_day of each file",
    "go_on_with_sample": "import_day of each file",
    "reforecast_day": "long; adds versions, each known by what it had seen",
    "score_rests": "note_scores_of each day",
    "note_scores_of": "a step of refresh; notes the same figures whoever does it",
    "thin_running_days": "a step of refresh; takes away what is old, once or twice",
    "thin": "many transactions, each a take_away",
    "take_away": "looks again under the lock; two at once: test_retention.py",
    "restore_guards": "puts triggers back that are missing: one change, tried with the trail",
    "take_actions": "long; publish_roster, then log_taken; two at once: test_proposals.py",
    "undo_actions": "long; roll_back, then log_undone",
    **dict.fromkeys(
        ("ask_swap", "agree_swap", "withdraw_swap", "decline_swap", "refuse_swap"), "note_swap"
    ),
    "approve_swap": "long; publish_roster, then note_swap",
    "save_agreed": "adds a roster by save_result",
    "prepare_reroster": "long; adds a roster by save_rerostered, then save_night_proposal",
    "publish_night_proposal": "long; publish_roster, then save_night_proposal",
    "look_for_alerts": "reads for long, then note_findings and note_sent",
    "look_once": "the server's look_for_alerts",
    "serve": "the server's look_once, again and again",
    "forecast_all": "long; adds forecasts, each within a change as replay does",
}
"""Verbs that write nothing but by verbs with a case of their own, or add rows of their own."""


@dataclass(frozen=True)
class Outcome:
    """What one writer was told: its answer, or why it was refused."""

    n: int
    answer: Any = None
    refused: str = ""


def _write(url: str, do: Callable[[Context, int], Any], n: int, wait: Callable[[], Any]) -> Outcome:
    with Store.open(url) as store:
        context = Context(store, f"writer-{n}", lambda: NOW)
        wait()
        try:
            return Outcome(n, do(context, n))
        except PeakShiftError as error:
            return Outcome(n, refused=str(error) or type(error).__name__)


def in_threads(url: str, jobs: list[Callable[[Context, int], Any]]) -> list[Outcome]:
    """Each job by a writer of its own, with connections of its own, all at the same moment."""
    barrier = threading.Barrier(len(jobs), timeout=60)
    with ThreadPoolExecutor(len(jobs)) as pool:
        each = [pool.submit(_write, url, do, n, barrier.wait) for n, do in enumerate(jobs)]
        return [one.result() for one in each]


def in_processes(url: str, jobs: list[Callable[[Context, int], Any]]) -> list[Outcome]:
    """The same, each in a process of its own."""
    fork = multiprocessing.get_context("fork")
    barrier, told = fork.Barrier(len(jobs)), fork.SimpleQueue()

    def work(n: int) -> None:
        try:
            told.put(_write(url, jobs[n], n, lambda: barrier.wait(120)))
        except BaseException as error:
            told.put(Outcome(n, refused=f"failed with {type(error).__name__}: {error}"))

    children = [fork.Process(target=work, args=(n,)) for n in range(len(jobs))]
    for child in children:
        child.start()
    outcomes = [told.get() for _ in children]
    for child in children:
        child.join()
    return sorted(outcomes, key=lambda outcome: outcome.n)


AtOnce = Callable[[str, list[Callable[[Context, int], Any]]], list[Outcome]]


def copy_database(from_url: str, to_url: str) -> None:
    """Every row of one database in another, empty one."""
    Store.open(to_url).close()
    source, target = open_engine(parse_url(from_url), 10), open_engine(parse_url(to_url), 10)
    with source.connect() as read, target.begin() as write:
        for table in metadata.sorted_tables:
            rows = [dict(row._mapping) for row in read.execute(select(table))]
            if rows:
                write.execute(insert(table), rows)
            for column in table.primary_key if write.dialect.name == "postgresql" else ():
                if table.autoincrement_column is column:
                    write.execute(text(
                        f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'),"
                        f" (SELECT coalesce(max({column.name}), 0) + 1 FROM {table.name}), false)"
                    ))  # fmt: skip
    source.dispose()
    target.dispose()


@pytest.fixture(scope="module", params=["sqlite", POSTGRES])
def centre(
    request: pytest.FixtureRequest, rostered_once: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Context, str]]:
    """A rostered centre with more queues, on each database, which all cases change in turn."""
    copy = a_copy_of(rostered_once, tmp_path_factory.mktemp("at_once") / "centre")
    url = copy.url
    if request.param == "postgres":
        url = request.getfixturevalue("new_postgres_url")()
        copy_database(copy.url, url)
    copy.context.store.close()
    with Store.open(url) as store:
        context = Context(store, "tester", lambda: NOW)
        queues = (*store.load(documents.QUEUES), *FURTHER)
        store.save(documents.QUEUES, queues, context.entry("set_up", "queues"))
        yield context, url


def entries_of(context: Context) -> int:
    """How long the trail is: to read all of it took a fifth of these tests."""
    count = select(func.count()).select_from(audit)
    return int(context.store._read(lambda connection: connection.scalar(count)))


def check(case: Case, context: Context, url: str, folder: Path, writers: int, run: AtOnce) -> None:
    """Carry out a case and compare what was told with what is stored."""
    do, stands = case.make(context, folder)
    known = entries_of(context)
    outcomes = run(url, [do] * min(writers, case.most))
    told = [outcome for outcome in outcomes if not outcome.refused]
    refused = [outcome for outcome in outcomes if outcome.refused]
    fresh = context.store.audit(limit=entries_of(context) - known)
    assert {e.who for e in fresh} == {f"writer-{o.n}" for o in told}, "the trail tells of each"
    standing = [outcome for outcome in told if stands(context, outcome.n, outcome.answer)]
    if case.kind == "apart":
        assert not refused
        assert standing == told
    elif case.kind == "one":
        assert standing == told
        assert len(told) == 1
        who = f"writer-{told[0].n}" if case.names_who else ""
        assert all(who in outcome.refused for outcome in refused), refused[:1]
    else:
        assert not refused
        assert fresh[0].who in {f"writer-{outcome.n}" for outcome in standing}


# What these take away is partly there from before, is another writer's, or is needed by one.
_TAKES_AWAY = ("remove", "drop", "withdraw_approval", "put_out_of_order")
MERGED = [c for c in CASES if c.kind == "apart" and not any(word in c.verb for word in _TAKES_AWAY)]
"""Done all at once by `test_changes_of_different_kinds_merge`; a server is asked no second time."""
EACH = [
    *(pytest.param("sqlite", case, id=f"sqlite-{case.id}") for case in CASES),
    *(
        pytest.param("postgres", case, id=f"postgres-{case.id}", marks=pytest.mark.postgres)
        for case in CASES
        if case not in MERGED
    ),
]


@pytest.mark.parametrize(("centre", "case"), EACH, indirect=["centre"])
def test_nothing_told_is_lost(centre: tuple[Context, str], case: Case, tmp_path: Path) -> None:
    check(case, *centre, tmp_path, WRITERS, in_threads)


@pytest.mark.heavy
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_nothing_that_twenty_processes_are_told_is_lost(
    centre: tuple[Context, str], case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_once_cases, "ready_for", MOST)
    check(case, *centre, tmp_path, MOST, in_processes)


def test_changes_of_different_kinds_merge(centre: tuple[Context, str], tmp_path: Path) -> None:
    context, url = centre
    made = [case.make(context, tmp_path) for case in MERGED]
    # No case above has done these.
    fresh = [(case.most if case.most < MOST else FEW) - 1 for case in MERGED]
    pairs = zip(made, fresh, strict=True)
    jobs = [lambda c, n, do=do, place=place: do(c, place) for (do, _), place in pairs]
    outcomes = in_threads(url, jobs)
    lost = [
        case.id if not outcome.refused else f"{case.id}: {outcome.refused}"
        for case, (_, stands), place, outcome in zip(MERGED, made, fresh, outcomes, strict=True)
        if outcome.refused or not stands(context, place, outcome.answer)
    ]
    assert not lost


def test_every_verb_that_writes_is_done_by_many_at_once() -> None:
    known = functions()
    verbs = writing_verbs(known)
    cases = {case.verb for case in CASES}
    assert set(verbs) == cases | set(THROUGH_OTHERS), "a new verb needs a case: at_once_cases.py"
    for name in THROUGH_OTHERS:
        own = known[name].writes - OWN_ROWS
        alone = known[name].locked or name in ("save_changed", "refresh", "restore_guards")
        assert alone or not own, f"{name} writes by itself: {own}"


def test_every_verb_that_saves_a_document_is_one_change() -> None:
    known = functions()
    bare = [
        name
        for name in writing_verbs(known)
        if name != "save_changed" and DOCUMENT in writes_of(name, known, through_changes=False)
    ]
    assert not bare, f"decorate with @change, or what they read may be outdated: {bare}"
