"""Chains of a period, and the chain that a contact, case, order or customer belongs to."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context, centre_of, local_time
from app.services.service_quality.period import period_of
from app.services.service_quality.trace.chains import WINDOW_DAYS, chain_of_each, summed
from data.model.errors import NotFound
from data.model.language import tr
from data.model.service_quality.records import Touch
from forecasting.surveys.shares import HIDDEN_BELOW, Share, wilson

if TYPE_CHECKING:
    import pandas as pd

_NEEDED = ("at", "channel", "customer", "topic", "case_id", "order_id", "outcome", "region")
_MOST_CUSTOMERS = 50


@dataclass(frozen=True)
class GroupChains:
    """Chains that began on one channel, or about one topic.

    Parameters
    ----------
    first_contact
        Share resolved at the first contact.
    contacts_each, switched_share
        Contacts a chain, and share of chains that changed their channel [-].
    hidden
        Whether there are too few to show.
    """

    name: str
    chains: int
    first_contact: Share
    contacts_each: float
    switched_share: float
    hidden: bool


@dataclass(frozen=True)
class ChainReport:
    """First-contact resolution, repeats and switches of chains that began in a period.

    Parameters
    ----------
    chains, contacts, repeats
        How many; repeats are contacts beyond the first of a chain [-].
    whole
        All chains.
    ways
        Changes of channel, from and to, with how often.
    settled_until
        Last day whose chains have had the days that repeats are waited for.
    """

    first: date
    last: date
    chains: int
    contacts: int
    repeats: int
    whole: GroupChains
    channels: tuple[GroupChains, ...]
    topics: tuple[GroupChains, ...]
    ways: tuple[tuple[str, str, int], ...]
    settled_until: date


@asked
def chains_of_period(
    context: Context, first: date, last: date, window_days: int = WINDOW_DAYS
) -> ChainReport:
    """Chain the contacts of a period and say how many needs took one contact.

    Parameters
    ----------
    window_days
        Contacts about one topic belong together that are no further apart [days].

    Notes
    -----
    Contacts of the window before and after are looked at too, so that no chain is cut off.

    Raises
    ------
    InvalidValue
        If the period is empty or longer than 400 days.
    NotFound
        If it holds no contacts.
    """
    begin, end = period_of(centre_of(context).zone, first, last)
    around = timedelta(days=window_days)
    touches = context.store.load_service_records(
        "touches", begin - around, end + around, columns=_NEEDED
    )
    if not len(touches):
        raise NotFound(tr("no contacts are stored from {first} to {last}", first=first, last=last))
    found = summed(touches, chain_of_each(touches, window_days))
    at = touches["at"]
    began = at.iloc[found.first]
    mine = ((began >= begin) & (began < end)).to_numpy(bool)
    if not mine.any():
        raise NotFound(tr("no contacts are stored from {first} to {last}", first=first, last=last))
    opening = touches.iloc[found.first]

    def group(name: str, chosen: Any) -> GroupChains:
        size = int(chosen.sum())
        return GroupChains(
            name,
            size,
            wilson(int(found.resolved[chosen].sum()), size),
            float(found.contacts[chosen].mean()) if size else 0.0,
            float((found.switches[chosen] > 0).mean()) if size else 0.0,
            size < HIDDEN_BELOW,
        )

    def groups(column: str) -> tuple[GroupChains, ...]:
        values = opening[column].to_numpy(object)
        names = Counter(values[mine].tolist()).most_common(30)
        return tuple(group(name or "-", mine & (values == name)) for name, _ in names)

    newest = local_time(context, at.iloc[-1]).date()
    return ChainReport(
        first,
        last,
        int(mine.sum()),
        int(found.contacts[mine].sum()),
        int((found.contacts[mine] - 1).sum()),
        group("", mine),
        groups("channel"),
        groups("topic"),
        _ways(touches, found.chain, mine),
        min(last, newest - around),
    )


def _ways(
    touches: "pd.DataFrame", chain: np.ndarray, mine: np.ndarray
) -> tuple[tuple[str, str, int], ...]:
    order = np.argsort(chain, kind="stable")
    channel = touches["channel"].to_numpy(object)[order]
    owner = chain[order]
    same = (owner[1:] == owner[:-1]) & mine[owner[1:]] & (channel[1:] != channel[:-1])
    counted = Counter(zip(channel[:-1][same].tolist(), channel[1:][same].tolist(), strict=True))
    return tuple((a, b, n) for (a, b), n in counted.most_common(20))


@dataclass(frozen=True)
class Chain:
    """One chain.

    Parameters
    ----------
    touches
        Its contacts, oldest first.
    found_by
        `touch`, `case`, `order` or `customer`: what the searched text was.
    switches
        Changes of channel [-].
    resolved
        Whether the first answered contact was the last one.
    """

    touches: tuple[Touch, ...]
    found_by: str
    switches: int
    resolved: bool

    @property
    def began(self) -> datetime:
        """Its first contact."""
        return self.touches[0].at

    @property
    def repeats(self) -> int:
        """Contacts beyond the first [-]."""
        return len(self.touches) - 1


@asked
def find_chains(context: Context, text: str) -> tuple[Chain, ...]:
    """Chains that a contact, case, order or customer's hash belongs to, the newest first.

    Parameters
    ----------
    text
        Id of a contact, a case or an order, or the hash of a customer.

    Raises
    ------
    NotFound
        If nothing of that name is stored.
    """
    wanted = text.strip()
    for found_by, column in (
        ("touch", "touch_id"), ("case", "case_id"), ("order", "order_id"),
        ("customer", "customer"),
    ):  # fmt: skip
        hits = _having(context, {column: wanted}) if wanted else None
        if hits is not None and len(hits):
            return _chains_around(context, hits, found_by)
    raise NotFound(
        tr(
            "no contact, case, order or customer {text!r} is stored; a customer is searched by "
            "the hash that a contact shows",
            text=wanted,
        )
    )


def _having(context: Context, where: Mapping[str, str | list[str]]) -> "pd.DataFrame":
    return context.store.load_service_records("touches", where=where, limit=10_000)


def _chains_around(context: Context, hits: "pd.DataFrame", by: str) -> tuple[Chain, ...]:
    """Chain everything that could belong to the hits; the chains of the hits, the newest first."""
    import pandas as pd

    from data.store.service_quality.rows import records_of

    frames = [hits]
    for column in ("customer", "case_id", "order_id"):
        names = sorted({one for one in hits[column] if one})[:_MOST_CUSTOMERS]
        if names:
            frames.append(_having(context, {column: names}))
    every = pd.concat(frames).drop_duplicates("touch_id").sort_values(["at", "touch_id"])
    every = every.reset_index(drop=True)
    found = summed(every, chain_of_each(every))
    wanted = set(found.chain[every["touch_id"].isin(hits["touch_id"]).to_numpy(bool)].tolist())
    chains = [
        Chain(
            records_of("touches", every[found.chain == number]),
            by,
            int(found.switches[number]),
            bool(found.resolved[number]),
        )
        for number in wanted
    ]
    return tuple(sorted(chains, key=lambda chain: chain.began, reverse=True))
