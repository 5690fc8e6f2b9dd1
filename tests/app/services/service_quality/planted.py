"""Contacts and scores with planted truth, as the store takes them."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd

from app.services.context import Context

BEGUN = datetime(2025, 11, 3, tzinfo=UTC)
TOPICS = ("bill", "outage", "meter", "move", "tariff", "debt")
CHANNELS = ("voice", "chat", "web", "sms")
NOBODY = pd.DataFrame(columns=["row", "reason", "text"])


def some_cases(seed: int, cases: int, customers: int = 0, days: int = 40) -> pd.DataFrame:
    """Contacts of needs: `truth` is the number of the need.

    A customer has one need about a topic at a time, up to five contacts a week apart at most;
    one in 100 contacts lacks its topic, half of the needs name no case, one in 20 contacts no
    customer (then it names the case).
    """
    random = np.random.default_rng(seed)
    rows = []
    free: dict[tuple[int, str], float] = {}
    for number in range(cases):
        customer = int(random.integers(0, customers or cases))
        topic = str(random.choice(TOPICS))
        begin = max(float(random.random() * days), free.get((customer, topic), -99.0) + 8.0)
        order, at, size = bool(random.random() < 0.5), begin, int(random.integers(1, 6))
        for contact in range(size):
            known = contact == 0 or random.random() > 0.05
            named = order or not known
            rows.append(
                {
                    "truth": number,
                    "owner": customer,
                    "at": BEGUN + timedelta(days=at),
                    "channel": str(random.choice(CHANNELS)),
                    "customer": f"c{customer:020d}" if known else "",
                    "topic": topic if known and random.random() > 0.01 else "",
                    "case_id": f"C-{number}" if named or not known else "",
                    "outcome": "answered",
                }
            )
            if not known:  # its case is named by the first contact too, or nothing could tell
                rows[-1 - contact]["case_id"] = f"C-{number}"
            at += float(random.random() * 5.0) if known else 0.3
        free[customer, topic] = at
    frame = pd.DataFrame(rows).sort_values("at", kind="stable").reset_index(drop=True)
    frame["at"] = frame["at"].dt.floor("s").dt.as_unit("s")
    frame["touch_id"] = [f"t{k}" for k in range(len(frame))]
    for name in ("order_id", "queue_id", "agent_id", "region", "category"):
        frame[name] = ""
    return frame


def save(context: Context, kind: str, frame: pd.DataFrame) -> None:
    """Store rows of a kind."""
    entry = context.entry("import_service_file", "planted")
    context.store.save_service_records({kind: frame}, NOBODY, "planted", entry)
