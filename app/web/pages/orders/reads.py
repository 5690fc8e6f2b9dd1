"""The board of work orders, shared between sessions until something changes."""

from app.services.service_quality.orders.board import OrdersBoard, orders_board
from app.web import session
from app.web.parts.cached import cached
from app.web.parts.wording import nothing_yet
from data.model.language import phrase, tr

_FRESH_S = 300  # how long a board counts as now [s]


@cached(phrase("Looking through work orders"), 4)
def _board(url: str, as_of: tuple[str, int]) -> OrdersBoard:
    return orders_board(session.shared_context(url))


def board_or_advice() -> OrdersBoard | None:
    """The board as it stands; None, and what to do, where there is no work order yet."""
    context = session.context()
    if context.store.service_records_span("orders") is None:
        nothing_yet(
            tr("No work orders yet"),
            tr(
                "Read in exports of 95598 (work orders, call records, chasing) or a table of your "
                "own under *Read in a file*."
            ),
        )
        return None
    return _board(session.url(), as_of())


def as_of() -> tuple[str, int]:
    """What a board hangs on: the newest change of any kind, and the time."""
    context = session.context()
    published = context.store.load_publications()
    said = f"{context.store.newest_import()}/{len(published)}"
    return said, int(context.clock().timestamp() // _FRESH_S)
