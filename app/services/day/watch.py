"""The server looks after the running day: a watched folder, a sample that goes on, its rest again.

One process of a database does it, the one that carries out its jobs.
"""

import logging
import threading
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.access.asking import Permit, asked
from app.services.context import Context, today_of
from app.services.day.live import day_feed_of
from app.services.day.rest.reforecast import Reforecast, learn_running_day, reforecast_day
from app.services.day.sample import go_on_with_sample, sample_in_store, sample_of
from app.services.exchange.inbox import InboxRead, in_short, take_in
from data.model.errors import PeakShiftError, Stopped
from data.model.language import tr
from data.store import documents

if TYPE_CHECKING:
    from data.store import Store

log = logging.getLogger(__name__)

LOCK = "running day"
WHO = "running day"
_BEGINS_S = 8.0
"""A server that starts draws the pages of its first visitor before it learns the day [s]."""
_SAMPLE_EVERY = timedelta(minutes=5)  # each look is a line of the trail


@dataclass
class FeedPass:
    """What one look at a folder of the running day brought.

    Parameters
    ----------
    read
        What became of the files.
    again
        The rest of the day forecast again; None where nothing new had come.
    """

    read: InboxRead = field(default_factory=InboxRead)
    again: Reforecast | None = None


@asked
def read_day_folder(context: Context, folder: Path, quiet_s: float | None = None) -> FeedPass:
    """Import what waits in a folder of the running day, and forecast its rest again.

    Parameters
    ----------
    quiet_s
        How long nobody may have written to a file before it is read [s]; None: as the day's
        settings have it.

    Raises
    ------
    Conflict
        If somebody else reads a folder of this database just now.
    """
    quiet = day_feed_of(context).quiet_s if quiet_s is None else quiet_s
    with context.store.alone(LOCK, context.who, context.clock()):
        read = take_in(context, folder, quiet, lambda what, done, total: None, running=True)
        found = FeedPass(read)
        if any(getattr(report, "kind", "") == "slots" for report in read.reports):
            found.again = reforecast_day(context)
        return found


class DayWatch:
    """Looks after the running day of one database until it shall leave.

    Parameters
    ----------
    store
        The database; the caller closes it.
    leaving
        Set when it shall end.
    """

    def __init__(self, store: "Store", leaving: threading.Event) -> None:
        # Who named the folder was asked then; the server acts for the centre.
        self.context = Context(store, WHO, permit=Permit("read_day_folder"))
        self._leaving = leaving
        self._sample_at: datetime | None = None
        self._seen: object = None
        self._learnt_for: date | None = None

    def run(self) -> None:
        """Look again and again; what goes wrong once is tried the next time."""
        wait_s = _BEGINS_S
        while not self._leaving.wait(wait_s):
            try:
                wait_s = float(self.look())
            except PeakShiftError as error:
                log.warning("the running day: %s", error)
                wait_s = 30.0
            except Exception:  # nobody sees a thread that has died
                log.exception("the running day could not be looked after just now")
                wait_s = 60.0

    def look(self) -> float:
        """One look; returns after how long the next one is due [s]."""
        store = self.context.store
        if store.load(documents.CENTRE) is None or not store.load(documents.QUEUES):
            return 30.0
        settings = day_feed_of(self.context)
        if settings.folder:
            self._read(Path(settings.folder))
        self._play_sample()
        self._learn()
        self._again()
        return float(settings.look_every_s)

    def _read(self, folder: Path) -> None:
        for name, why in read_day_folder(self.context, folder).read.waiting.items():
            log.info("the running day: %s %s", name, why)

    def _play_sample(self) -> None:
        """Where the store holds a sample whose day runs, let it go on."""
        context, now = self.context, self.context.clock()
        if self._sample_at is not None and now - self._sample_at < _SAMPLE_EVERY:
            return
        found = sample_in_store(context)
        arrived = context.store.last_arrival("agent_states", now)
        if found is None or arrived is None or now - arrived < _SAMPLE_EVERY:
            return
        seed, last = found
        sample = sample_of(seed, last)
        if now >= sample.truth.grid.end:
            return
        # A server that was off for long catches up with today, not with every day between.
        since = max(arrived, now - timedelta(days=1))
        self._sample_at = go_on_with_sample(context, sample, since)

    def _learn(self) -> None:
        """Learn once a day what nobody has learnt of it yet, before somebody waits for it.

        The night does so; none ran before the first day, or before an upgrade that learns anew.
        """
        today = today_of(self.context)
        if today != self._learnt_for and self.context.store.list_forecasts():
            for queue_id, why in learn_running_day(self.context, progress=self._go_on).items():
                log.info("nothing is learnt of %s: %s", queue_id, why)
            self._learnt_for = today

    def _go_on(self, what: str, done: int, total: int) -> None:
        """Between two queues: a server that ends does not learn all of them first."""
        if self._leaving.is_set():
            raise Stopped(tr("the server ends; the next one learns the day"))

    def _again(self) -> None:
        """Forecast the rest of the day again where a slot came, by whatever way."""
        context = self.context
        queues = [queue.queue_id for queue in context.store.load(documents.QUEUES)]
        seen = context.store.last_slots(queues, today_of(context))
        if seen and seen != self._seen:
            try:
                reforecast_day(context)
            except PeakShiftError as error:
                log.info("the rest of the day: %s", in_short(error))
            self._seen = seen
