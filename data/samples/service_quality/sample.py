"""Two years of a centre's service loops, ending with its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.series import ContactSeries
from data.model.service_quality.records import Seat
from data.model.service_quality.settings import Measure
from data.model.staff import Agent
from data.samples.noise import stream
from data.samples.service_quality.complaints import draw_cases, follow_ups
from data.samples.service_quality.contacts import Contacts, draw_contacts, draw_orders
from data.samples.service_quality.scores import draw_scores, seats
from data.samples.service_quality.world import (
    DRIFT_DAYS,
    HUNG_UP_SHARE,
    MEASURE,
    MEASURE_CAUSE,
    MEASURE_DAYS,
    TOPICS,
    ServiceTruth,
)

if TYPE_CHECKING:
    import pandas as pd

DAYS = 730
_HABITS = 3


@dataclass(frozen=True, eq=False)
class ServiceSample:
    """Records by kind, as the store takes them, and what was planted in them."""

    frames: "dict[str, pd.DataFrame]"
    seats: tuple[Seat, ...]
    measures: tuple[Measure, ...]
    truth: ServiceTruth


def service_sample(
    seed: int,
    last_day: date,
    agents: tuple[Agent, ...],
    series: Mapping[str, ContactSeries],
    zone: str,
    days: int = DAYS,
) -> ServiceSample:
    """Make the records: the same seed and centre give the same ones to the last letter.

    Parameters
    ----------
    last_day
        Last day; orders and complaints that are then under way stay open.
    series
        History of the queues: who hung up tells which half hours were under-staffed.
    days
        Length [d].

    Raises
    ------
    InvalidValue
        If there is no agent or no queue.
    """
    import pandas as pd

    if not agents or not series or days < 60:
        raise InvalidValue(tr("service records need agents, queues, and 60 days or more"))
    first = last_day - timedelta(days=days - 1)
    end = pd.Timestamp(last_day + timedelta(days=1), tz=zone).tz_convert("UTC").tz_localize(None)
    drift_from = last_day - timedelta(days=DRIFT_DAYS - 1)
    measure_from = last_day - timedelta(days=MEASURE_DAYS - 1)
    contacts = draw_contacts(seed, first, days, agents, tuple(series), zone, drift_from)
    rng = stream(seed, "service habits")
    kinds = [topic.kind for topic in TOPICS if topic.order_share * topic.a_day > 4]
    who = rng.choice(len(agents), min(_HABITS, len(agents)), replace=False)
    habits = tuple((agents[int(n)].agent_id, str(rng.choice(kinds))) for n in who)
    teams = {agent.agent_id: agent.team for agent in agents}
    orders, events, lost, wrong = draw_orders(seed, contacts, teams, end, habits)
    short, share = under_staffed(contacts, series), short_share(series)
    cases, steps = draw_cases(seed, contacts, days, short, share, end, measure_from, zone)
    touches = follow_ups(seed, contacts.touches, cases, end)
    frames = {
        "orders": orders,
        "order_events": events,
        "cases": cases,
        "case_steps": steps,
        "touches": touches,
        "scores": draw_scores(seed, contacts.touches, end),
    }
    return ServiceSample(
        {kind: _in_utc(frame) for kind, frame in frames.items()},
        seats(len(agents)),
        (Measure(MEASURE, measure_from, cause=MEASURE_CAUSE, owner="营销部"),),
        ServiceTruth(habits, lost, wrong, drift_from, measure_from),
    )


def under_staffed(contacts: Contacts, series: Mapping[str, ContactSeries]) -> np.ndarray:
    """Whether each touch fell into a half hour of its queue in which too many hung up."""
    touches, found = contacts.touches, np.zeros(len(contacts.touches), dtype=bool)
    for queue_id, one in series.items():
        mine = (touches["queue_id"] == queue_id).to_numpy()
        minutes = (
            touches.loc[mine, "at"].dt.tz_localize("UTC") - one.grid.start
        ).dt.total_seconds().to_numpy() / 60
        slot = (minutes // one.grid.slot_min).astype(int)
        inside = (slot >= 0) & (slot < one.grid.slots)
        with np.errstate(invalid="ignore", divide="ignore"):
            share = one.abandoned / one.offered if one.abandoned.size else one.offered * 0
        place = np.flatnonzero(mine)[inside]
        found[place] = np.nan_to_num(share[slot[inside]]) > HUNG_UP_SHARE
    return found


def short_share(series: Mapping[str, ContactSeries]) -> float:
    """Share of all contacts that came in a half hour in which too many hung up [-]."""
    inside = total = 0.0
    for one in series.values():
        offered = np.nan_to_num(one.offered)
        total += float(offered.sum())
        if one.abandoned.size:
            few = np.nan_to_num(one.abandoned) > HUNG_UP_SHARE * np.maximum(offered, 1e-9)
            inside += float(offered[few].sum())
    return inside / total if total else 0.0


def _in_utc(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Instants as the store takes them: aware, in whole seconds of UTC."""
    import pandas as pd

    made = frame.reset_index(drop=True)
    for name in ("at", "created_at", "opened_at", "closed_at", "begun_at", "ended_at",
                 "occurred_at", "answered_at"):  # fmt: skip
        if name in made:
            made[name] = pd.DatetimeIndex(pd.to_datetime(made[name], utc=True)).as_unit("s")
    return made
