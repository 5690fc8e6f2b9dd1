"""Working on a complaint: ending its steps one after another, and closing it once all are done."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.services.access.asking import asked
from app.services.changes import change
from app.services.context import Context, on_clock
from data.model.errors import Conflict, InvalidValue, NotFound
from data.model.language import tr
from data.model.service_quality.records import STEP_NAMES, STEPS, Case, CaseStep

if TYPE_CHECKING:
    import pandas as pd

    from data.store import Store


@asked
def case_and_steps(context: Context, case_id: str) -> tuple[Case, tuple[CaseStep, ...]]:
    """A case with its steps in their order.

    Raises
    ------
    NotFound
        If there is none of the id.
    """
    from data.store.service_quality.rows import records_of

    store = context.store
    cases = records_of("cases", store.load_service_records("cases", where={"case_id": case_id}))
    if not cases:
        raise NotFound(tr("there is no complaint {case_id}", case_id=repr(case_id)))
    steps = records_of(
        "case_steps", store.load_service_records("case_steps", where={"case_id": case_id})
    )
    return cases[0], tuple(sorted(steps, key=lambda one: one.step))


@change
def end_step(
    context: Context,
    case_id: str,
    *,
    department: str = "",
    handling_min: float | None = None,
    step: int | None = None,
    why: str = "",
) -> CaseStep:
    """End the step that a case is at, and begin the next one; after the sixth it can be closed.

    Parameters
    ----------
    department
        Who does the next step; empty: the department of the case.
    handling_min
        Work that the ended step took [min].
    step
        Number of the step that shall end, from 1; None: the one that the case is at.

    Returns
    -------
    CaseStep
        The step that is open now, or the sixth, ended.

    Raises
    ------
    Conflict
        If the case is closed, all of its steps have ended, or it is not at `step`.
    """
    case, steps = case_and_steps(context, case_id)
    _refuse_closed(context, case)
    now = context.clock().replace(microsecond=0)
    open_step = next((one for one in steps if one.ended_at is None), None)
    if open_step is None and len(steps) == len(STEPS):
        raise Conflict(
            tr("complaint {case_id}: all six steps have ended; close it", case_id=case_id)
        )
    last = open_step or CaseStep(
        f"{case_id}/{len(steps) + 1}", case_id, len(steps) + 1,
        steps[-1].ended_at if steps and steps[-1].ended_at else case.opened_at,
        department=case.department,
    )  # fmt: skip
    if step not in (None, last.step):
        raise Conflict(
            tr(
                "complaint {case_id} is at the step {name} by now: nothing of yours was saved",
                case_id=case_id,
                name=tr(STEP_NAMES[last.step - 1]),
            )
        )
    took = last.handling_min if handling_min is None else handling_min
    changed = [replace(last, ended_at=now, handling_min=took)]
    if last.step < len(STEPS):
        number = last.step + 1
        changed.append(
            CaseStep(f"{case_id}/{number}", case_id, number, now,
                     department=department or case.department)
        )  # fmt: skip
    _save(context, "end_step", case_id, why, case_steps=changed)
    return changed[-1]


@change
def close_case(
    context: Context,
    case_id: str,
    *,
    cause: str = "",
    substantiated: bool | None = None,
    satisfied: bool | None = None,
    why: str = "",
) -> Case:
    """Close a case whose six steps have ended.

    Parameters
    ----------
    cause
        Category of the cause; empty: as it is stored.
    substantiated, satisfied
        Whether it was found true, and whether the customer was content; None: as stored.

    Raises
    ------
    Conflict
        If a step is open, or it is closed already.
    InvalidValue
        If the cause is a text instead of a category.
    """
    case, steps = case_and_steps(context, case_id)
    _refuse_closed(context, case)
    open_ones = [tr(name) for name, _ in zip(STEP_NAMES, STEPS, strict=True)
                 if not _has_ended(steps, STEP_NAMES.index(name) + 1)]  # fmt: skip
    if open_ones:
        raise Conflict(
            tr(
                "complaint {case_id} cannot be closed with a step open: {steps}. End these first",
                case_id=case_id,
                steps=", ".join(open_ones),
            )
        )
    if len(cause) > 40 or sum(letter.isdigit() for letter in cause) > 6:
        raise InvalidValue(
            tr("a cause is a category of at most 40 letters, without numbers of anybody")
        )
    closed = replace(
        case,
        closed_at=context.clock().replace(microsecond=0),
        cause=cause or case.cause,
        substantiated=case.substantiated if substantiated is None else substantiated,
        satisfied=case.satisfied if satisfied is None else satisfied,
    )
    _save(context, "close_case", case_id, why, cases=[closed])
    return closed


def _has_ended(steps: tuple[CaseStep, ...], number: int) -> bool:
    return any(one.step == number and one.ended_at is not None for one in steps)


def _refuse_closed(context: Context, case: Case) -> None:
    if case.closed_at is not None:
        raise Conflict(
            tr(
                "complaint {case_id} was closed on {at}",
                case_id=case.case_id,
                at=on_clock(context, case.closed_at),
            )
        )


def _save(context: Context, verb: str, case_id: str, why: str, **records: list[Any]) -> None:
    import pandas as pd

    from data.store.service_quality.rows import frame_of

    frames = {kind: frame_of(kind, some) for kind, some in records.items()}
    nothing = pd.DataFrame({"row": [], "reason": [], "text": []})
    entry = context.entry(verb, f"case:{case_id}", why)
    context.store.save_service_records(frames, nothing, "", entry)


def closed_too_soon(store: "Store", frames: "dict[str, pd.DataFrame]") -> dict[int, str]:
    """Rows of a file that would close a case with a step open: reason by row number.

    They are taken out of the frames. A case of which no step is known at all may be closed: older
    systems have none.
    """
    if "cases" in frames:
        return _without_open(frames, "cases", _open_cases(store.load_service_records("case_steps")))
    if "case_steps" in frames and "ended_at" in frames["case_steps"]:
        cases = store.load_service_records("cases", columns=("case_id", "closed_at"))
        closed = set(cases.loc[cases["closed_at"].notna(), "case_id"])
        return _without_open(frames, "case_steps", closed)
    return {}


def _open_cases(steps: "pd.DataFrame") -> set[str]:
    ended = steps[steps["ended_at"].notna()].groupby("case_id")["step"].nunique()
    begun = set(steps["case_id"])
    return begun - {str(case_id) for case_id in ended[ended == len(STEPS)].index}


def _without_open(
    frames: "dict[str, pd.DataFrame]", kind: str, affected: set[str]
) -> dict[int, str]:
    frame = frames[kind]
    mark = "closed_at" if kind == "cases" else "ended_at"
    if mark not in frame:
        return {}
    wrong = frame["case_id"].isin(affected) & (
        frame[mark].notna() if kind == "cases" else frame[mark].isna()
    )
    frames[kind] = frame[~wrong]
    reason = tr("a case cannot be closed with a step open")
    return dict.fromkeys((int(row) for row in frame.index[wrong]), reason)
