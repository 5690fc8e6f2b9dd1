"""Why this number: from the forecast to the agents of one slot, formula by formula."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from data.model.checks.opening import open_slots, opening_in_words
from data.model.forecast import Demand, Forecast
from data.model.language import tr
from data.model.queue import Queue
from data.model.requirement import Requirement
from rostering.staffing.explain_roster import (
    AGENTS,
    BY_FORMULA,
    CORRECTED,
    Step,
    agents_by_formula,
    roster_steps,
)
from rostering.staffing.queue_requirement import Work, agents_with_retries, plain_demand, work_of
from rostering.staffing.rate_uncertainty import expected_level, rate_law
from rostering.staffing.service import Service, service
from rostering.staffing.sizing import Sizing


@dataclass(frozen=True)
class Try:
    """What a number of agents would give, and which parts of the target it misses."""

    heads: int
    figures: Mapping[str, float]
    missed: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    """Why a slot of a queue needs its agents.

    Parameters
    ----------
    steps
        From forecast to agents to roster.
    tries
        One head fewer, the number found, one more.
    sentence
        All of it in one sentence.
    """

    queue_id: str
    at: datetime
    steps: tuple[Step, ...]
    tries: tuple[Try, ...]
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "queue_id": self.queue_id,
            "at": self.at.isoformat(),
            "sentence": self.sentence,
            "steps": [vars(step) for step in self.steps],
            "tries": [
                {"heads": t.heads, "figures": dict(t.figures), "missed": list(t.missed)}
                for t in self.tries
            ],
        }


def explain(
    requirement: Requirement,
    demand: Demand | Forecast,
    queue: Queue,
    slot: int,
    sizing: Sizing,
    *,
    offset: int = 0,
) -> Explanation:
    """Why one slot of a requirement needs its agents.

    Parameters
    ----------
    demand
        What the requirement was built from.
    slot
        Slot of the requirement.
    sizing
        How the requirement was built.
    offset
        Slot of the demand's grid with which the requirement begins.
    """
    row = requirement.queue_ids.index(queue.queue_id)
    formula = agents_by_formula(requirement)
    floor, heads = int(formula[row, slot]), int(requirement.heads[row, slot])
    steps = [*_load_steps(demand, queue, slot + offset, sizing)]
    tries: tuple[Try, ...] = ()
    if queue.deferrable_due_min is None:
        tries = tuple(
            _try(demand, queue, slot + offset, sizing, n)
            for n in range(max(0, floor - 1), floor + 2)
        )
    steps.append(Step(BY_FORMULA, _rule(queue, sizing, requirement, slot), floor, AGENTS))
    steps += roster_steps(requirement, demand, queue, slot, formula)
    at = list(requirement.grid)[slot]
    sentence = _sentence(queue, steps[2].value, floor, heads, steps, tries)
    return Explanation(queue.queue_id, at, tuple(steps), tries, sentence)


def _in_hand(contacts: float, handle_s: float, slot_s: float, queue: Queue, sizing: Sizing) -> str:
    """How the offered load of a slot comes about, in words."""
    now = contacts * handle_s / slot_s
    in_hand = (
        tr("mean of m' = rate - m / h over the slot; without lag {now:.6g}", now=now)
        if sizing.ramp == "lag" and queue.deferrable_due_min is None
        else tr(
            "{contacts:.6g} x {handle_s:.6g} s / {slot_s:g} s",
            contacts=contacts,
            handle_s=handle_s,
            slot_s=slot_s,
        )
    )
    if retry_share := sizing.handling_of(queue).retry_share:
        in_hand += tr(
            "; with the {retry_share:.0%} of those who hang up who call again",
            retry_share=retry_share,
        )
    return in_hand


def _load_steps(
    demand: Demand | Forecast, queue: Queue, slot: int, sizing: Sizing
) -> tuple[Step, ...]:
    plain, work = plain_demand(demand), _work(demand, queue, sizing)
    way = sizing.handling_of(queue)
    source = (
        tr(" of forecast {version_id}", version_id=demand.version_id)
        if isinstance(demand, Forecast)
        else ""
    )
    contacts, handle_s = float(work.contacts[slot]), float(work.handle_s[slot])
    ivr = (
        tr(
            " x (1 - {ivr_contained_share:g} settled by IVR)",
            ivr_contained_share=way.ivr_contained_share,
        )
        if way.ivr_contained_share
        else ""
    )
    chats = queue.concurrency - 1
    stretch = (
        tr(
            " x (1 + {concurrency_slowdown:g} x {chats})",
            concurrency_slowdown=way.concurrency_slowdown,
            chats=chats,
        )
        if chats
        else ""
    )
    in_hand = _in_hand(contacts, handle_s, 60.0 * plain.grid.slot_min, queue, sizing)
    load = float(work.load_erlang[slot])
    return (
        Step("contacts", f"{sizing.label}{source}{ivr}", contacts, "contacts/slot"),
        Step(
            tr("handle time"),
            tr("{handle_s:.6g} s{stretch}", handle_s=plain.handle_s[slot], stretch=stretch),
            handle_s,
            "s",
        ),
        Step(tr("offered load"), in_hand, load, "Erlang"),
    )


def _work(demand: Demand | Forecast, queue: Queue, sizing: Sizing) -> Work:
    """What the queue is sized for, contacts that come again included."""
    work = work_of(demand, queue, sizing)
    if queue.deferrable_due_min is not None or not sizing.handling_of(queue).retry_share:
        return work
    grown = agents_with_retries(demand, queue, sizing)[1]
    return replace(work, load_erlang=work.load_erlang * grown)


def _try(demand: Demand | Forecast, queue: Queue, slot: int, sizing: Sizing, heads: int) -> Try:
    work = _work(demand, queue, sizing)
    found = service(
        np.int64(heads * queue.concurrency),
        work.load_erlang[slot],
        max(float(work.handle_s[slot]), 1e-9),
        queue.target.threshold_s,
        sizing.patience_of(queue),
    )
    level = float(found.level(queue.target.definition))
    if sizing.basis == "expected" and isinstance(demand, Forecast):
        level = _expected(demand, queue, work, slot, sizing, heads)
    return Try(heads, _figures(found, level), _missed(queue, found, level, heads))


def _expected(
    forecast: Forecast, queue: Queue, work: Work, slot: int, sizing: Sizing, heads: int
) -> float:
    factors, weights = rate_law(forecast).nodes()
    one = slice(slot, slot + 1)
    level = expected_level(
        np.array([heads], dtype=np.int64),
        work.load_erlang[one],
        np.maximum(work.handle_s[one], 1e-9),
        factors[:, one],
        weights,
        threshold_s=queue.target.threshold_s,
        definition=queue.target.definition,
        patience_s=sizing.patience_of(queue),
        concurrency=queue.concurrency,
    )
    return float(level[0])


def _figures(found: Service, level: float) -> dict[str, float]:
    return {
        "service_level": level,
        "wait_share": float(found.wait_share),
        "asa_s": float(found.asa_s),
        "abandonment_share": float(found.abandonment_share),
        "occupancy_share": float(found.occupancy_share),
    }


def _missed(queue: Queue, found: Service, level: float, heads: int) -> tuple[str, ...]:
    target = queue.target
    checks = {
        "service level": level < target.service_share - 1e-12,
        "occupancy": float(found.occupancy_share) > target.occupancy_cap_share + 1e-12,
        "speed of answer": target.asa_s is not None and float(found.asa_s) > target.asa_s,
        "abandonment": target.abandonment_share is not None
        and float(found.abandonment_share) > target.abandonment_share,
        "minimum agents": heads < target.min_heads,
    }
    return tuple(name for name, missed in checks.items() if missed)


def _rule(queue: Queue, sizing: Sizing, requirement: Requirement, slot: int) -> str:
    target = queue.target
    if not open_slots(queue.opening, requirement.grid)[slot]:
        return tr("closed then: open {opening}", opening=opening_in_words(queue.opening))
    if queue.deferrable_due_min is not None:
        return tr(
            "spread within {deferrable_due_min} min to where the other queues are quiet",
            deferrable_due_min=queue.deferrable_due_min,
        )
    formula = {"erlang_c": "Erlang C", "erlang_a": "Erlang A"}[sizing.name_of(queue)]
    patience = (
        tr(", patience {patience_s:g} s", patience_s=queue.patience_s)
        if formula == "Erlang A"
        else ""
    )
    asked = tr(
        "{service_share:.0%} within {threshold_s:g} s ({definition}), "
        "occupancy <= {occupancy_cap_share:.0%}",
        service_share=target.service_share,
        threshold_s=target.threshold_s,
        definition=target.definition,
        occupancy_cap_share=target.occupancy_cap_share,
    )
    floor = requirement.made_with.get("period_floor_share")
    if floor is None:
        found = tr(
            "smallest n of {formula}{patience}: {asked}",
            formula=formula,
            patience=patience,
            asked=asked,
        )
    else:
        found = tr(
            "cheapest agents of {formula}{patience}: over the whole period "
            "{asked}; in every slot at least {floor:.0%}",
            formula=formula,
            patience=patience,
            asked=asked,
            floor=floor,
        )
    return found


def _sentence(
    queue: Queue, load: float, floor: int, heads: int, steps: list[Step], tries: tuple[Try, ...]
) -> str:
    text = tr(
        "{name}: {load:.2f} Erlang need {floor} on the floor by formula",
        name=queue.name,
        load=load,
        floor=floor,
    )
    corrected = next((step for step in steps if step.name == CORRECTED), None)
    if corrected is not None and abs(corrected.value - floor) >= 0.05:
        text += tr(", {value:.1f} as the simulator finds", value=corrected.value)
    text += tr("; {heads} in the roster", heads=heads)
    fewer = next((t for t in tries if t.heads == floor - 1), None)
    if fewer is None or not fewer.missed:
        return f"{text}."
    alone = "" if corrected is None else tr(" alone")
    return tr(
        "{text}. With {heads}{alone} the target on {missed} is missed.",
        text=text,
        heads=fewer.heads,
        alone=alone,
        missed=tr(" and ").join(fewer.missed),
    )
