"""Reviews, briefings and prices changed by many at once; imported for the cases that it adds."""

from datetime import date
from pathlib import Path

import pandas as pd

from app.services.activity_orders import activity_orders_of
from app.services.context import Context
from app.services.roster.build import rules_of
from app.services.service_quality import briefings, quality, waiting_price
from data.store import documents
from tests.app.services.at_once_cases import Do, Stands, case, most
from tests.app.services.service_quality.planted import save


@case(quality.order_reviews, "last")
def reviews(context: Context, folder: Path) -> tuple[Do, Stands]:
    agents = [agent.agent_id for agent in context.store.load(documents.STAFF).agents]
    return (
        lambda c, n: quality.order_reviews(c, (agents[n % len(agents)],), float(n + 1)),
        lambda c, n, answer: answer[-1] in activity_orders_of(c),
    )


@case(briefings.order_briefing)
def topic_briefings(context: Context, folder: Path) -> tuple[Do, Stands]:
    agent = context.store.load(documents.STAFF).agents[0].agent_id
    at = pd.Timestamp("2026-03-01T02:00Z").as_unit("s")
    rows = [
        {"touch_id": f"t{n}", "at": at, "topic": f"topic {n}", "agent_id": agent}
        for n in range(most())
    ]
    save(context, "touches", pd.DataFrame(rows))
    day = date(2026, 3, 2)
    return (
        lambda c, n: briefings.order_briefing(c, f"topic {n}", day),
        lambda c, n, answer: any(
            order.label.endswith(f"topic {n}") for order in activity_orders_of(c)
        ),
    )


@case(waiting_price.take_over_price, "last")
def waiting_prices(context: Context, folder: Path) -> tuple[Do, Stands]:
    queue = context.store.load(documents.QUEUES)[0].queue_id
    return (
        lambda c, n: waiting_price.take_over_price(c, queue, 40 + n),
        lambda c, n, answer: any(
            one.price == 40 + n and queue in one.queues for one in rules_of(c)
        ),
    )
