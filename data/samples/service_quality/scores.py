"""Satisfaction by channel, quality reviews, the yearly survey in pairs, and seats."""

from typing import TYPE_CHECKING, Any

import numpy as np

from data.model.service_quality.records import Seat
from data.samples.noise import stream

if TYPE_CHECKING:
    import pandas as pd

RESPONSE = {"ivr": 0.34, "sms": 0.12, "chat": 0.28, "web": 0.18}
"""Share of those invited who answer, by channel [-]."""
POINTS_LOST_A_SECOND = 0.006
"""What each second of waiting takes off the score [1/s]."""
KANO = {
    "报修进度可查": (1.1, 4.9),
    "停电提前通知": (2.6, 5.0),
    "方言服务": (1.0, 3.0),
    "在线缴费": (2.5, 4.9),
    "专属客户经理": (3.0, 3.0),
    "夜间人工服务": (1.2, 4.9),
}
"""Feature -> mean answers if it is there, and if it is missing: 1 likes it .. 5 dislikes it."""


def draw_scores(seed: int, touches: "pd.DataFrame", end: Any) -> "pd.DataFrame":
    """All scores by time."""
    import pandas as pd

    parts = [_satisfaction(seed, touches), _quality(seed, touches), _kano(seed, end)]
    scores = pd.concat(parts).sort_values("at", kind="stable").reset_index(drop=True)
    scores.insert(0, "score_id", [f"S{i:07d}" for i in range(len(scores))])
    return scores


def _satisfaction(seed: int, touches: "pd.DataFrame") -> "pd.DataFrame":
    import pandas as pd

    rng = stream(seed, "service satisfaction")
    asked = touches[rng.random(len(touches)) < 0.35]
    count = len(asked)
    by_voice = np.where(rng.random(count) < 0.6, "ivr", "sms")
    channel = np.where(asked["channel"] == "voice", by_voice,
                       np.where(asked["channel"] == "chat", "chat", "web"))  # fmt: skip
    wait = asked["wait_s"].to_numpy(float)
    value = np.clip(np.round(4.75 - POINTS_LOST_A_SECOND * wait + rng.normal(0, 0.7, count)), 1, 5)
    # Who is unhappy answers more readily: weights have to undo that.
    rate = np.array([RESPONSE[one] for one in channel]) * np.where(value <= 2, 1.4, 1.0)
    answered = rng.random(count) < rate
    reasons = np.array(["等待时间", "未解决", "态度", ""], object)
    return pd.DataFrame(
        {
            "kind": "satisfaction", "at": asked["at"].to_numpy(), "touch_id": asked["touch_id"],
            "channel": channel, "queue_id": asked["queue_id"], "agent_id": asked["agent_id"],
            "customer": asked["customer"], "region": asked["region"], "criterion": "",
            "value": np.where(answered, value, np.nan), "second": np.nan,
            "reason": np.where(answered & (value <= 3),
                               reasons[rng.choice(4, count, p=(0.4, 0.3, 0.1, 0.2))], ""),
            "scorer": "", "answer": "", "answered_at": pd.NaT,
        }
    )  # fmt: skip


def _quality(seed: int, touches: "pd.DataFrame") -> "pd.DataFrame":
    import pandas as pd

    rng = stream(seed, "service quality")
    heard = touches[rng.random(len(touches)) < 0.05]
    twice = heard[rng.random(len(heard)) < 0.1]
    level = {agent: rng.normal(86, 4) for agent in sorted(touches["agent_id"].unique())}
    true = heard["agent_id"].map(level).to_numpy(float) + rng.normal(0, 5, len(heard))
    first = heard.assign(true=true, scorer=rng.choice(np.array(["Q1", "Q2", "Q3"], object),
                                                      len(heard)))  # fmt: skip
    second = first.loc[twice.index].assign(scorer="Q4")
    every = pd.concat([first, second])
    count = len(every)
    said = rng.choice(np.array(["agreed", "seen", "", "objected", "upheld", "withdrawn"], object),
                      count, p=(0.7, 0.1, 0.14, 0.02, 0.03, 0.01))  # fmt: skip
    later = every["at"] + pd.to_timedelta(rng.integers(1, 6, count), unit="D")
    return pd.DataFrame(
        {
            "kind": "quality", "at": every["at"].to_numpy(), "touch_id": every["touch_id"],
            "channel": every["channel"], "queue_id": every["queue_id"],
            "agent_id": every["agent_id"], "customer": every["customer"],
            "region": every["region"], "criterion": "",
            "value": np.clip(np.round(every["true"] + rng.normal(0, 3, count)), 0, 100),
            "second": np.nan, "reason": "", "scorer": every["scorer"], "answer": said,
            "answered_at": later.where(said != "").to_numpy(),
        }
    )  # fmt: skip


def _kano(seed: int, end: Any) -> "pd.DataFrame":
    import pandas as pd

    rng = stream(seed, "service kano")
    rows = []
    for year in (1, 0):
        at = end - pd.Timedelta(days=30 + 365 * year)
        for feature, (there, missing) in KANO.items():
            for n in range(180):
                values = np.clip(np.round(rng.normal((there, missing), 0.8)), 1, 5)
                rows.append((at + pd.Timedelta(minutes=n), feature, *values))
    frame = pd.DataFrame(rows, columns=["at", "criterion", "value", "second"])
    frame["at"] = pd.DatetimeIndex(frame["at"]).as_unit("s").to_numpy()
    texts = ("touch_id", "queue_id", "agent_id", "customer", "region", "reason", "scorer", "answer")
    frame = frame.assign(kind="kano", channel="web", **dict.fromkeys(texts, ""))
    frame["answered_at"] = pd.Series(pd.NaT, index=frame.index)
    return frame


def seats(agents: int) -> tuple[Seat, ...]:
    """Two sites with zones of a dozen seats; fewer than people, since nobody works all day."""
    count = max(8, round(agents * 0.62))
    return tuple(
        Seat(
            f"{'E' if n < count * 0.7 else 'W'}{n + 1:03d}",
            "East" if n < count * 0.7 else "West",
            f"Z{n // 12 + 1}",
            "",
            n % 29 == 7,
        )
        for n in range(count)
    )
