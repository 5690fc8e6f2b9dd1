"""Orders that a single worker closes late, and whether an hourly board named them before."""

from typing import Any

import numpy as np

from app.services.service_quality.deadlines import named_late


def planted_lateness(seed: int) -> tuple[set[int], set[int], int]:
    """Late orders, orders named before they were late, and all orders.

    One worker does orders by due time; somebody looks at the board every hour.
    """
    rng = np.random.default_rng(seed)
    count = 360
    created = np.sort(rng.uniform(0, 24 * 14, count))
    due_at = created + rng.choice([24.0, 48.0, 96.0], count)
    work = rng.exponential(rng.uniform(0.9, 1.3), count)
    left, named, late = work.copy(), set[int](), set[int]()
    for hour in range(24 * 24):
        there = np.flatnonzero((created <= hour) & (left > 1e-9))
        flags = named_late(due_at[there] - hour, left[there], lambda h: h, 1.0)
        named |= set(there[flags & (due_at[there] >= hour)].tolist())
        spare = 1.0
        for place in there[np.argsort(due_at[there], kind="stable")]:
            done = min(spare, left[place])
            left[place] -= done
            spare -= done
            if left[place] <= 1e-9 and hour + 1 - spare > due_at[place] + 1e-6:
                late.add(int(place))
    return late, named, count


def run(seeds: int) -> dict[str, Any]:
    """Shares over some seeds [-]: late orders named before, and named ones that were late."""
    late = named = both = 0
    for seed in range(seeds):
        were_late, were_named, _ = planted_lateness(seed)
        late += len(were_late)
        named += len(were_named)
        both += len(were_late & were_named)
    return {
        "late_orders": late,
        "named_before_share": both / late if late else 1.0,
        "named_that_were_late_share": both / named if named else 1.0,
    }
