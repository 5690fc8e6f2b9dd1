"""What every command has without saying so: `--json`, help for common words, completion of ids."""

import functools
import inspect
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer
from typer.core import TyperCommand

from app.cli.parts import output
from app.cli.parts.examples import example_of
from data.model.errors import PeakShiftError
from data.model.language import tr

Function = TypeVar("Function", bound=Callable[..., Any])

if TYPE_CHECKING:
    from data.store import Store

HELP: Mapping[str, str] = {
    "accept_violations": "Go on even where hard rules are broken.",
    "after": "Roster that is compared, by its id.",
    "agent": "Agent, by id (`staff show`).",
    "agents": "How many agents.",
    "before": "Roster it is compared with, by its id.",
    "day": "Day, such as 2026-01-31.",
    "file": "File to read.",
    "first": "First day, such as 2026-01-31.",
    "folder": "Folder of the CSV files.",
    "formula_only": "Each queue alone by formula, not corrected.",
    "json": "One JSON document instead of text, for machines.",
    "layer_id": "Adjustment, by its id (`forecast adjustments`).",
    "limit": "How many at most.",
    "name": "Its name.",
    "out": "File to write.",
    "port": "Port to listen on.",
    "queue": "Queue, by its id (`centre show`).",
    "queue_id": "Queue, by its id (`centre show`).",
    "queues": "How many queues.",
    "processes": "Processes that share the work.",
    "requirement_id": "Requirement, by its id.",
    "roster_id": "Roster, by its id (`roster list`).",
    "rule": "Rule, as `rules list` calls it.",
    "version_id": "Forecast version, by its id (`forecast list`).",
    "weeks": "How many weeks.",
    "what": "Saved roster, by its id, or a roster file.",
    "why": "Reason, for the audit trail.",
}
"""What a parameter of this name is, where its command says nothing of its own."""


def _rosters(store: "Store") -> list[str]:
    return [roster.roster_id for roster in store.list_rosters()]


def _forecasts(store: "Store") -> list[str]:
    return [forecast.version_id for forecast in store.list_forecasts()]


def _queues(store: "Store") -> list[str]:
    from data.store import documents

    return [queue.queue_id for queue in store.load(documents.QUEUES)]


def _agents(store: "Store") -> list[str]:
    from data.store import documents

    return [agent.agent_id for agent in store.load(documents.STAFF).agents]


def _adjustments(store: "Store") -> list[str]:
    from data.store import documents

    return [adjustment.layer_id for adjustment in store.load(documents.ADJUSTMENTS)]


def _rules(_store: "Store") -> list[str]:
    from rostering.rules import RULES

    return list(RULES)


IDS: Mapping[str, Callable[["Store"], list[str]]] = {
    "after": _rosters,
    "agent": _agents,
    "before": _rosters,
    "layer_id": _adjustments,
    "queue": _queues,
    "queue_id": _queues,
    "roster_id": _rosters,
    "rule": _rules,
    "start": _rosters,
    "version_id": _forecasts,
    "what": _rosters,
}
"""Ids that the shell completes, by the name of the parameter."""

_NEGATIVE = re.compile(r"-(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)


_YEARS = range(1900, 2201)


class Command(TyperCommand):
    """A command whose answer is text or, with `--json`, one document."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for param in self.params:
            name: Any = param.name
            if not getattr(param, "help", None):
                param.help = HELP.get(name)  # type: ignore[attr-defined]
            if name in IDS and param._custom_shell_complete is None:
                param._custom_shell_complete = _completer(IDS[name])

    def make_parser(self, ctx: Any) -> Any:
        """A parser that takes `-20` for a number, as people write it."""
        parser = super().make_parser(ctx)
        as_option = parser._process_opts

        def number_or_option(word: str, state: Any) -> None:
            if _NEGATIVE.fullmatch(word):
                state.largs.append(word)
            else:
                as_option(word, state)

        parser._process_opts = number_or_option  # type: ignore[method-assign, assignment]
        return parser

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Words left over; days of years that nobody can mean are refused with their option."""
        left = super().parse_args(ctx, args)
        for param in self.params:
            value = ctx.params.get(param.name)
            for one in value if isinstance(value, list | tuple) else (value,):
                if isinstance(one, datetime) and one.year not in _YEARS:
                    said = tr("{day} is no day to reckon with: is the year right?", day=one.date())
                    raise typer.BadParameter(said, ctx=ctx, param=param)
        return left

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The help, and an example below it."""
        if line := example_of(" ".join(ctx.command_path.split()[1:])):
            self.epilog = tr("Example: {line}", line=line)
        super().format_help(ctx, formatter)

    def invoke(self, ctx: Any) -> Any:
        """Run it, with its answers in the form asked for."""
        with output.answering(as_json=bool(ctx.params.get("json"))):
            return super().invoke(ctx)


class Noun(typer.Typer):
    """A group of commands about one thing; all of them are `Command`s and take `--json`."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"no_args_is_help": True, **settings})

    def command(self, name: str | None = None, **settings: Any) -> Callable[[Function], Function]:
        """As Typer's, for a `Command`; a function without `json` answers through `answer`."""
        register = super().command(name, **{"cls": Command, **settings})

        def registered(function: Function) -> Function:
            register(_taking_json(function))
            return function

        return registered


def _taking_json(function: Callable[..., Any]) -> Callable[..., Any]:
    taken = inspect.signature(function)
    if "json" in taken.parameters:
        return function

    @functools.wraps(function)
    def answering(*args: Any, json: bool, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    asked = inspect.Parameter(
        "json", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=bool
    )
    answering.__signature__ = taken.replace(  # type: ignore[attr-defined]
        parameters=[*taken.parameters.values(), asked]
    )
    answering.__annotations__ = {**function.__annotations__, "json": bool}
    return answering


def _completer(ids: Callable[["Store"], list[str]]) -> Callable[..., Any]:
    """The shell's question for an id, answered from the database that the words before name."""

    def complete(ctx: Any, _param: Any, begun: str) -> list[str]:
        from app.cli.parts.session import Session
        from data.store import Store

        url = Session(ctx.find_root().params.get("db") or "", "").url
        if "://" not in url and not Path(url).exists():
            return []  # to open it would make it
        with suppress(PeakShiftError), Store.open(url) as store:
            return [found for found in ids(store) if found.startswith(begun)]
        return []  # no database yet: there is nothing to offer, and no place to say it

    return complete
