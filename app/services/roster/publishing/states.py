"""What became of published versions, and of the rosters that they publish."""

from collections.abc import Iterable
from typing import Literal

from data.model.language import phrase, tr
from data.model.publication import Publication, days_in_force, in_force

State = Literal["in force", "replaced", "withdrawn", "withdrawal"]
STATES: dict[State, str] = {
    "in force": phrase("in force"),
    "replaced": phrase("replaced"),
    "withdrawn": phrase("withdrawn"),
    "withdrawal": phrase("withdrawal"),
}


def version_states(published: Iterable[Publication]) -> dict[int, State]:
    """What became of each version: it plans days, newer ones plan all of its days, or withdrawn."""
    every = tuple(published)
    days, kept = days_in_force(every), {p.version for p in in_force(every)}

    def state(p: Publication) -> State:
        if p.withdraws:
            return "withdrawal"
        if p.version not in kept:
            return "withdrawn"
        return "in force" if days[p.version] else "replaced"

    return {p.version: state(p) for p in every}


def what_became(published: Iterable[Publication]) -> dict[int, str]:
    """What became of each version in a few words: `in force on 3 of 28 days`, `withdrawn`..."""
    every = tuple(published)
    states, days = version_states(every), days_in_force(every)

    def became(p: Publication) -> str:
        if p.withdraws:
            return tr("withdraws version {withdraws}", withdraws=p.withdraws)
        part = (
            tr(" on {days} of {days2} days", days=days[p.version], days2=p.days)
            if 0 < days[p.version] < p.days
            else ""
        )
        again = (
            tr(", version {rolls_back_to} again", rolls_back_to=p.rolls_back_to)
            if p.rolls_back_to
            else ""
        )
        return f"{tr(STATES[states[p.version]])}{part}{again}"

    return {p.version: became(p) for p in every}


def roster_states(published: Iterable[Publication]) -> dict[str, str]:
    """Of each roster ever published `published v3`, or the version and what became of it."""
    every = tuple(published)
    states = version_states(every)
    said: dict[str, str] = {}
    works = {p.roster_id for p in every if states[p.version] == "in force"}
    for p in every:  # the oldest first: what is in force counts, else the newest
        if states[p.version] == "in force":
            said[p.roster_id] = tr("published v{version}", version=p.version)
        elif not p.withdraws and p.roster_id not in works:
            state = tr(STATES[states[p.version]])
            said[p.roster_id] = tr("v{version}, {state}", version=p.version, state=state)
    return said
