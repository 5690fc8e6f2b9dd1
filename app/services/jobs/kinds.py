"""Every kind of job: what is ordered, how it is carried out, which queue it waits in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Literal

from app.services.jobs.run import JobRun
from data.model.errors import NotFound
from data.model.language import tr

Lane = Literal["build", "urgent", "data", "look", "people"]
LANES: dict[Lane, int] = {"build": 1, "urgent": 1, "data": 1, "look": 2, "people": 20}
"""Queues of a centre and how many of each run at once [-]: long solves; what somebody waits for
before the screen; forecasts and imports; reads that save nothing; messages, which may wait for
the end of quiet hours."""

_MODULES = ("of_rosters", "of_reads", "of_data", "of_day", "of_notices")


@dataclass(frozen=True)
class Kind:
    """A kind of job.

    Parameters
    ----------
    order, answer
        Types of what is asked for and of what comes out; `data.model.codec` reads and writes both.
    steps
        Names of its steps, in order.
    work
        Carries an order out by those steps.
    about
        Facts of an order that its title says, as JSON values.
    verb, seen_by
        Use case whose roles may ask for it and stop it; duty whose roles see it.
    title, keeps
        What is done, of those facts; what remains after a stop.
    """

    name: str
    lane: Lane
    order: type
    answer: Any
    steps: tuple[str, ...]
    work: Callable[[JobRun, Any], Any]
    about: Callable[[Any], dict[str, Any]]
    title: Callable[[Mapping[str, Any]], str]
    keeps: Callable[[], str]
    verb: str
    seen_by: str = "see_rosters"


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by name."""
    modules = (import_module(f"app.services.jobs.{name}") for name in _MODULES)
    return {kind.name: kind for module in modules for kind in module.KINDS}


def kind_of(order: object) -> Kind:
    """The kind that an order belongs to."""
    return next(kind for kind in kinds().values() if type(order) is kind.order)


def kind_named(name: str) -> Kind:
    """A kind by name.

    Raises
    ------
    NotFound
        If there is none, as of jobs that another version of PeakShift began.
    """
    found = kinds().get(name)
    if found is None:
        raise NotFound(
            tr(
                "this PeakShift knows no job of the kind {name!r}; it knows: {kinds}",
                name=name,
                kinds=", ".join(kinds()),
            )
        )
    return found
