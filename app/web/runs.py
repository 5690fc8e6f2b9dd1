"""Work that takes longer than a click: a thread with its state, found again after a reload."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from app.services.context import Context
from app.web.session import browser, context_of
from data.model.errors import PeakShiftError
from data.model.language import tr
from data.store import Store
from rostering.solver.progress import Progress

log = logging.getLogger(__name__)


@dataclass(eq=False)
class Run:
    """One piece of work: its thread writes here, its page reads.

    Parameters
    ----------
    limit_s
        Time it may take [s]; 0 where steps are counted instead.
    keeps
        What remains after a stop, as a sentence; it cannot be stopped where empty.
    trace
        (seconds, objective, lower bound) as the solver reports them [s, cost, cost].
    phase
        What the solver is doing, as a sentence.
    preparing
        Whether its time limit does not run yet.
    step
        What was finished last, how many are done, of how many.
    trouble
        Why it failed, as a sentence; empty while it goes well.
    """

    title: str
    limit_s: float = 0.0
    keeps: str = ""
    stop: threading.Event = field(default_factory=threading.Event)
    begun: float = field(default_factory=time.monotonic)
    trace: list[tuple[float, float | None, float | None]] = field(default_factory=list)
    phase: str = ""
    preparing: bool = False
    step: tuple[str, int, int] = ("", 0, 0)
    answer: Any = None
    trouble: str = ""
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def going(self) -> bool:
        """Whether the thread still works."""
        return not self.done.is_set()

    @property
    def seconds(self) -> float:
        """Time since it began, by the solver's own clock where it has one [s]."""
        return time.monotonic() - self.begun

    def count(self, what: str, done: int, total: int) -> None:
        """Progress of work whose steps are counted."""
        self.step = (what, done, total)

    def report_phase(self, state: Progress) -> None:
        """Progress of a solver of which only the phase means something to people."""
        self.begun = time.monotonic() - state.seconds
        self.phase, self.preparing = state.phase, state.preparing

    def solved(self, state: Progress) -> None:
        """Progress of a solve that betters a roster and its bound."""
        self.report_phase(state)
        self.trace.append((state.seconds, state.objective, state.bound))


Work = Callable[[Context, Run], Any]


@st.cache_resource(show_spinner=False)
def _runs() -> dict[tuple[str, ...], Run]:
    """By kind, database, person, and browser: without sign-in all people have one name."""
    return {}


def run_of(kind: str, url: str, who: str) -> Run | None:
    """The last run of a kind, going or finished, of this person at this browser."""
    return _runs().get((kind, url, who, browser()))


def forget(kind: str, url: str, who: str) -> None:
    """Drop a finished run from the page."""
    _runs().pop((kind, url, who, browser()), None)


def start(kind: str, url: str, who: str, run: Run, work: Work) -> None:
    """Begin work in a thread of its own, on a store of its own."""
    _runs()[kind, url, who, browser()] = run
    threading.Thread(target=_carry_out, args=(url, who, run, work), daemon=True).start()


def _carry_out(url: str, who: str, run: Run, work: Work) -> None:
    try:
        with Store.open(url) as store:
            run.answer = work(context_of(store, who), run)
    except PeakShiftError as error:
        run.trouble = str(error)
    except Exception as error:
        # A thread has no caller to raise to: the log keeps the traceback, the page says so.
        log.exception("%s failed", run.title)
        run.trouble = tr(
            "unexpected {name}: {error} (details are in the log)",
            name=type(error).__name__,
            error=error,
        )
    finally:
        run.done.set()
