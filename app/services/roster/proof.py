"""The bound of a kept roster, added up again from what is stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version as installed
from typing import Any

from app.services.context import Context
from app.services.roster.activities import orders_behind
from app.services.roster.check import roster_of
from app.services.roster.publish import scored_proof
from app.services.roster.service import simulated
from app.services.staffing.conditions import conditions_from
from data.model.codec import to_json
from data.model.errors import InvalidValue, NotFound
from data.model.publication import Publication
from data.model.rule import EARLIER_NAMES
from rostering.activities.bound import bound_with_activities
from rostering.evaluation.scorecard import score
from rostering.simulation import Policy
from rostering.solver.explain.relaxed import relaxed_rules
from rostering.solver.tours.proof import recomputed_bound

_AS_TOLD = "shifts and the moves of each rule are taken as the search states them"
_BUILT_HERE = "a roster has one that was built here, or changed from one that was"
_BUILD_ANEW = "build it anew, a build keeps them wherever the tour engine can be used"


@dataclass(frozen=True)
class VerifiedBound:
    """A kept bound beside the same bound added up again.

    Parameters
    ----------
    kept, proven
        Points that no roster can undercut: as kept, and as the stored prices prove anew [points].
    by
        Who computed the kept one.
    """

    roster_id: str
    objective: int | None
    kept: float
    proven: float
    by: str

    @property
    def holds(self) -> bool:
        """Whether the stored prices prove all that was kept."""
        return self.proven >= self.kept

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        if self.holds:
            return (
                f"The stored prices, added up again with arithmetic of its own, prove "
                f"{self.proven:,.0f} points: the kept bound of {self.kept:,.0f} holds ({_AS_TOLD})"
            )
        return (
            f"The stored prices prove {self.proven:,.0f} points only; the kept bound of "
            f"{self.kept:,.0f} ({self.by}) does not follow from them"
        )


def verify_bound(context: Context, roster_id: str) -> VerifiedBound:
    """Add the bound of a kept roster up again; nothing is solved.

    Raises
    ------
    NotFound
        If there is no such roster.
    InvalidValue
        If it has no bound, or no prices that prove one.
    """
    saved = context.store.load_roster(roster_id)
    result = saved.result
    if result.bound is None:
        raise InvalidValue(
            f"{roster_id} has no bound ({result.engine}): {result.engine_why or _BUILT_HERE}"
        )
    if result.certificate is None:
        raise InvalidValue(
            f"the bound of {roster_id} came from {result.bound_by or 'a solve'}, without prices to "
            f"add up again: {result.engine_why or _BUILD_ANEW}"
        )
    problem = saved.problem
    proven = recomputed_bound(problem, result.certificate)
    orders = orders_behind(context, saved)
    after = bound_with_activities(problem, orders, proven) if orders else float(proven)
    return VerifiedBound(roster_id, result.objective, result.bound, after or 0.0, result.bound_by)


# Told, but no figure: another program may well find the same.
_TOLD = "program"


@dataclass(frozen=True)
class Difference:
    """A figure of a proof that came out otherwise."""

    where: str
    kept: Any
    rebuilt: Any


@dataclass(frozen=True)
class Rebuilt:
    """A proof beside the same proof made again.

    Parameters
    ----------
    compared
        Single values looked at [-].
    program_then, program_now
        Version that published, and version that rebuilt.
    """

    version: int
    roster_id: str
    compared: int
    differences: tuple[Difference, ...]
    program_then: str
    program_now: str

    @property
    def same(self) -> bool:
        """Whether every value came out as it was published."""
        return not self.differences


def rebuild_proof(context: Context, version: int = 0) -> Rebuilt:
    """Check, score and simulate a published version again, from stored inputs alone.

    Parameters
    ----------
    version
        Number of the publication; the newest if 0.

    Raises
    ------
    NotFound
        If nothing is published under the number, or its proof was kept by a program that did
        not store the conditions of its simulation.
    """
    publication = _publication(context, version)
    kept = _in_words_of_today(publication.proof)
    saved = context.store.load_roster(publication.roster_id)
    problem, roster = saved.problem, roster_of(saved)
    scored = scored_proof(saved, score(problem, roster), relaxed_rules(problem, roster))
    rebuilt = {**scored, "service": _service(context, publication)}
    before, after = (dict(_leaves(to_json(p))) for p in (kept, rebuilt))
    names = [name for name in {**before, **after} if name.rsplit(".", 1)[-1] != _TOLD]
    different = tuple(
        Difference(name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    )
    return Rebuilt(
        publication.version,
        publication.roster_id,
        len(names),
        different,
        str(kept.get(_TOLD, "")),
        installed("peakshift"),
    )


def _service(context: Context, publication: Publication) -> dict[str, Any]:
    kept = publication.proof.get("service") or {}
    if "conditions" not in kept:
        raise NotFound(
            f"version {publication.version} was published by {publication.proof.get(_TOLD)}, which "
            "did not keep the conditions of its simulation; publish it again to make it "
            "repeatable"
        )
    saved = context.store.load_roster(publication.roster_id)
    forecast_ids = saved.problem.requirement.forecast_ids
    return simulated(
        context,
        saved,
        conditions_from(context, forecast_ids, kept["conditions"]),
        int(kept["replications"]),
        int(kept["seed"]),
        policy=Policy(**kept["policy"]),
    )


def _in_words_of_today(proof: dict[str, Any]) -> dict[str, Any]:
    """A kept proof whose cost breakdown names rules as this version does."""
    bill = proof.get("bill") or {}
    return {**proof, "bill": {EARLIER_NAMES.get(name, name): n for name, n in bill.items()}}


def _publication(context: Context, version: int) -> Publication:
    published = context.store.load_publications()
    wanted = version or max((p.version for p in published), default=0)
    found = next((p for p in published if p.version == wanted), None)
    if found is None:
        numbers = ", ".join(str(p.version) for p in published) or "none"
        raise NotFound(f"no version {wanted} is published; published: {numbers}")
    return found


def _leaves(value: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    """Every single value of nested JSON with the way to it."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, f"{where}.{name}".lstrip("."))
    elif isinstance(value, list):
        for k, part in enumerate(value):
            yield from _leaves(part, f"{where}[{k}]")
    else:
        yield where, value
