"""Touches and the work orders that come of them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from data.model.staff import Agent
from data.samples.noise import stream
from data.samples.service_quality.world import (
    DRIFT,
    DRIFTS,
    FOLLOWS,
    HABIT_RETURNS,
    LAG_DAYS,
    LEADS,
    NO_ORDER_SHARE,
    REGIONS,
    TOPICS,
    USUAL_RETURNS,
)

if TYPE_CHECKING:
    import pandas as pd

CUSTOMERS = 20_000
_DAY_S = 86_400
_HOURS = np.array(
    [1, 0.7, 0.5, 0.5, 0.6, 1, 2, 4, 7, 9, 9, 7.5, 5, 5.5, 7, 7.5, 7, 6.5, 6, 6, 5.5, 4, 3, 2]
)
"""Weight of each hour of the day [-]."""
_DEADLINE_H = {"complaint": 96, "appliance": 24, "reconnection": 24}


@dataclass(frozen=True, eq=False)
class Contacts:
    """Touches by time, with the customers' numbers (position in the list of hashes)."""

    touches: "pd.DataFrame"
    customer: np.ndarray


def customer_hash(seed: int, number: int) -> str:
    """An invented customer, in the form that real ones have."""
    return "c" + hashlib.sha256(f"sample {seed} {number}".encode()).hexdigest()[:20]


def instants(first: date, seconds: np.ndarray, zone: str) -> Any:
    """Seconds of local wall time since the first midnight, as naive instants of UTC."""
    import pandas as pd

    wall = np.datetime64(first, "s") + seconds.astype("timedelta64[s]")
    local = pd.DatetimeIndex(wall).tz_localize(zone, ambiguous=True, nonexistent="shift_forward")
    return local.tz_convert("UTC").tz_localize(None).as_unit("s")


def draw_contacts(
    seed: int, first: date, days: int, agents: tuple[Agent, ...], queue_ids: tuple[str, ...],
    zone: str, drift_from: date,
) -> Contacts:  # fmt: skip
    """Touches of every day: topic, channel, queue, agent, waiting and handle time."""
    import pandas as pd

    rng = stream(seed, "service touches")
    level = {topic.name: rng.gamma(20.0, 1 / 20.0, days) for topic in TOPICS}
    led = np.concatenate([np.ones(LAG_DAYS), level[LEADS][:-LAG_DAYS]])
    level[LEADS] = level[LEADS] ** 2.5
    level[FOLLOWS] = 0.3 * level[FOLLOWS] + 0.7 * led**2.5
    weekday = np.array([(first + timedelta(days=i)).weekday() for i in range(days)])
    week = np.where(weekday >= 5, 0.75, 1.1)
    counts = np.array([rng.poisson(topic.a_day * level[topic.name] * week) for topic in TOPICS])
    topic = np.repeat(np.tile(np.arange(len(TOPICS)), days), counts.T.ravel())
    day = np.repeat(np.arange(days), counts.sum(axis=0))
    hour = rng.choice(24, len(day), p=_HOURS / _HOURS.sum())
    second = day * _DAY_S + hour * 3600 + rng.integers(0, 3600, len(day))
    order = np.argsort(second, kind="stable")
    topic, second, day, hour = topic[order], second[order], day[order], hour[order]
    count = len(second)
    busy = _HOURS[hour] / _HOURS.max()
    wait = rng.exponential(8 + 60 * busy**2, count)
    mean = np.array([one.handle_s for one in TOPICS])[topic]
    drifts = (np.array([one.name == DRIFTS for one in TOPICS])[topic]) & (
        day >= (drift_from - first).days
    )
    handle = rng.lognormal(np.log(mean) - 0.125, 0.5) * np.where(drifts, 1 + DRIFT, 1.0)
    who = rng.integers(0, len(agents), count)
    customer = rng.integers(0, CUSTOMERS, count)
    hashes = np.array([customer_hash(seed, n) for n in range(CUSTOMERS)], dtype=object)
    names = np.array([one.name for one in TOPICS], dtype=object)
    kinds = np.array([one.kind for one in TOPICS], dtype=object)
    touches = pd.DataFrame(
        {
            "touch_id": np.array([f"T{i:07d}" for i in range(count)], dtype=object),
            "at": instants(first, second, zone),
            "channel": rng.choice(np.array(["voice", "chat", "app", "web"], object), count,
                                  p=(0.78, 0.1, 0.07, 0.05)),
            "queue_id": np.array(queue_ids, dtype=object)[topic % len(queue_ids)],
            "case_id": "",
            "order_id": "",
            "customer": hashes[customer],
            "agent_id": np.array([a.agent_id for a in agents], dtype=object)[who],
            "region": np.array(REGIONS, dtype=object)[customer % len(REGIONS)],
            "outcome": "answered",
            "topic": names[topic],
            "category": kinds[topic],
            "wait_s": np.round(wait),
            "handle_s": np.round(handle),
        }
    )  # fmt: skip
    return Contacts(touches, customer)


