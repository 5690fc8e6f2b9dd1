"""Which file it is, by its header, and its cells in the columns of our own long form (texts).

A layout renames and cuts out; types, checks and hashing come after, for all alike.
"""

from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from typing import TYPE_CHECKING, Any

from data.ingest.service_quality.privacy import topic_column
from data.model.service_quality.records import (
    Case,
    CaseStep,
    Order,
    OrderEvent,
    Score,
    Seat,
    Touch,
)

if TYPE_CHECKING:
    import pandas as pd

FORMS: dict[str, Any] = {
    "order_events": OrderEvent,
    "orders": Order,
    "case_steps": CaseStep,
    "cases": Case,
    "scores": Score,
    "touches": Touch,
    "seats": Seat,
}
"""Kinds of records; a header is of the first whose needed columns it has."""
KEYS = {
    "order_events": "event_id",
    "orders": "order_id",
    "case_steps": "step_id",
    "cases": "case_id",
    "scores": "score_id",
    "touches": "touch_id",
    "seats": "seat_id",
}
_MADE = ("event_id", "step_id")
"""Keys that are made of other columns where a file has none."""
_TELLS_APART = {"seats": ("site",)}
"""Columns that a header needs besides: one name alone may be chance."""


@dataclass(frozen=True)
class ServiceLayout:
    """One form of files.

    Parameters
    ----------
    needed
        Columns that its header has.
    convert
        Cells, named by the header, to texts by kind in the columns of the long form.
    """

    name: str
    needed: tuple[str, ...]
    convert: "Callable[[pd.DataFrame], dict[str, pd.DataFrame]]"


def _trade_orders(cells: "pd.DataFrame") -> "dict[str, pd.DataFrame]":
    import pandas as pd

    order_id = _first(cells, "APP_NO", "ID")
    texts = pd.DataFrame(
        {
            "order_id": order_id,
            "kind": cells["BUSI_TYPE_CODE"],
            "created_at": cells["HANDLE_TIME"],
            "region": _first(cells, "CITY_ORG_NO", "PROV_ORG_NO"),
            "team": _first(cells, "ORG_NO"),
            "customer": _first(cells, "CUST_NO", "CALLING_NO"),
            "topic": topic_column(cells["ACCEPT_CONTENT"]),
            "touch_id": _first(cells, "ID", "APP_NO"),
        },
        index=cells.index,
    )
    events = pd.DataFrame(
        {"order_id": order_id, "what": "created", "at": cells["HANDLE_TIME"]}, index=cells.index
    )
    return {"orders": texts, "order_events": events}


def _trade_calls(cells: "pd.DataFrame") -> "dict[str, pd.DataFrame]":
    import pandas as pd

    order_id, begun = _first(cells, "APP_NO", "ID"), cells["REQ_BEGIN_DATE"]
    texts = pd.DataFrame(
        {
            "touch_id": order_id + "/" + begun.str.replace(r"[^0-9]", "", regex=True).str[-14:],
            "at": begun,
            "ended_at": cells["REQ_FINISH_DATE"],
            "channel": "voice",
            "order_id": order_id,
            "agent_id": _first(cells, "HANDLE_ID"),
            "region": _first(cells, "ORG_NO"),
            "category": _first(cells, "WKST_BUSI_TYPE_CODE", "BUSI_TYPE_CODE"),
        },
        index=cells.index,
    )
    return {"touches": texts}


def _trade_chasing(cells: "pd.DataFrame") -> "dict[str, pd.DataFrame]":
    import pandas as pd

    texts = pd.DataFrame(
        {
            "order_id": _first(cells, "APP_NO", "ID"),
            "what": "chased",
            "at": cells["OVERSEE_TIME"],
            "department": _first(cells, "ORG_OR_DEPT", "ORG_NO"),
        },
        index=cells.index,
    )
    return {"order_events": texts}


def _first(cells: "pd.DataFrame", *names: str) -> "pd.Series[Any]":
    """The first of some columns, filled from the next ones where it is empty."""
    import pandas as pd

    found = pd.Series("", index=cells.index, dtype=object)
    for name in names:
        if name in cells:
            found = found.where(found != "", cells[name])
    return found


def _own(kind: str) -> ServiceLayout:
    needed = [
        f.name for f in fields(FORMS[kind]) if f.default is MISSING and f.name not in _MADE
    ] + list(_TELLS_APART.get(kind, ()))
    return ServiceLayout(kind, tuple(needed), lambda cells: {kind: cells})


LAYOUTS: dict[str, ServiceLayout] = {
    "95598-orders": ServiceLayout(
        "95598-orders", ("BUSI_TYPE_CODE", "HANDLE_TIME", "ACCEPT_CONTENT"), _trade_orders
    ),
    "95598-calls": ServiceLayout(
        "95598-calls", ("REQ_BEGIN_DATE", "REQ_FINISH_DATE"), _trade_calls
    ),
    "95598-chasing": ServiceLayout("95598-chasing", ("OVERSEE_TIME",), _trade_chasing),
    **{kind: _own(kind) for kind in FORMS},
}
"""By name, in the order in which they are tried."""
