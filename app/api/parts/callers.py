"""Who calls: a machine by its token, or whoever works alone at this machine."""

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from app.api.parts.problems import NotSignedIn, Strange
from app.services.access.asking import access_of
from app.services.access.door import at_door
from app.services.access.tokens import context_of_token
from app.services.context import Context, wall_clock
from data.model.language import tr
from data.store import Store

_SCHEME = "bearer "
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "x-forwarded-host")
_SAME = ("", "none", "same-origin")


@dataclass(frozen=True)
class Entrance:
    """Where the interface stands.

    Parameters
    ----------
    url
        Database of the centre.
    alone
        Whether only this machine reaches the server and nobody signs in: then, until roles bind,
        whoever works at it may do everything, as on the pages.
    who
        Who works alone at this machine; empty: the operating system's user.
    """

    url: str
    alone: bool = False
    who: str = ""
    clock: Callable[[], datetime] = wall_clock


@dataclass(frozen=True)
class Caller:
    """What a request tells of who sends it; names of headers are in small letters."""

    host: str
    headers: Mapping[str, str]

    @property
    def is_here(self) -> bool:
        """Whether it comes from this machine, and not through a proxy on it."""
        return is_loopback(self.host) and not any(name in self.headers for name in _FORWARDED)

    @property
    def is_of_a_page(self) -> bool:
        """Whether another site's page, or one that renamed itself to this machine, asks."""
        origin, host = self.headers.get("origin", ""), self.headers.get("host", "")
        if not is_loopback(urlsplit(f"//{host}").hostname or ""):
            return True
        if origin and urlsplit(origin).netloc != host:
            return True
        return self.headers.get("sec-fetch-site", "") not in _SAME

    @property
    def secret(self) -> str:
        """The token shown, or empty."""
        shown = self.headers.get("authorization", "")
        return shown[len(_SCHEME) :].strip() if shown.lower().startswith(_SCHEME) else ""


def context_for(entrance: Entrance, store: Store, caller: Caller) -> Context:
    """The context that a request acts in.

    Raises
    ------
    NotSignedIn
        If no token is shown and it takes one.
    UnknownToken
        If the token holds no longer.
    Strange
        If a page of somebody else asks without one.

    Notes
    -----
    Cookies of a signed-in browser count for nothing: a page elsewhere could make it send them.
    """
    if caller.secret:
        return context_of_token(store, caller.secret, entrance.clock)
    if not (entrance.alone and caller.is_here) or access_of(store).bind:
        raise NotSignedIn(
            tr(
                "show a token: `Authorization: Bearer ps_...`; an administrator makes one with "
                "`peakshift token create`"
            )
        )
    if caller.is_of_a_page:
        raise Strange(
            tr(
                "a page of another site asks here: without a token only programs of this machine "
                "may ask"
            )
        )
    here = Context(store, clock=entrance.clock)
    return at_door(replace(here, who=entrance.who) if entrance.who else here)


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
