"""Contacts loaded by the million, minutes restored and customers followed among them."""

import tempfile
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from app.services.context import Context
from app.services.service_quality.trace.contacts import find_chains
from app.services.service_quality.trace.scene import scene_at
from data.model.centre import Centre
from data.model.queue import Queue
from data.store import Store, documents

BEGUN = datetime(2025, 1, 1, tzinfo=UTC)
DAYS = 365
_AT_ONCE = 500_000
NOBODY = pd.DataFrame(columns=["row", "reason", "text"])
QUEUES = ("faults", "billing", "moves", "chat")


def some_contacts(first: int, rows: int, every: int, seed: int) -> pd.DataFrame:
    """Contacts number `first` and on of `every` in a year, in order of time."""
    random = np.random.default_rng(seed + first)
    place = (np.arange(first, first + rows) + random.random(rows)) / every
    at = (place * DAYS * 86_400).astype("timedelta64[s]") + np.datetime64("2025-01-01", "s")
    customer = random.integers(0, every // 3 + 1, rows)
    agent = random.integers(0, 400, rows)
    answered = random.random(rows) > 0.05
    return pd.DataFrame(
        {
            "touch_id": np.char.add("t", np.arange(first, first + rows).astype(str)).astype(object),
            "at": pd.DatetimeIndex(at).tz_localize("UTC"),
            "channel": random.choice(["voice", "chat", "web"], rows).astype(object),
            "queue_id": random.choice(QUEUES, rows).astype(object),
            "customer": np.char.add("c", np.char.zfill(customer.astype(str), 20)).astype(object),
            "agent_id": np.where(answered, np.char.add("A", agent.astype(str)), "").astype(object),
            "topic": random.choice(["bill", "outage", "meter", "move"], rows).astype(object),
            "outcome": np.where(answered, "answered", "abandoned").astype(object),
            "wait_s": random.exponential(30, rows).round(),
            "handle_s": np.where(answered, random.exponential(240, rows).round(), 0.0),
        }
    )


def run(rows: int, database: str, seed: int) -> dict[str, Any]:
    """Load, then restore 12 minutes and follow 12 customers."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(database or f"{folder}/trace.sqlite") as store,
    ):
        context = Context(store, "bench", lambda: BEGUN + timedelta(days=DAYS + 10))
        return _measured(context, rows, seed)


def _measured(context: Context, rows: int, seed: int) -> dict[str, Any]:
    store = context.store
    store.save(documents.CENTRE, Centre("Bench"), context.entry("set_centre", "centre"))
    queues = tuple(Queue(name, name) for name in QUEUES)
    store.save(documents.QUEUES, queues, context.entry("set_queue", "queues"))
    spent = work = 0.0
    for first in range(0, rows, _AT_ONCE):
        frame = some_contacts(first, min(_AT_ONCE, rows - first), rows, seed)
        begun, busy = time.perf_counter(), time.process_time()
        store.save_service_records(
            {"touches": frame}, NOBODY, "bench", context.entry("import_service_file", "bench")
        )
        spent += time.perf_counter() - begun
        work += time.process_time() - busy
    random = np.random.default_rng(seed)
    scenes, chains = [], []
    for share in random.random(12):
        at = BEGUN + timedelta(days=float(share) * DAYS)
        begun = time.perf_counter()
        scene_at(context, at)
        scenes.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        find_chains(context, f"t{int(share * rows)}")
        chains.append(time.perf_counter() - begun)
    return {
        "rows": rows, "load_seconds": spent, "rows_per_second": rows / spent,
        "rows_per_processor_second": rows / work,
        "scene_seconds": float(np.median(scenes)), "scene_worst": max(scenes),
        "chain_seconds": float(np.median(chains)), "chain_worst": max(chains),
    }  # fmt: skip
