"""What watches the server: health for probes, figures for Prometheus, calendars for agents."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.api.parts.answers import Answer, as_bytes, names_tag, tag_of
from app.api.parts.callers import Caller, context_for
from app.api.parts.meters import MEDIA
from app.api.parts.problems import problem
from app.services.access.tokens import UnknownToken, context_of_token
from app.services.roster.publishing.feed import calendar_of_agent, feed_tag
from data.model.errors import NotAllowed, NotFound, StoreUnavailable
from data.model.language import tr
from data.store import documents

if TYPE_CHECKING:
    from app.api.interface import Interface
    from data.store import Store

HEALTH = "application/health+json"
_CALENDAR = "text/calendar; charset=utf-8"
_WORRYING = timedelta(days=2)


def health(interface: "Interface") -> Answer:
    """Whether the database answers, how old the newest forecast is, whether today is published."""
    try:
        found = _facts(interface)
    except StoreUnavailable as error:
        return unwell(str(error))
    age_s = found["forecast_age_s"]
    old = age_s is None or age_s > _WORRYING.total_seconds()
    found["status"] = "warn" if old or not found["published_today"] else "pass"
    return Answer(200, as_bytes(found), {"content-type": HEALTH, "cache-control": "no-store"})


def unwell(why: str) -> Answer:
    """The answer where the database is away."""
    body = as_bytes({"status": "fail", "database": "away", "detail": why})
    return Answer(503, body, {"content-type": HEALTH, "retry-after": "10"})


def _facts(interface: "Interface") -> dict[str, Any]:
    store, now = interface.desk.store, interface.entrance.clock()
    centre, forecasts = store.load(documents.CENTRE), store.list_forecasts(None)
    today = centre.local(now).date() if centre else now.date()
    published = store.load_publications(in_force=True)
    return {
        "status": "pass",
        "database": "reachable",
        "forecast_age_s": (now - forecasts[0].made_at).total_seconds() if forecasts else None,
        "published_today": any(one.first <= today <= one.last for one in published),
    }


def metrics(interface: "Interface", caller: Caller) -> Answer:
    """Figures for Prometheus; for this machine, or with a token.

    Raises
    ------
    NotSignedIn
        If somebody else asks without one.
    """
    if not caller.is_here:
        context_for(interface.entrance, interface.desk.store, caller)
    found, meters = _facts(interface), interface.meters
    age_s = found["forecast_age_s"]
    meters.forecast_age.set(float("nan") if age_s is None else age_s)
    meters.published.set(found["published_today"])
    meters.jobs.set(interface.desk.work.going())
    return Answer(200, meters.text(), {"content-type": MEDIA})


def feed(interface: "Interface", secret: str, caller: Caller) -> Answer:
    """The calendar of the agent whose secret address this is."""
    store = interface.desk.store
    try:
        context = context_of_token(store, secret, interface.entrance.clock)
        agent_id = _agent_of(store, context.token_id)
        tag = tag_of(feed_tag(context, agent_id))
        if names_tag(caller.headers.get("if-none-match", ""), tag):
            return Answer(304, b"", {"etag": tag})
        content = calendar_of_agent(context, agent_id)
    except (UnknownToken, NotAllowed, NotFound):
        # An address that was revoked and one that never was are told alike.
        return problem(404, "NotFound", tr("there is no such calendar"), "/feeds")
    headers = {"content-type": _CALENDAR, "etag": tag, "cache-control": "private, no-cache"}
    return Answer(200, content, headers)


def _agent_of(store: "Store", token_id: str) -> str:
    found = next((one for one in store.load(documents.TOKENS) if one.token_id == token_id), None)
    if found is None or not found.agent_id:
        raise NotFound(tr("there is no such calendar"))
    return found.agent_id
