"""The server looks at the running day once a minute, and raises alerts."""

import logging
import threading

from app.services.access.asking import Permit
from app.services.context import Context
from app.services.day.alerts.raised import look_for_alerts
from app.services.day.live import feed_freshness
from app.services.people.swap_notices import swaps_unwritten, write_of_swaps
from app.services.service_quality.alerts import has_loops
from data.model.errors import Conflict, PeakShiftError
from data.store import Store

log = logging.getLogger(__name__)

LOCK = "alerts"
EVERY_S = 60.0
"""Between two looks [s]."""
_closing = threading.Event()


def look_once(store: Store) -> bool:
    """Look for alerts and news of swaps as the server, unless another does; whether it did."""
    me = Context(store, permit=Permit("look_for_alerts"))
    watched = has_loops(me) or feed_freshness(me).in_use
    swaps = swaps_unwritten(me)
    if not watched and not swaps:
        return False
    try:
        with store.alone(LOCK, me.who, me.clock()):
            write_of_swaps(me, swaps)
            if watched:
                look_for_alerts(me)
    except Conflict:
        return False
    return True


def serve(url: str) -> None:
    """Look once a minute in the background of a server, until `close`."""

    def keep_looking() -> None:
        failed = False
        while not _closing.wait(EVERY_S):
            try:
                with Store.open(url, make=False) as store:
                    look_once(store)
                failed = False
            except PeakShiftError as error:  # no centre yet, or a database that is away: said once
                if not failed:
                    log.warning("nobody looks for alerts just now: %s", error)
                failed = True
            except Exception:  # a thread has no caller to raise to; the next look may go well
                if not failed:
                    log.exception("looking for alerts failed")
                failed = True

    _closing.clear()
    threading.Thread(target=keep_looking, name="alerts", daemon=True).start()


def close() -> None:
    """End `serve`."""
    _closing.set()
