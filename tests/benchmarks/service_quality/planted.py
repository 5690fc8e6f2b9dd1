"""Errors again and again, risks, times of steps and measures, found again in planted data."""

from typing import Any

import numpy as np
import pandas as pd

from app.services.service_quality.complaints.risk import relative_risk
from app.services.service_quality.complaints.survival import survival
from app.services.service_quality.orders.table import habits


def drawn(rng: np.random.Generator, habitual: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Orders of forty agents and three kinds, and those that were wrong."""
    orders = pd.DataFrame(
        {
            "agent_id": np.array([f"A{n:02d}" for n in rng.integers(0, 40, 6000)]),
            "kind": np.array(["a", "b", "c"])[rng.integers(0, 3, 6000)],
        }
    )
    rate = np.full(6000, 0.05)
    if habitual:
        rate[(orders["agent_id"] == "A07") & (orders["kind"] == "b")] = 0.4
    return orders, orders[rng.random(6000) < rate]


def run(tries: int, seed: int = 7) -> dict[str, Any]:
    """Shares over some tries [-]."""
    rng, draws = np.random.default_rng(seed), 20 * tries
    found = wrong = held = covered = 0
    for _ in range(tries):
        named = {(one.agent_id, one.kind) for one in habits(*drawn(rng, True))}
        found += ("A07", "b") in named
        wrong += bool(habits(*drawn(rng, False)))
    for _ in range(draws):
        inside, outside = int(rng.poisson(1000)), int(rng.poisson(1200))
        risk = relative_risk(inside, 200_000, outside, 600_000)
        held += risk.low <= 2.5 <= risk.high
        covered += _covers(rng)
    return {
        "habits_found_share": found / tries,
        "somebody_named_wrongly_share": wrong / tries,
        "risk_intervals_hold_share": held / draws,
        "step_intervals_hold_share": covered / draws,
    }


def _covers(rng: np.random.Generator) -> bool:
    """Whether the interval of the share still open after a day holds the truth."""
    length, seen = rng.exponential(24.0, 400), rng.uniform(0, 96, 400)
    curve = survival(np.minimum(length, seen), length <= seen)
    place = int(np.searchsorted(curve.times, 24.0, side="right")) - 1
    share, spread = curve.open_share[place], 1.96 * np.sqrt(curve.variance[place])
    return bool(abs(share - np.exp(-1.0)) <= spread)
