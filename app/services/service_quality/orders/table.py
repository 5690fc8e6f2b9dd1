"""Statistics of work orders, as pure functions of their records."""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from app.services.service_quality.deadlines import Deadlines, due_times

if TYPE_CHECKING:
    import pandas as pd

    from data.model.service_quality.settings import Deadline


def order_table(
    orders: "pd.DataFrame",
    events: "pd.DataFrame",
    deadlines: Deadlines,
    workdays: np.ndarray,
    zone: str,
    now: Any,
) -> "pd.DataFrame":
    """One row an order: what happened to it until now, when it is due, whether it is late.

    Parameters
    ----------
    orders, events
        Records as the store gives them.
    now
        Aware instant; later events are not known yet.

    Returns
    -------
    pandas.DataFrame
        Columns of the order with its `kind` as the table of deadlines names it, `department` it
        was dispatched to last, `dispatched_at`, `closed_at` (NaT: open), `returns`, `chases`,
        `fault` and `right_kind` of the last return, `due_at`, `contact_due_at`, `open`, `late`
        (closed or still open after `due_at`), `contact_late`.
    """
    import pandas as pd

    table = orders[orders["created_at"] <= now].set_index("order_id", drop=False)
    known = events[(events["at"] <= now) & events["order_id"].isin(table.index)]
    by_what = dict(iter(known.sort_values("at").groupby("what")))
    none = known.iloc[:0]
    sent, back, done, chased = (
        by_what.get(what, none) for what in ("dispatched", "returned", "closed", "chased")
    )
    last_back, last_sent = (rows.drop_duplicates("order_id", keep="last") for rows in (back, sent))
    first_sent = sent.drop_duplicates("order_id").set_index("order_id")["at"]
    closed = done.drop_duplicates("order_id", keep="last").set_index("order_id")["at"]
    table = table.assign(
        kind=table["kind"].map(deadlines.kind_of),
        dispatched_at=first_sent.reindex(table.index),
        closed_at=closed.reindex(table.index),
        department=last_sent.set_index("order_id")["department"].reindex(table.index).fillna(""),
        returns=back.groupby("order_id").size().reindex(table.index).fillna(0).astype(int),
        chases=chased.groupby("order_id").size().reindex(table.index).fillna(0).astype(int),
        fault=last_back.set_index("order_id")["fault"].reindex(table.index).fillna(""),
        right_kind=last_back.set_index("order_id")["right_kind"].reindex(table.index).fillna(""),
    )
    for column, until in (("due_at", "closed"), ("contact_due_at", "contact")):
        table[column] = _due(table, until, deadlines, workdays, zone)
    table["open"] = table["closed_at"].isna()
    end = table["closed_at"].fillna(pd.Timestamp(now).tz_convert("UTC").as_unit("s"))
    table["late"] = (end > table["due_at"]) & table["due_at"].notna()
    reached = table[["dispatched_at", "closed_at"]].min(axis=1).fillna(pd.Timestamp(now))
    table["contact_late"] = (reached > table["contact_due_at"]) & table["contact_due_at"].notna()
    complete: pd.DataFrame = table.reset_index(drop=True)
    return complete


def _due(
    table: "pd.DataFrame", until: str, deadlines: Deadlines, workdays: np.ndarray, zone: str
) -> "pd.Series[Any]":
    """When each order must have reached something; NaT where its kind has no such deadline."""
    import pandas as pd

    due = pd.Series(pd.NaT, index=table.index, dtype="datetime64[s, UTC]")
    for kind, rows in table.groupby("kind").groups.items():
        deadline: Deadline | None = deadlines.of(str(kind), until)
        if deadline is not None:
            at = due_times(table.loc[rows, "created_at"], deadline, workdays, zone)
            due.loc[rows] = at.dt.as_unit("s")
    return due


@dataclass(frozen=True)
class Share:
    """A count among others, by a value of a column [-]."""

    value: str
    count: int
    share: float
    cumulative: float


def pareto(values: Any) -> tuple[Share, ...]:
    """Counts of each value, the commonest first, with the share that they come to together."""
    counts = values[values != ""].value_counts(sort=False).sort_index()
    counts = counts.sort_values(ascending=False, kind="stable")
    total, run, found = int(counts.sum()), 0, []
    for value, count in counts.items():
        run += int(count)
        found.append(Share(str(value), int(count), int(count) / total, run / total))
    return tuple(found)


@dataclass(frozen=True)
class DayFigures:
    """What happened on a day, and what stood at its end [orders].

    Parameters
    ----------
    late
        Closed after their deadline on that day.
    open, overdue
        Still open when the day ended; of them past their deadline.
    """

    day: Any
    created: int
    closed: int
    late: int
    returned: int
    chased: int
    open: int
    overdue: int


