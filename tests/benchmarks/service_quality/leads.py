"""Categories of which one leads another, found again; shuffled weeks; needs chained anew."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from app.services.service_quality.trace.chains import chain_of_each
from data.model.special_day import SpecialDays
from forecasting.trends.foretelling import foretellings
from tests.app.services.service_quality.planted import some_cases

DAYS = 500
DATES = tuple(date(2025, 1, 1) + timedelta(days=k) for k in range(DAYS))
LAGS = (1, 2, 3, 5, 7)
NONE = SpecialDays()
Counts = dict[str, np.ndarray]


def planted(random: np.random.Generator, lag: int) -> Counts:
    """Six categories with weekdays, a season and noise; B follows A by `lag` days."""
    week = np.array([1.2, 1.1, 1.0, 1.0, 1.0, 0.8, 0.7])[np.arange(DAYS) % 7]
    season = 1 + 0.2 * np.sin(np.arange(DAYS) / 365 * 2 * np.pi)
    news = random.normal(0, 0.25, DAYS + lag)
    found = {}
    for number, name in enumerate("ABCDEF"):
        own = random.normal(0, 0.15, DAYS)
        move = {"A": news[lag:], "B": 0.6 * news[:DAYS]}.get(name, 0.0)
        mean = (20 + 15 * number) * week * season * np.exp(own + move)
        found[name] = random.poisson(mean).astype(float)
    return found


def shuffled(random: np.random.Generator, counts: Counts) -> Counts:
    """The same weeks, each category's in an order of its own."""
    whole = DAYS // 7 * 7
    found = {}
    for name, days in counts.items():
        weeks = random.permutation(days[:whole].reshape(-1, 7), axis=0).ravel()
        found[name] = np.concatenate([weeks, days[whole:]])
    return found


def pairs(counts: Counts) -> set[tuple[str, str, int]]:
    """Leader, follower and lag [days] of everything that is claimed."""
    found = foretellings(counts, DATES, NONE)
    return {(one.leader, one.follower, one.lag_days) for one in found}


def run(tries: int, seed: int = 11) -> dict[str, Any]:
    """Shares over some tries [-]."""
    random = np.random.default_rng(seed)
    found = besides = false = 0
    for number in range(tries):
        lag = LAGS[number % len(LAGS)]
        counts = planted(random, lag)
        claimed = pairs(counts)
        found += ("A", "B", lag) in claimed
        besides += bool(claimed - {("A", "B", lag)})
        false += bool(pairs(shuffled(random, counts)))
    return {
        "tries": tries,
        "leads_found_share": found / tries,
        "something_else_claimed_share": besides / tries,
        "claimed_in_shuffled_share": false / tries,
    }


def chains(tries: int, needs: int = 3000) -> dict[str, Any]:
    """Needs whose contacts are one chain with nobody else's, and customers joined wrongly."""
    whole, joined = [], 0
    for seed in range(tries):
        frame = some_cases(seed, needs)
        rows = pd.DataFrame(
            {"chain": chain_of_each(frame), "truth": frame["truth"], "owner": frame["owner"]}
        )
        joined += int((rows.groupby("chain")["owner"].nunique() > 1).sum())
        alone = rows.groupby("chain")["truth"].nunique() == 1
        parts = rows.groupby("truth")["chain"].agg(["nunique", "first"])
        whole.append(((parts["nunique"] == 1) & alone.loc[parts["first"]].to_numpy()).mean())
    return {"needs": tries * needs, "rebuilt_share": float(np.mean(whole)), "false_joins": joined}
