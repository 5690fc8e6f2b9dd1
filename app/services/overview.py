"""What there is, what hangs together no longer, and what to do next."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.services.access.asking import asked
from app.services.centre import planning_of
from app.services.context import Context, on_clock, today_of
from app.services.roster.state import RosterState, distances_of, state_of_published, states_of
from data.model.language import tr
from data.model.publication import Publication
from data.model.result import Distance
from data.model.words import counted, short_date
from data.store import documents
from data.store.versions import ForecastSummary, RequirementSummary, RosterSummary

Step = Literal["history", "staff", "forecast", "requirement", "roster", "publish"]
"""A published roster that ends sooner needs a successor: one week's notice."""


@dataclass(frozen=True)
class Standing:
    """The newest of everything; None where there is nothing yet.

    Parameters
    ----------
    history_day
        Last local day with history.
    forecasts
        Newest version of each queue, in queue order.
    todo
        Steps still to be done, in order of the way; empty when nothing is left to do.
    warnings
        What a person should look at, in plain words.
    roster_state, published_state
        How the newest roster, and the published one, stand today.
    roster_far
        The newest roster's optimality gap in hours of people.
    """

    history_day: date | None
    agents: int
    forecasts: tuple[ForecastSummary, ...]
    requirement: RequirementSummary | None
    roster: RosterSummary | None
    rosters: int
    publication: Publication | None
    todo: tuple[Step, ...]
    warnings: tuple[str, ...]
    roster_state: RosterState | None = None
    published_state: RosterState | None = None
    roster_far: Distance | None = None

    @property
    def all_good(self) -> bool:
        """Whether nothing is left to do, nothing warns, and both rosters are good today."""
        states = (self.roster_state, self.published_state)
        good = all(state is not None and state.tone == "good" for state in states)
        return good and not self.todo and not self.warnings


@asked
def where_things_stand(context: Context, day: date | None) -> Standing:
    """Look at the newest of everything.

    Parameters
    ----------
    day
        Last local day with history; the caller has read the history already.

    Raises
    ------
    NotFound
        If no centre was set up yet.
    """
    today = today_of(context)
    if day is not None:  # figures of the running day are no history yet
        day = min(day, today - timedelta(days=1))
    newest: dict[str, ForecastSummary] = {}
    for listed in context.store.list_forecasts():
        newest.setdefault(listed.queue_id, listed)
    queues = [queue.queue_id for queue in context.store.load(documents.QUEUES)]
    forecasts = tuple(newest[queue] for queue in queues if queue in newest)
    requirement = next(iter(context.store.list_requirements()), None)
    rosters = context.store.list_rosters()
    usable = next((roster for roster in rosters if roster.first is not None), None)
    published = next(reversed(context.store.load_publications(in_force=True)), None)
    agents = len(context.store.load(documents.STAFF).agents)
    return Standing(
        day,
        agents,
        forecasts,
        requirement,
        usable,
        len(rosters),
        published,
        _todo(day, agents, forecasts, requirement, usable, published),
        (
            *_stale(context, day, today - timedelta(days=1), forecasts, requirement),
            *_of_published(
                published,
                today,
                planning_of(context).runs_out_days,
            ),
            *_of_the_night(context),
        ),
        states_of(context, (usable,))[usable.roster_id] if usable else None,
        state_of_published(published, today) if published else None,
        distances_of(context, (usable,))[usable.roster_id] if usable else None,
    )


def _todo(
    day: date | None,
    agents: int,
    forecasts: tuple[ForecastSummary, ...],
    requirement: RequirementSummary | None,
    roster: RosterSummary | None,
    published: Publication | None,
) -> tuple[Step, ...]:
    steps: dict[Step, bool] = {
        "history": day is None,
        "staff": not agents,
        "forecast": not forecasts or (day is not None and forecasts[0].first <= day),
        "requirement": requirement is None
        or bool(forecasts and requirement.first < forecasts[0].first),
        "roster": roster is None
        or bool(requirement and roster.requirement_id != requirement.requirement_id),
        "publish": published is None or bool(roster and published.roster_id != roster.roster_id),
    }
    return tuple(step for step, open_ in steps.items() if open_)


def _stale(
    context: Context,
    day: date | None,
    yesterday: date,
    forecasts: tuple[ForecastSummary, ...],
    requirement: RequirementSummary | None,
) -> tuple[str, ...]:
    found = []
    if day and day < yesterday:
        found.append(
            tr(
                "History ends on {day}, {days} before yesterday: import what came since.",
                day=short_date(day),
                days=counted((yesterday - day).days, "day"),
            )
        )
    if day and forecasts and forecasts[0].first <= day:
        found.append(
            tr(
                "History reaches {day}, beyond the newest forecast's start: forecast again.",
                day=short_date(day),
            )
        )
    if requirement and forecasts:
        kept = set(context.store.load_requirement(requirement.requirement_id).forecast_ids)
        newer = [f.queue_id for f in forecasts if f.version_id not in kept]
        if newer:
            found.append(
                tr(
                    "The newest requirement is older than the forecast of {newer}: build it again.",
                    newer=", ".join(newer),
                )
            )
    return tuple(found)


def _of_published(
    published: Publication | None, today: date, runs_out_days: int
) -> tuple[str, ...]:
    if published is None:
        return ()
    found = []
    last = published.first + timedelta(days=published.days - 1)
    broken = published.proof.get("hard_violations") or 0
    if broken:
        found.append(
            tr(
                "Version {version} was published with {broken} hard rules broken.",
                version=published.version,
                broken=broken,
            )
        )
    if 0 <= (last - today).days < runs_out_days:
        found.append(
            tr(
                "Version {version} ends on {last}: build and publish what follows.",
                version=published.version,
                last=short_date(last),
            )
        )
    return tuple(found)


def _of_the_night(context: Context) -> tuple[str, ...]:
    nights = context.store.audit(verb="refresh", limit=1)
    if not nights:
        return ()
    detail, at = nights[0].detail, on_clock(context, nights[0].at)
    failed = [f"{q}: {why}" for q, why in (detail.get("forecasts_failed") or {}).items()]
    unread = [
        tr("failed file {name}: {why}", name=name, why=why)
        for name, why in (detail.get("unreadable") or {}).items()
    ]
    left = [f"{name} {why}" for name, why in (detail.get("waiting") or {}).items()]
    faults = [
        tr("could not {step}: {why}", step=tr(step), why=why)
        for step, why in (detail.get("faults") or {}).items()
    ]
    texts = [*(detail.get("warnings") or ()), *failed, *unread, *left, *faults]
    return tuple(tr("Nightly job of {at}: {text}", at=at, text=text) for text in texts)