def daily(
    table: "pd.DataFrame", events: "pd.DataFrame", days: list[Any], zone: str
) -> tuple[DayFigures, ...]:
    """Figures of some local days, oldest first."""
    import pandas as pd

    first, count = pd.Timestamp(days[0]), len(days)

    def days_since(at: Any) -> np.ndarray:
        """Local days since the first one began [d]; the far future where there is no instant."""
        local = at.dt.tz_convert(zone).dt.tz_localize(None)
        seconds = (local - first).dt.total_seconds().to_numpy(float, na_value=np.nan)
        return np.where(np.isnan(seconds), np.inf, seconds / 86_400)

    def number(at: Any) -> np.ndarray:
        return np.asarray(np.floor(days_since(at)))

    def counted(at: np.ndarray) -> np.ndarray:
        inside = (at >= 0) & (at < count)
        return np.asarray(np.bincount(at[inside].astype(int), minlength=count))

    known = events[events["order_id"].isin(table["order_id"])]
    back = known[known["what"] == "returned"].assign(day=lambda rows: number(rows["at"]))
    created, closed, due = (
        number(table["created_at"]),
        number(table["closed_at"]),
        days_since(table["due_at"]),
    )
    place = np.arange(count)[:, None]
    there = (created <= place) & (closed > place)
    columns = (
        counted(created),
        counted(closed),
        counted(closed[table["late"].to_numpy(bool)]),
        counted(back.drop_duplicates(["order_id", "day"])["day"].to_numpy()),
        counted(number(known.loc[known["what"] == "chased", "at"])),
        there.sum(axis=1),
        (there & (due <= place + 1)).sum(axis=1),
    )
    lists = [column.tolist() for column in columns]
    return tuple(DayFigures(*row) for row in zip(days, *lists, strict=True))


def without_order(touches: "pd.DataFrame", order_ids: Any) -> "pd.DataFrame":
    """Contacts that were closed under a kind of work and have no order.

    Whoever chose a kind of work meant to make an order; an outcome other than `order` says that
    the contact was settled at once.
    """
    meant = (touches["category"] != "") & touches["outcome"].isin(["", "order"])
    return touches[meant & ~touches["order_id"].isin(order_ids)]


def misclassified(table: "pd.DataFrame", deadlines: Deadlines) -> "pd.DataFrame":
    """Orders that came back because they should have borne another kind."""
    right = table["right_kind"].map(deadlines.kind_of)
    return table[(table["right_kind"] != "") & (right != table["kind"])]


# --- errors made again and again ----------------------------------------------------------------


@dataclass(frozen=True)
class Habit:
    """An agent who makes more errors of a kind than their peers.

    Parameters
    ----------
    errors, orders
        Errors and orders of the agent and kind [-].
    expected
        Errors that peers would have made in so many orders [-].
    p_value
        Odds of so many or more at the peers' rate, corrected for all agents and kinds tried [-].
    """

    agent_id: str
    kind: str
    errors: int
    orders: int
    expected: float
    p_value: float


def habits(
    orders: "pd.DataFrame", errors: "pd.DataFrame", level: float = 0.05, least: int = 3
) -> tuple[Habit, ...]:
    """Agents and kinds with more errors than chance explains, the surest first.

    Errors are Poisson with a rate of the kind; given the errors of a kind in all, those of one
    agent are binomial with the agent's share of its orders, so the peers' rate need not be known
    (Przyborowski and Wilenski 1940, doi:10.1093/biomet/31.3-4.313). Many agents and kinds are
    tried: the level holds for all of them together (Holm 1979, Scand. J. Stat. 6, 65-70).

    Parameters
    ----------
    orders, errors
        Rows with `agent_id` and `kind`.
    level
        Odds of naming anybody wrongly at all [-].
    least
        Fewer errors than this are no habit [-].
    """
    from scipy.special import bdtrc  # a tenth of what `scipy.stats` takes to load

    made, wrong = _counts(orders), _counts(errors)
    all_made, all_wrong = _by_kind(made), _by_kind(wrong)
    tried = []
    for (agent_id, kind), n in made.items():
        k, n_all, k_all = wrong[agent_id, kind], all_made[kind], all_wrong[kind]
        if n_all > n and k_all:
            p = float(bdtrc(k - 1, k_all, n / n_all))
            tried.append((p, agent_id, kind, k, n, n * (k_all - k) / (n_all - n)))
    tried.sort()
    found, worst = [], 0.0
    for rank, (p, agent_id, kind, k, n, expected) in enumerate(tried):
        worst = max(worst, min(1.0, p * (len(tried) - rank)))
        if worst > level:
            break
        if k >= least:
            found.append(Habit(agent_id, kind, k, n, expected, worst))
    return tuple(found)


def _counts(rows: "pd.DataFrame") -> Counter[tuple[str, str]]:
    named = rows[rows["agent_id"] != ""]
    return Counter(zip(named["agent_id"].tolist(), named["kind"].tolist(), strict=True))


def _by_kind(counts: Counter[tuple[str, str]]) -> Counter[str]:
    found = Counter[str]()
    for (_, kind), n in counts.items():
        found[kind] += n
    return found
