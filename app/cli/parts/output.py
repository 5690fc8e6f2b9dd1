"""Answers go to standard output, everything else to standard error."""

import math
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console

from data.model.language import tr

if TYPE_CHECKING:
    from rich.progress import Progress

    from data.model.result import Distance

_LONGEST_ID = 32
_PIPED_WIDTH = 140  # a file has no width of its own; 80 columns would fold every table
_width = None if sys.stdout.isatty() else _PIPED_WIDTH
# No markup: what people call a thing, `[night] desk`, is printed as it is.
answers = Console(soft_wrap=True, markup=False, width=_width)
errors = Console(stderr=True, soft_wrap=True, markup=False)


_as_json: ContextVar[bool] = ContextVar("answers as JSON", default=False)


@contextmanager
def answering(*, as_json: bool) -> Iterator[None]:
    """Answers inside are one JSON document, or text."""
    before = _as_json.set(as_json)
    try:
        yield
    finally:
        _as_json.reset(before)


def as_json() -> bool:
    """Whether the answer is to be one JSON document."""
    return _as_json.get()


def answer(text: str, **document: Any) -> None:
    """What a command did: a sentence for people, or the document where `--json` was asked for."""
    if _as_json.get():
        print_json(document)
    else:
        answers.print(text, highlight=False)


def write_answer(out: Path, content: bytes) -> None:
    """Write a file whole; the answer is where it lies."""
    from data.files.text import write_whole

    write_whole(out, content)
    answer(str(out), file=str(out), bytes=len(content))


def duration(minutes: int) -> str:
    """A length of time as people say it: `45 min`, `24 h`, `1 h 30 min`."""
    hours, rest = divmod(minutes, 60)
    said = (
        tr("{hours} h", hours=hours) if hours else "",
        tr("{rest} min", rest=rest) if rest or not hours else "",
    )
    return " ".join(filter(None, said))


def print_some(lines: Sequence[str], most: int) -> None:
    """The first few lines of a list, and how many more `--json` tells."""
    for line in lines[:most]:
        answers.print(f"  {line}")
    if len(lines) > most:
        answers.print(tr("  ... and {lines} more (--json lists all)", lines=len(lines) - most))


def print_json(value: Any) -> None:
    """One JSON document, nothing else."""
    from data.model.codec import json_text  # it loads numpy, which --help needs not

    typer.echo(json_text(value, other=str))


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table; numbers to the right. Title and columns are said in the reader's language."""
    from rich.table import Table

    table = Table(title=tr(title), title_justify="left")
    for i, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[i], (int, float)) for row in rows)
        # An id that is broken over two lines can neither be read nor copied.
        whole = i == 0 and all(_is_id(str(row[0])) for row in rows)
        table.add_column(
            tr(column), justify="right" if numeric else "left", overflow="fold", no_wrap=whole
        )
    for row in rows:
        table.add_row(*(_text(cell) for cell in row))
    answers.print(table)


def _is_id(text: str) -> bool:
    return len(text) <= _LONGEST_ID and not any(map(str.isspace, text))


def share(value: float | None) -> str:
    """A share as per cent."""
    return "-" if value is None else f"{value:.1%}"


def _text(cell: object) -> str:
    return f"{cell:,.1f}" if isinstance(cell, float) else str(cell)


def hours_better(far: "Distance | Mapping[str, Any] | None") -> str:
    """The same gap in hours of people, to stand behind its share; nothing where not known."""
    if far is None:
        return ""
    from data.model.result import Distance

    known = far if isinstance(far, Distance) else Distance.of_json(far)
    return tr(": {sentence}", sentence=known.sentence) if known else ""


@contextmanager
def step_progress(title: str) -> Iterator[Callable[[str, int, int], None]]:
    """Bar for steps that are counted; called with what was finished, how many, of how many."""
    with _bar() as bar:
        task = bar.add_task(title, total=None)

        def report(what: str, done: int, total: int) -> None:
            bar.update(task, description=f"{title}: {what}", completed=done, total=total)

        yield report


@contextmanager
def solve_progress(title: str, limit_s: float) -> Iterator[Callable[[Any], None]]:
    """Bar for a solve: objective, bound and gap so far against the time limit."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True) as bar:
        task = bar.add_task(title, total=limit_s)

        over, told = threading.Event(), _Told(title)

        def draw() -> None:
            text, seconds = told.said()
            bar.update(task, description=text, completed=min(limit_s, seconds))

        def keep_drawing() -> None:
            while not over.wait(1.0):
                draw()

        def report(state: Any) -> None:
            told.hear(state)
            draw()

        beat = threading.Thread(target=copy_context().run, args=(keep_drawing,), daemon=True)
        beat.start()
        try:
            yield report
        finally:
            over.set()
            beat.join()


class _Told:
    """What a solve said last, and when: it may search for minutes without a word."""

    def __init__(self, title: str) -> None:
        self._title, self._at = title, time.monotonic()
        self._state: Any = None
        self._objective: float | None = None
        self._bound: float | None = None

    def hear(self, state: Any) -> None:
        """Note what was said; what it does not say stays as it was."""
        if state.objective is not None:
            self._objective = state.objective
        if state.bound is not None:
            self._bound = state.bound
        self._state, self._at = state, time.monotonic()

    def said(self) -> tuple[str, float]:
        """In one line, and the seconds of the search [s]."""
        from app.services.jobs.reached import silent_since
        from data.model.result import gap_between

        silent_s, state = time.monotonic() - self._at, self._state
        if state is None:
            return self._title, 0.0
        if getattr(state, "preparing", False):
            return silent_since(state.phase, silent_s), state.seconds
        text = tr(
            "{title}: {objective} points, at least {bound}, gap {gap}{hours}",
            title=self._title,
            objective=least(self._objective),
            bound=least(self._bound),
            gap=share(gap_between(self._objective, self._bound)),
            hours=hours_better(getattr(state, "distance", None)),
        )
        return silent_since(text, silent_s), state.seconds + silent_s


def _bar() -> "Progress":
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=errors, transient=True)


def least(bound: float | None) -> str:
    """A bound in whole points: every roster costs whole points."""
    return "unknown" if bound is None else str(math.ceil(bound - 1e-6))
