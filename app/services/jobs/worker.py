"""The one process that carries out a database's jobs: it holds a lock that dies with it."""

import logging
import threading
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from app.locale import catalogue
from app.services.access.asking import Permit
from app.services.context import Context, wall_clock
from app.services.jobs import engine
from app.services.jobs.database import LOCK, Jobs
from app.services.jobs.kinds import KINDS, kind_named
from app.services.jobs.run import JobRun, Leaving
from data.model.codec import from_json, to_json
from data.model.errors import Conflict, PeakShiftError, Stopped
from data.model.language import speaking, tr
from data.store import Store, documents

log = logging.getLogger(__name__)

_LOOK_S, _TELL_EVERY = 0.25, 4
"""A wish to stop is looked for so often [s]; progress is written every so many looks."""
_TAKE_OVER_S = 5.0
_LEAVE_S = 10.0
_A_DAY_S = 86_400.0


class JobFailed(PeakShiftError):
    """A step failed, now or before a restart; the message is what it said."""


class Worker:
    """Carries out the jobs of one database until it leaves.

    Parameters
    ----------
    url
        Database of the centre.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.jobs = Jobs(url)
        self._leaving = threading.Event()
        self._held = ExitStack()
        self._at_work: dict[str, JobRun] = {}
        self._day: threading.Thread | None = None

    def begin(self) -> None:
        """Take the jobs of the database.

        Raises
        ------
        Conflict
            If another process has them.
        """
        from app.services.day.watch import DayWatch  # what else looks at jobs forecasts nothing

        store = self._held.enter_context(Store.open(self.url, make=False))
        me = Context(store)
        try:
            self._held.enter_context(store.alone(LOCK, me.who, me.clock()))
            engine.begin_work(self.url, self.carry_out)
        except BaseException:
            self._held.close()
            raise
        threading.Thread(target=self._tidy, args=(me,), name=tr("old jobs"), daemon=True).start()
        watch = DayWatch(store, self._leaving)
        self._day = threading.Thread(target=watch.run, name=tr("running day"), daemon=True)
        self._day.start()

    def leave(self) -> None:
        """End: what runs is left as it stands, and whoever comes next goes on with it."""
        self._leaving.set()
        running = list(self._at_work.values())
        for run in running:
            run.stop.set()
        for run in running:
            run.ended.wait(_LEAVE_S)
        engine.end_work()
        if self._day is not None:
            self._day.join(_LEAVE_S)
        self.jobs.close()
        self._held.close()

    def _tidy(self, me: Context) -> None:
        """Take old finished jobs away, now and once a day."""
        while True:
            try:
                days = me.store.load(documents.PLANNING).job_keep_days
                self.jobs.forget(me.clock() - timedelta(days=days))
            except PeakShiftError:  # they go the next day
                log.warning("old jobs could not be taken away", exc_info=True)
            if self._leaving.wait(_A_DAY_S):
                return

    def carry_out(self, job_id: str, name: str, order: Any, person: dict[str, Any]) -> Any:
        """One attempt at a job; its answer as JSON values, or None where it has none."""
        said_in = catalogue(person.pop("language"))
        with Store.open(self.url, make=False) as store, speaking(said_in):
            # Asked when it was ordered: what is allowed then is carried out, also much later.
            permit = Permit(KINDS[name].verb if name in KINDS else name, person.pop("role"))
            context = Context(store, clock=wall_clock, job_id=job_id, permit=permit, **person)
            run = JobRun(context, _record, self.jobs.answer, self._leaving)
            self._at_work[job_id] = run
            watch = threading.Thread(target=self._watch, args=(job_id, run), daemon=True)
            watch.start()
            said, how, answer = "", "done", None
            try:
                work = kind_named(name).work
                answer = to_json(work.carry_out(run, from_json(work.order, order)))
            except Stopped as error:
                how, said = "stopped", str(error)
            except PeakShiftError as error:
                how, said = "failed", str(error)
            except Exception as error:
                if engine.is_own(error):
                    raise
                how, said = "failed", _unexpected(job_id, error)
            finally:
                run.ended.set()
                watch.join()
                self._at_work.pop(job_id, None)
            if self._leaving.is_set():
                raise Leaving
            reached = run.news()
            facts = {"ended": {"how": how, "said": said, "made": run.made}}
            self.jobs.note(job_id, facts | ({"reached": reached.as_json()} if reached else {}))
            return answer

    def _watch(self, job_id: str, run: JobRun) -> None:
        """Look for a wish to stop, and write how far it has come, at most once a second."""
        looks = 0
        while not run.ended.wait(_LOOK_S):
            looks += 1
            try:
                if not run.stop.is_set() and self.jobs.get(job_id).state in ("stopping", "stopped"):
                    run.stop.set()
                if looks % _TELL_EVERY == 0 and (reached := run.news()):
                    self.jobs.note(job_id, {"reached": reached.as_json()})
            except PeakShiftError:  # a database that is away for a moment ends no job
                log.warning("job %s cannot be watched just now", job_id, exc_info=True)


def _record(name: str, work: Any) -> Any:
    """A step whose failure is noted too: a program that died in the next one does not try again."""

    def carry_out() -> dict[str, Any]:
        try:
            return {"value": work()}
        except PeakShiftError as error:
            return {"failed": str(error), "stopped": isinstance(error, Stopped)}
        except Exception as error:
            return {"failed": _unexpected(name, error), "stopped": False}

    kept = engine.record(name, carry_out)
    if "failed" in kept:
        raise (Stopped if kept["stopped"] else JobFailed)(kept["failed"])
    return kept["value"]


def _unexpected(where: str, error: Exception) -> str:
    """A job has no caller to raise to: the log keeps the traceback, watchers read this."""
    log.exception("%s failed", where)
    what = type(error).__name__
    return tr("unexpected {what}: {error} (details are in the log)", what=what, error=error)


_here: Worker | None = None
_guard = threading.RLock()
_closing = threading.Event()
_never_here = False


def leave_to_others() -> None:
    """Carry out no jobs in this process, which has pages to draw: another one is there for them."""
    global _never_here
    _never_here = True


def work_here(url: str) -> bool:
    """Carry out the jobs of a database in this process from now on, unless another does.

    Returns
    -------
    bool
        Whether this process does.
    """
    global _here
    if _never_here:
        return False
    with _guard:
        if _here is not None and _here.url == url:
            return True
        let_go()
        worker = Worker(url)
        try:
            worker.begin()
        except Conflict:
            return False
        _here = worker
        return True


def let_go() -> None:
    """Stop carrying out jobs in this process; another one, or the next, goes on with them."""
    global _here
    with _guard:
        if _here is not None:
            _here.leave()
        _here = None


def serve(url: str) -> None:
    """The same in the background of a server, and again when the process that has them ends."""

    def keep_trying() -> None:
        told = False
        while not _closing.is_set():
            try:
                if work_here(url):
                    return
            except PeakShiftError as error:  # no centre yet, or a database that is away: said once
                if not told:
                    log.warning("jobs wait: %s", error)
                told = True
            except Exception:  # a thread has no caller to raise to; jobs wait for the next try
                if not told:
                    log.warning("jobs wait: their database cannot be used yet", exc_info=True)
                told = True
            _closing.wait(_TAKE_OVER_S)

    _closing.clear()
    threading.Thread(target=keep_trying, name="jobs", daemon=True).start()


def close() -> None:
    """End `serve` and leave."""
    _closing.set()
    let_go()
