"""Complaints with their six steps, more of them where contacts met too few agents."""

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from data.samples.noise import stream
from data.samples.service_quality.contacts import Contacts
from data.samples.service_quality.world import (
    COMPLAINTS,
    MEASURE_CAUSE,
    MEASURE_EFFECT,
    SLOW_DEPARTMENT,
    SLOWNESS,
    STEP_HOURS,
    UNDERSTAFFED_RISK,
)

if TYPE_CHECKING:
    import pandas as pd

_A_DAY = 5.5
_REPEATS, _PRAISE = 0.08, 0.09


def draw_cases(
    seed: int, contacts: Contacts, days: int, short: np.ndarray, short_share: float, end: Any,
    measure_from: date, zone: str,
) -> "tuple[pd.DataFrame, pd.DataFrame]":  # fmt: skip
    """Cases and steps up to `end`; touches that belong to a case are pointed to it in place.

    Parameters
    ----------
    short
        Whether each touch fell into an under-staffed half hour.
    short_share
        Share of the centre's contacts that did [-]; touches are only a sample of them.
    """
    import pandas as pd

    rng = stream(seed, "service cases")
    touches, count = contacts.touches, round(_A_DAY * days)
    mine_share = float(np.clip(short.mean(), 1e-9, 1 - 1e-9))
    odds = np.where(
        short, UNDERSTAFFED_RISK * short_share / mine_share, (1 - short_share) / (1 - mine_share)
    )
    chosen = np.sort(rng.choice(len(touches), count, replace=False, p=odds / odds.sum()))
    mine = touches.iloc[chosen].reset_index(drop=True)
    names = list(COMPLAINTS)
    kind = rng.choice(len(names), count, p=[COMPLAINTS[name][0] for name in names])
    cause = np.array(
        [COMPLAINTS[names[k]][2][c] for k, c in zip(kind, rng.integers(0, 3, count), strict=True)],
        dtype=object,
    )
    after = mine["at"].dt.tz_localize("UTC").dt.tz_convert(zone).dt.date >= measure_from
    stays = (cause != MEASURE_CAUSE) | ~after.to_numpy() | (rng.random(count) < MEASURE_EFFECT)
    opened = mine["at"] + pd.to_timedelta(np.round(rng.exponential(1200, count)), unit="s")
    stays &= (opened < end).to_numpy()
    cases = pd.DataFrame(
        {
            "case_id": [f"C{i:06d}" for i in range(count)],
            "kind": np.array(names, object)[kind],
            "opened_at": opened,
            "praise": (rng.random(count) < _PRAISE).astype(float),
            "department": np.array([COMPLAINTS[name][1] for name in names], object)[kind],
            "region": mine["region"],
            "agent_id": mine["agent_id"],
            "queue_id": mine["queue_id"],
            "customer": mine["customer"],
            "topic": mine["topic"],
            "cause": cause,
            "order_id": mine["order_id"],
            "substantiated": (rng.random(count) < 0.55).astype(float),
            "repeat_of": "",
            "satisfied": (rng.random(count) < 0.82).astype(float),
            "occurred_at": mine["at"],
        }
    )[stays].reset_index(drop=True)
    chosen = chosen[stays]
    _repeat(cases, rng)
    touches.loc[touches.index[chosen], "case_id"] = cases["case_id"].to_numpy()
    steps, closed = _steps(cases, rng, end)
    cases["closed_at"] = closed
    unknown = cases["closed_at"].isna()
    cases.loc[unknown, ["substantiated", "satisfied"]] = np.nan
    cases.loc[unknown, "cause"] = ""
    return cases, steps


def _repeat(cases: "pd.DataFrame", rng: np.random.Generator) -> None:
    """Some cases are the same customer's once more, within thirty days of the first."""
    at = cases["opened_at"].to_numpy().astype("datetime64[s]").astype(np.int64)
    again = np.flatnonzero(rng.random(len(cases)) < _REPEATS)
    customers, firsts = (
        cases["customer"].to_numpy(object).copy(),
        cases["repeat_of"].to_numpy(object).copy(),
    )
    for place in again:
        earlier = np.searchsorted(at, at[place] - 29 * 86_400)
        if earlier < place:
            first = int(rng.integers(earlier, place))
            customers[place], firsts[place] = customers[first], cases["case_id"].iat[first]
    cases["customer"], cases["repeat_of"] = customers, firsts


def _steps(cases: "pd.DataFrame", rng: np.random.Generator, end: Any) -> "tuple[pd.DataFrame, Any]":
    import pandas as pd

    count = len(cases)
    hours = rng.lognormal(np.log(np.array(STEP_HOURS)), 0.7, (count, 6))
    slow = (cases["department"] == SLOW_DEPARTMENT).to_numpy()
    hours[slow, 3] *= SLOWNESS
    ends = cases["opened_at"].to_numpy().astype("datetime64[s]")[:, None] + np.round(
        np.cumsum(hours, axis=1) * 3600
    ).astype("timedelta64[s]")
    begins = np.column_stack([cases["opened_at"].to_numpy().astype("datetime64[s]"), ends[:, :-1]])
    limit = np.datetime64(end, "s")
    begun = begins < limit
    number = np.tile(np.arange(1, 7), (count, 1))
    case_id = np.repeat(cases["case_id"].to_numpy(object), 6).reshape(count, 6)
    where = np.repeat(cases["department"].to_numpy(object), 6).reshape(count, 6)
    where[:, :2] = "供电服务中心"
    done = np.where(ends < limit, ends, np.datetime64("NaT"))
    work = np.round(rng.gamma(4.0, np.array([5, 4, 12, 10, 6, 8]) / 4.0, (count, 6)))
    steps = pd.DataFrame(
        {
            "step_id": [f"{c}/{n}" for c, n in zip(case_id[begun], number[begun], strict=True)],
            "case_id": case_id[begun],
            "step": number[begun].astype(float),
            "begun_at": pd.DatetimeIndex(begins[begun]),
            "ended_at": pd.DatetimeIndex(done[begun]),
            "department": where[begun],
            "handling_min": work[begun],
        }
    )
    return steps, pd.DatetimeIndex(done[:, 5])


def follow_ups(seed: int, touches: "pd.DataFrame", cases: "pd.DataFrame", end: Any) -> Any:
    """Further touches of the customers of cases, on any channel; some do not name their case."""
    import pandas as pd

    rng = stream(seed, "service follow-ups")
    many = rng.poisson(0.9, len(cases))
    mine = cases.loc[cases.index.repeat(many)].reset_index(drop=True)
    later = pd.to_timedelta(np.round(rng.uniform(2, 70, len(mine)) * 3600), unit="s")
    named = rng.random(len(mine)) < 0.7
    further = pd.DataFrame(
        {
            "touch_id": [f"F{i:06d}" for i in range(len(mine))],
            "at": (mine["opened_at"] + later).dt.as_unit("s"),
            "channel": rng.choice(np.array(["voice", "sms", "app", "web"], object), len(mine)),
            "queue_id": mine["queue_id"], "case_id": mine["case_id"].where(named, ""),
            "order_id": "", "customer": mine["customer"],
            "agent_id": rng.choice(touches["agent_id"].to_numpy(object)[:1000], len(mine)),
            "region": mine["region"], "outcome": "follow_up", "topic": mine["topic"],
            "category": "", "wait_s": np.round(rng.exponential(30, len(mine))),
            "handle_s": np.round(rng.lognormal(np.log(220), 0.4, len(mine))),
        }
    )  # fmt: skip
    every = pd.concat([touches, further[further["at"] < end]])
    return every.sort_values("at", kind="stable").reset_index(drop=True)