def draw_orders(
    seed: int, contacts: Contacts, teams: Mapping[str, str], end: Any,
    habits: tuple[tuple[str, str], ...],
) -> "tuple[pd.DataFrame, pd.DataFrame, frozenset[str], dict[str, str]]":  # fmt: skip
    """Orders, their events up to `end`, touches without their order, orders of a wrong kind.

    The touches are changed in place: outcome and order.
    """
    import pandas as pd

    rng = stream(seed, "service orders")
    touches = contacts.touches
    share = touches["topic"].map({one.name: one.order_share for one in TOPICS}).to_numpy()
    makes = rng.random(len(touches)) < share
    makes &= (touches["at"] + pd.to_timedelta(touches["handle_s"], unit="s") < end).to_numpy()
    settled = (share > 0) & ~makes
    touches.loc[settled, "outcome"] = "answered_at_once"
    touches.loc[makes, "outcome"] = "order"
    lost = makes & (rng.random(len(touches)) < NO_ORDER_SHARE)
    mine = touches[makes & ~lost]
    count = len(mine)
    order_id = pd.Series([f"W{i:07d}" for i in range(count)], index=mine.index, dtype=object)
    touches.loc[mine.index, "order_id"] = order_id
    # An order settled at once leaves no code of work on its contact.
    touches.loc[settled, "category"] = ""
    kinds = sorted({one.kind for one in TOPICS if one.kind})
    wrong = rng.random(count) < 0.015
    other = np.array(kinds, dtype=object)[rng.integers(0, len(kinds), count)]
    kind = mine["category"].to_numpy(object).copy()
    wrong &= other != kind
    right = np.where(wrong, kind, "")
    kind[wrong] = other[wrong]
    created = mine["at"] + pd.to_timedelta(mine["handle_s"], unit="s")
    orders = pd.DataFrame(
        {
            "order_id": order_id, "kind": kind, "created_at": created, "region": mine["region"],
            "team": mine["agent_id"].map(teams), "agent_id": mine["agent_id"],
            "customer": mine["customer"], "topic": mine["topic"], "touch_id": mine["touch_id"],
        }
    ).reset_index(drop=True)  # fmt: skip
    events = _order_events(rng, orders, end, habits, wrong, right)
    orders["created_at"] = pd.DatetimeIndex(orders["created_at"]).as_unit("s")
    there = orders["created_at"] < end
    return (
        orders[there],
        events,
        frozenset(touches.loc[lost, "touch_id"]),
        dict(zip(orders.loc[wrong, "order_id"], right[wrong], strict=True)),
    )


def _order_events(
    rng: np.random.Generator, orders: "pd.DataFrame", end: Any,
    habits: tuple[tuple[str, str], ...], wrong: np.ndarray, right: np.ndarray,
) -> "pd.DataFrame":  # fmt: skip
    """What happens to orders up to `end`; wrong kinds come back with the right one."""
    import pandas as pd

    count = len(orders)
    habitual = pd.Series(list(zip(orders["agent_id"], orders["kind"], strict=True))).isin(habits)
    back = rng.random(count) < np.where(habitual, HABIT_RETURNS, USUAL_RETURNS)
    back |= wrong
    dispatched = orders["created_at"] + _hours(rng.exponential(0.8, count))
    returned = dispatched + _hours(1 + rng.exponential(4.0, count))
    again = np.where(back, returned + _hours(rng.exponential(1.0, count)), dispatched)
    limit = orders["kind"].map(_DEADLINE_H).fillna(110.0).to_numpy(float)
    closed = pd.Series(again) + _hours(limit * rng.lognormal(np.log(0.38), 0.55, count))
    chased = orders["created_at"] + (closed - orders["created_at"]) * 0.8
    usual = rng.choice(np.array(["agent", "department", "customer"], object), count)
    fault = np.where(habitual | wrong, "agent", usual)
    events = pd.concat(
        [
            _events(orders, "created", orders["created_at"]),
            _events(orders, "dispatched", dispatched, department=orders["region"]),
            _events(orders[back], "returned", returned[back], department=orders["region"][back],
                    fault=fault[back], right_kind=right[back]),
            _events(orders[back], "dispatched", pd.Series(again)[back],
                    department=orders["region"][back]),
            _events(orders, "chased", chased)[rng.random(count) < 0.05],
            _events(orders, "closed", closed),
        ]
    )  # fmt: skip
    events["at"] = pd.DatetimeIndex(events["at"]).as_unit("s")
    events = events[events["at"] < end]
    stamp = events["at"].dt.strftime("%Y%m%d%H%M%S")
    events.insert(0, "event_id", events["order_id"] + "/" + events["what"] + "/" + stamp)
    once: pd.DataFrame = events.drop_duplicates("event_id")
    return once


def _hours(hours: np.ndarray) -> Any:
    import pandas as pd

    return pd.to_timedelta(np.round(hours * 3600), unit="s")


def _events(orders: "pd.DataFrame", what: str, at: Any, **more: Any) -> "pd.DataFrame":
    import pandas as pd

    columns = {"department": "", "fault": "", "right_kind": ""} | more
    when = np.asarray(at, "datetime64[s]")
    return pd.DataFrame(
        {"order_id": orders["order_id"].to_numpy(), "what": what, "at": when}
        | {name: value if isinstance(value, str) else np.asarray(value, object)
           for name, value in columns.items()}
    )  # fmt: skip
