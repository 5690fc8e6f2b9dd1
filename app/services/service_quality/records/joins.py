"""Calls and chasing joined to their work orders, by APP_NO or by ID, whichever file comes first."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from data.store import Store


@dataclass(frozen=True)
class Joined:
    """How many rows found their work order [-].

    Parameters
    ----------
    rows
        Rows that name one.
    by_app_no, by_id
        Rows whose name is an order's APP_NO, or its ID.
    """

    rows: int
    by_app_no: int
    by_id: int

    @property
    def share(self) -> float:
        """Share of the rows that found their order [-]; 1 where none names one."""
        return (self.by_app_no + self.by_id) / self.rows if self.rows else 1.0


def joined(store: "Store", frames: "dict[str, pd.DataFrame]") -> Joined | None:
    """Point calls and chasing of a file, or those stored before it, to the orders' own ids.

    Parameters
    ----------
    frames
        Rows by kind; replaced, and added to, in place.

    Returns
    -------
    Joined
        Of the rows of a file of calls or chasing, or of the stored ones that a file of orders
        was looked for by; None where nothing is joined.
    """
    if "orders" in frames:
        return _stored_to_new(store, frames)
    kind = next((k for k in ("touches", "order_events") if k in frames), "")
    if not kind or "order_id" not in frames[kind]:
        return None
    orders = store.load_service_records(
        "orders", columns=("order_id", "touch_id", "agent_id", "customer")
    )
    frames[kind], found = _pointed(frames[kind], orders)
    if kind == "touches" and found.rows:
        _name_agents(store, frames, orders)
    return found


def _pointed(frame: "pd.DataFrame", orders: "pd.DataFrame") -> "tuple[pd.DataFrame, Joined]":
    """Rows with the id of the order that they mean, whichever of its two numbers they name."""
    named = frame["order_id"]
    direct = named.isin(orders["order_id"])
    other = orders[orders["touch_id"] != ""].drop_duplicates("touch_id", keep=False)
    meant = named.map(dict(zip(other["touch_id"], other["order_id"], strict=True)))
    by_id = ~direct & meant.notna() & (named != "")
    pointed = frame.assign(order_id=named.where(~by_id, meant))
    if "touch_id" in frame:  # a call names no customer; its order does
        pointed["customer"] = _filled(pointed, "customer", orders)
    return pointed, Joined(int((named != "").sum()), int(direct.sum()), int(by_id.sum()))


def _name_agents(store: "Store", frames: "dict[str, pd.DataFrame]", orders: "pd.DataFrame") -> None:
    """Whoever took the first call of an order made it, where its own file does not say who did."""
    calls = frames["touches"]
    if "agent_id" not in calls:
        return
    first = calls[(calls["order_id"] != "") & (calls["agent_id"] != "")].sort_values("at")
    first = first.drop_duplicates("order_id")
    nameless = orders.loc[orders["agent_id"] == "", "order_id"]
    agents = dict(zip(first["order_id"], first["agent_id"], strict=True))
    wanted = nameless[nameless.isin(list(agents))]
    if len(wanted):
        every = store.load_service_records("orders")
        mine = every[every["order_id"].isin(wanted)]
        frames["orders"] = mine.assign(agent_id=mine["order_id"].map(agents))


def _stored_to_new(store: "Store", frames: "dict[str, pd.DataFrame]") -> Joined | None:
    """Calls and chasing that were stored before their orders came."""
    orders = frames["orders"]
    if "touch_id" not in orders:
        return None
    wanted = {*orders["order_id"], *orders["touch_id"]} - {""}
    totals = [0, 0, 0]
    for kind in ("touches", "order_events"):
        stored = store.load_service_records(kind)
        mine = stored[stored["order_id"].isin(wanted)]
        if kind == "order_events":
            mine = mine[mine["what"] != "created"]
        if not len(mine):
            continue
        pointed, found = _pointed(mine, orders)
        totals = [a + b for a, b in zip(totals, (found.rows, found.by_app_no, found.by_id),
                                        strict=True)]  # fmt: skip
        _add(frames, kind, pointed[(pointed != mine).any(axis=1)])
        if kind == "touches":
            calls = pointed[pointed["agent_id"] != ""].sort_values("at").drop_duplicates("order_id")
            agents = _filled(orders, "agent_id", calls)
            frames["orders"] = orders.assign(agent_id=agents)
    return Joined(*totals) if totals[0] else None


def _filled(frame: "pd.DataFrame", name: str, known: "pd.DataFrame") -> "pd.Series[Any]":
    """A column of a frame, filled by order from another one where it is empty."""
    by_order = known[known["order_id"] != ""].drop_duplicates("order_id")
    found = frame["order_id"].map(dict(zip(by_order["order_id"], by_order[name], strict=True)))
    found = found.fillna("").astype(object)
    return found if name not in frame else frame[name].where(frame[name] != "", found)


def _add(frames: "dict[str, pd.DataFrame]", kind: str, rows: "pd.DataFrame") -> None:
    import pandas as pd

    if len(rows):
        frames[kind] = pd.concat([frames[kind], rows]) if kind in frames else rows
