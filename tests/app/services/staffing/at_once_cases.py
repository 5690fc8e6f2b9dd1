"""What many writers do at once to shrinkage and requirements."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from app.services.context import Context
from app.services.staffing import requirement, shrinkage
from data.model.requirement import Shrinkage
from tests.app.services.at_once_cases import Do, Stands, case, most
from tests.app.small_centre import FIRST_DAY


@case(shrinkage.set_shrinkage)
def causes(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: shrinkage.set_shrinkage(c, Shrinkage(f"cause {n}", 0.001)),
        lambda c, n, answer: f"cause {n}" in {s.name for s in shrinkage.shrinkages_of(c)},
    )


@case(shrinkage.set_shrinkages)
def rows_of_a_table(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = shrinkage.shrinkages_of(context)

    def added(c: Context, n: int) -> object:
        return shrinkage.set_shrinkages(c, (*seen, Shrinkage(f"row {n}", 0.001)), seen=seen)

    return added, lambda c, n, answer: f"row {n}" in {s.name for s in shrinkage.shrinkages_of(c)}


@case(shrinkage.set_shrinkages, "one", names_who=True)
def one_share(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = shrinkage.shrinkages_of(context)

    def mine(n: int) -> Shrinkage:
        return replace(seen[0], share=0.01 + 0.001 * n)

    return (
        lambda c, n: shrinkage.set_shrinkages(c, (mine(n), *seen[1:]), seen=seen),
        lambda c, n, answer: mine(n) in shrinkage.shrinkages_of(c),
    )


@case(shrinkage.drop_shrinkage)
def dropped_causes(context: Context, folder: Path) -> tuple[Do, Stands]:
    there = {one.name for one in shrinkage.shrinkages_of(context)}
    for name in (f"old {n}" for n in range(most())):
        if name not in there:
            shrinkage.set_shrinkage(context, Shrinkage(name, 0.001))
    return (
        lambda c, n: shrinkage.drop_shrinkage(c, f"old {n}"),
        lambda c, n, answer: f"old {n}" not in {s.name for s in shrinkage.shrinkages_of(c)},
    )


@case(shrinkage.fit_shrinkages)
def fitted_causes(context: Context, folder: Path) -> tuple[Do, Stands]:
    for n in range(most()):
        lines = ["day,cause,rostered_minutes,lost_minutes,paid,planned"]
        days = (FIRST_DAY + timedelta(days=k) for k in range(21))
        lines += [f"{day},fitted {n},10000,10,yes,no" for day in days]
        (folder / f"absence-{n}.csv").write_text("\n".join(lines), encoding="utf-8")
    return (
        lambda c, n: shrinkage.fit_shrinkages(c, folder / f"absence-{n}.csv"),
        lambda c, n, answer: f"fitted {n}" in {s.name for s in shrinkage.shrinkages_of(c)},
    )


@case(shrinkage.reset_shrinkages, "one")
def assumed_shares(context: Context, folder: Path) -> tuple[Do, Stands]:
    shrinkage.set_shrinkage(context, Shrinkage("not assumed", 0.002))
    return (
        lambda c, n: shrinkage.reset_shrinkages(c),
        lambda c, n, answer: shrinkage.shrinkages_of(c) == shrinkage.DEFAULT_SHRINKAGES,
    )


@case(requirement.set_requirement)
def requirements(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: requirement.set_requirement(c, judged=False).requirement_id,
        lambda c, n, answer: c.store.load_requirement(answer).requirement_id == answer,
    )
