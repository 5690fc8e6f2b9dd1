"""Topics that take longer or bring people back, and the briefing about one of them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from app.services.access.asking import asked
from app.services.activity_orders import add_activity_order
from app.services.changes import change
from app.services.context import Context, centre_of
from data.model.activity import ActivityOrder
from data.model.errors import NotFound
from data.model.grid import local_midnight
from data.model.language import tr
from data.store import documents
from forecasting.trends.drift import Drift

if TYPE_CHECKING:
    import pandas as pd

_REPEAT_DAYS = 7


@dataclass(frozen=True)
class Briefing:
    """A topic that departed from its own past; `forecasting.trends.drift` found it."""

    topic: str
    drift: Drift

    @property
    def sentence(self) -> str:
        """What was found, and what to do."""
        found = self.drift
        text = {
            "handle_time": tr(
                "{topic}: contacts take {ratio:+.0%} longer since {days} days; brief the people "
                "who answer it",
                topic=self.topic,
                ratio=found.ratio - 1,
                days=found.days,
            ),
            "repeats": tr(
                "{topic}: {ratio:+.0%} more customers come back; look at what they are answered",
                topic=self.topic,
                ratio=found.ratio - 1,
            ),
        }
        return text[found.what]


@asked
def briefings_wanted(context: Context, last: date, chance: float = 0.01) -> tuple[Briefing, ...]:
    """Topics whose handle time or repeats stand out in the last three days.

    Parameters
    ----------
    last
        Newest day to look at.
    chance
        Of any false find among all topics [-].

    Raises
    ------
    NotFound
        If no contacts with topics are stored.
    """
    import pandas as pd

    from forecasting.trends.drift import drifts

    zone = centre_of(context).zone
    begin = local_midnight(last - timedelta(days=70), zone)
    end = local_midnight(last + timedelta(days=1), zone)
    touches = context.store.load_service_records(
        "touches", begin, end, columns=("at", "topic", "customer", "handle_s")
    )
    touches = touches[touches["topic"] != ""]
    if not len(touches):
        raise NotFound(tr("no contacts with a topic are stored before {last}", last=last))
    local = touches["at"].dt.tz_convert(zone).dt.tz_localize(None).to_numpy()
    day = (local.astype("datetime64[D]") - local.astype("datetime64[D]").min()).astype(np.int64)
    codes, names = pd.factorize(touches["topic"])
    found = drifts(
        codes.astype(np.int64), day, touches["handle_s"].to_numpy(float),
        _repeated(touches, end), len(names), chance,
    )  # fmt: skip
    return tuple(Briefing(str(names[one.topic]), one) for one in found)


def _repeated(touches: "pd.DataFrame", end: datetime) -> np.ndarray:
    """1 where the customer came back about the topic within a week; NaN where it is too early."""
    ordered = touches.reset_index(drop=True).sort_values(["customer", "topic", "at"], kind="stable")
    following = ordered["at"].shift(-1)
    same = (ordered["customer"] == ordered["customer"].shift(-1)) & (
        ordered["topic"] == ordered["topic"].shift(-1)
    )
    week = timedelta(days=_REPEAT_DAYS)
    came = (same & (following - ordered["at"] <= week) & (ordered["customer"] != "")).astype(float)
    early = (ordered["at"] > end - week) & (came == 0)
    came[early | (ordered["customer"] == "")] = np.nan
    return came.sort_index().to_numpy(float)


@change
def order_briefing(
    context: Context, topic: str, last: date, minutes: int = 15, why: str = ""
) -> tuple[ActivityOrder, ...]:
    """Order a briefing about a topic for everybody who answered it in the last four weeks.

    Parameters
    ----------
    last
        Newest day of contacts to look at.

    Raises
    ------
    NotFound
        If nobody of the staff answered the topic.
    """
    zone = centre_of(context).zone
    end = local_midnight(last + timedelta(days=1), zone)
    touches = context.store.load_service_records(
        "touches", end - timedelta(days=28), end, {"topic": topic}, columns=("agent_id",)
    )
    staff = {agent.agent_id for agent in context.store.load(documents.STAFF).agents}
    agents = tuple(sorted(staff & set(touches["agent_id"])))
    if not agents:
        raise NotFound(
            tr("nobody of the staff answered {topic!r} in the four weeks to {last}",
               topic=topic, last=last)
        )  # fmt: skip
    order = ActivityOrder(tr("Briefing: {topic}", topic=topic), minutes, 1, agents=agents)
    return add_activity_order(context, order, why)
