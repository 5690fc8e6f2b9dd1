"""Every kind of job: what is ordered, how it is carried out, which queue it waits in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from data.model.errors import NotFound
from data.model.language import tr, trn
from data.model.words import date_in_words

if TYPE_CHECKING:
    from app.services.jobs.run import JobRun

Lane = Literal["build", "urgent", "data", "look", "people"]
LANES: dict[Lane, int] = {"build": 1, "urgent": 1, "data": 1, "look": 2, "people": 20}
"""Queues of a centre and how many of each run at once [-]: long solves; what somebody waits for
before the screen; forecasts and imports; reads that save nothing; messages, which may wait for
the end of quiet hours."""


@dataclass(frozen=True)
class Work:
    """How jobs of a kind are carried out, in a module that may load every solver.

    Parameters
    ----------
    order, answer
        Types of what is asked for and of what comes out; `data.model.codec` reads and writes both.
    carry_out
        Carries an order out by the steps of its kind.
    """

    order: type
    answer: Any
    carry_out: Callable[["JobRun", Any], Any]


@dataclass(frozen=True)
class Kind:
    """A kind of job: all that lists say of one, so that a list loads no solver.

    Parameters
    ----------
    module
        Of this package, whose `WORK` has it.
    steps
        Names of its steps, in order.
    about
        Facts of an order that its title says, as JSON values.
    title, keeps
        What is done, of those facts; what remains after a stop.
    verb, seen_by
        Use case whose roles may ask for it and stop it; duty whose roles see it.
    """

    name: str
    lane: Lane
    module: str
    steps: tuple[str, ...]
    about: Callable[[Any], dict[str, Any]]
    title: Callable[[Mapping[str, Any]], str]
    keeps: Callable[[], str]
    verb: str
    seen_by: str = "see_rosters"

    @property
    def work(self) -> Work:
        """How it is carried out."""
        work: Work = import_module(f"{__package__}.{self.module}").WORK[self.name]
        return work


def _of_roster(order: Any) -> dict[str, Any]:
    return {"roster": order.roster_id}


def _of_build(order: Any) -> dict[str, Any]:
    about = {"weeks": order.weeks, "first": order.first.isoformat()}
    return {**about, "until": order.until.isoformat()} if order.until else about


def _building(about: Mapping[str, Any]) -> str:
    first = _day_said(about["first"])
    if "until" in about:
        until = _day_said(about["until"])
        return tr("Building a roster from {first} to {until}", first=first, until=until)
    if not about["weeks"]:
        return tr("Building a roster from {first}", first=first)
    return trn(
        "Building {n} week from {first}",
        "Building {n} weeks from {first}",
        about["weeks"],
        first=first,
    )


def _day_said(day: str) -> str:
    """A day that was saved as JSON."""
    return date_in_words(date.fromisoformat(day))


def _nothing() -> str:
    return tr("nothing is saved of it")


_ALL = (
    Kind(
        "build", "build", "of_rosters", ("solve", "save"), _of_build, _building,
        lambda: tr("the best roster found so far is checked and saved"),
        "build_roster",
    ),
    Kind(
        "reroster", "urgent", "of_rosters", ("solve",), _of_roster,
        lambda about: tr("Rerostering {roster}", **about),
        lambda: tr("the best change found so far is shown"),
        "reroster_saved",
    ),
    Kind(
        "repair", "urgent", "of_rosters", ("solve",), _of_roster,
        lambda about: tr("Repairing {roster} around its edits", **about),
        lambda: tr("the best repair found so far is shown"),
        "repair_edits",
    ),
    Kind(
        "activities", "build", "of_rosters", ("solve",), _of_roster,
        lambda about: tr("Placing activities in {roster}", **about),
        lambda: tr("the best times found so far are shown"),
        "place_in_roster",
    ),
    Kind(
        "seats", "urgent", "of_rosters", ("solve",), _of_roster,
        lambda about: tr("Planning the seats of {roster}", **about),
        lambda: tr("the best seat plan found so far is shown"),
        "plan_roster_seats",
    ),
    Kind(
        "simulate", "look", "of_reads", ("simulate",), _of_roster,
        lambda about: tr("Simulating {roster}", **about), _nothing,
        "simulate_saved",
    ),
    Kind(
        "sensitivity", "build", "of_reads", ("solve",), _of_roster,
        lambda about: tr("Working out values of {roster}", **about),
        lambda: tr("what is known so far is shown"),
        "sensitivity_of_roster",
    ),
    Kind(
        "shift_design", "build", "of_reads", ("design",),
        lambda order: {"requirement": order.requirement_id},
        lambda about: tr("Designing shifts"), _nothing,
        "templates_for",
    ),
    Kind(
        "shift_design_check", "build", "of_reads", ("solve",),
        lambda order: {"job": order.design_job},
        lambda about: tr("Building rosters on the designs"),
        lambda: tr("the rosters built so far are shown"),
        "templates_for",
    ),
    Kind(
        "accuracy", "look", "of_reads", ("score",),
        lambda order: {"version": order.version_id, "queue": order.queue_id},
        lambda about: tr("Scoring {queue} on its past", queue=about["queue"]), _nothing,
        "accuracy_of", "see_figures",
    ),
    Kind(
        "backtest", "look", "of_reads", ("score",),
        lambda order: {"queues": list(order.queue_ids)},
        lambda about: tr("Scoring the queues on their past"), _nothing,
        "backtest_queues", "see_figures",
    ),
    Kind(
        "forecast", "data", "of_data", ("forecast",),
        lambda order: {"queues": list(order.queue_ids), "weeks": order.weeks},
        lambda about: tr("Forecasting"),
        lambda: tr("the queues forecast so far keep their new versions"),
        "forecast_all", "see_figures",
    ),
    Kind(
        "requirement", "urgent", "of_data", ("work out", "save"),
        lambda order: {"basis": order.basis},
        lambda about: tr("Working out the staffing need"),
        lambda: tr("nothing is saved, and the need stays as it is"),
        "set_requirement", "see_figures",
    ),
    Kind(
        "what_if", "look", "of_reads", ("work out",),
        lambda order: {
            "requirement": order.requirement_id,
            "queues": list(order.change.targets),
            "known": order.known,
        },
        lambda about: tr("Working out what a change does"), _nothing,
        "what_if", "see_figures",
    ),
    Kind(
        "compare_bases", "look", "of_reads", ("work out",),
        lambda order: {"forecasts": list(order.forecast_ids), "known": order.known},
        lambda about: tr("Working out five bases: mean, p50, p80, p95, expected"), _nothing,
        "compare_requirements", "see_figures",
    ),
    Kind(
        "import", "data", "of_data", ("import",),
        lambda order: {"file": order.name},
        lambda about: tr("Reading in {file}", **about),
        lambda: tr("a file is read as a whole or not at all"),
        "import_history", "see_figures",
    ),
    Kind(
        "refresh", "data", "of_data",
        (
            "begin", "check the clock", "read the inbox", "judge the feeds", "forecast",
            "prepare a reroster", "score the last day", "score the forecasts within the day",
            "learn for the running day", "check the trail",
            "thin old forecasts", "save",
        ),
        lambda order: {"inbox": order.inbox},
        lambda about: tr("Nightly refresh"),
        lambda: tr("what was read in and forecast so far stays"),
        "refresh", "see_figures",
    ),
    Kind(
        "sample", "build", "of_data", ("load",),
        lambda order: {"seed": order.seed},
        lambda about: tr("Loading the sample centre"),
        lambda: tr("what was loaded so far stays, and loading can go on from there"),
        "run_demo", "see_centre",
    ),
    Kind(
        "propose", "urgent", "of_day", ("solve", "save"),
        lambda order: {"kinds": list(order.kinds)},
        lambda about: tr("Looking for what helps today"), _nothing,
        "propose_actions",
    ),
    Kind(
        "send", "people", "of_notices", ("wait", "begin 1", "send 1", "note"),
        lambda order: {"version": order.version, "people": len(order.messages)},
        lambda about: trn(
            "Writing to {n} person about version {version}",
            "Writing to {n} people about version {version}",
            int(about.get("people", 0)),
            version=about.get("version"),
        ),
        lambda: tr("who was written to already stays noted; nobody else is written to"),
        "send_message",
    ),
)  # fmt: skip
KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
"""Every kind by name. A new one has its work in a module of this package, and an entry here."""


def kind_of(order: object) -> Kind:
    """The kind that an order belongs to."""
    module = type(order).__module__.rpartition(".")[2]
    mine = (kind for kind in KINDS.values() if kind.module == module)
    return next(kind for kind in mine if kind.work.order is type(order))


def kind_named(name: str) -> Kind:
    """A kind by name.

    Raises
    ------
    NotFound
        If there is none, as of jobs that another version of PeakShift began.
    """
    found = KINDS.get(name)
    if found is None:
        raise NotFound(
            tr(
                "this PeakShift knows no job of the kind {name!r}; it knows: {kinds}",
                name=name,
                kinds=", ".join(KINDS),
            )
        )
    return found
