"""How long forecasts stay: every one for a while, then one a week, then none; none in use."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from app.services.access.asking import asked
from app.services.centre import planning_of
from app.services.changes import change
from app.services.context import Context, Counting, centre_of
from data.model.centre import PlanningDefaults
from data.model.grid import local_midnight
from data.model.language import phrase, tr
from data.model.words import counted
from data.store.thinning import Removed
from data.store.versions import ForecastSummary

_AT_ONCE = 500  # versions that go in one transaction, so that nobody waits long

NEWEST = phrase("newest of their queue")
IN_USE = phrase("staffed from or published")
RECENT = phrase("of the days that stay whole")
SCORES = phrase("needed to score a day of those")
WEEKLY = phrase("last of their week")
ALTERED = phrase("not as they were sealed")


@dataclass(frozen=True)
class Thinning:
    """What was taken away, or would be, and why the rest stays.

    Parameters
    ----------
    dry_run
        Whether nothing was changed.
    versions, queues, size_bytes
        Forecasts that went, of how many queues, and the room of their content [B].
    kept
        Forecasts that stay, by the first reason that holds [-].
    keep_days, keep_weeks
        The settings.
    altered
        Sentences on forecasts that should have gone, but are not as they were sealed.
    given_back_bytes, free_bytes
        By how much the file became smaller, and what is free in it for new forecasts [B].
    """

    dry_run: bool
    versions: int
    queues: int
    size_bytes: int
    kept: dict[str, int]
    keep_days: int
    keep_weeks: int
    altered: tuple[str, ...] = ()
    given_back_bytes: int = 0
    free_bytes: int = 0

    @property
    def sentence(self) -> str:
        """All of it in two sentences."""
        stay = ", ".join(f"{count:,} {tr(why)}" for why, count in self.kept.items())
        stay = tr("{values:,} stay", values=sum(self.kept.values())) + (
            f": {stay}." if stay else "."
        )
        if not self.keep_days:
            return tr("Every forecast stays, as forecast_keep_days = 0 says; {stay}", stay=stay)
        if not self.versions:
            return tr("No forecast is old enough to go; {stay}", stay=stay)
        did = tr("would go") if self.dry_run else tr("were thinned")
        size = self.size_bytes / 1e6
        what = tr(
            "{versions:,} forecasts of {queues}",
            versions=self.versions,
            queues=counted(self.queues, "queue"),
        )
        return tr("{what} {did} ({size:,.1f} MB); {stay}", what=what, did=did, size=size, stay=stay)


@asked
def thin(
    context: Context,
    why: str = "",
    *,
    dry_run: bool = False,
    rewrite: bool = False,
    progress: Counting = lambda what, done, total: None,
) -> Thinning:
    """Take away forecasts that nobody needs, as the planning defaults say, and give back the room.

    Parameters
    ----------
    dry_run
        Only say what would go.
    rewrite
        Write an SQLite file wholly anew, so that one of an earlier version becomes smaller.

    Notes
    -----
    A transaction takes a few hundred and looks again under the lock of all writers: whoever
    staffs from a forecast meanwhile keeps it, and a kill leaves some for the next time.
    """
    planning = planning_of(context)
    reasons = _reasons(context, planning)
    sizes = context.store.forecast_sizes()
    going = {queue: ids for queue, found in reasons.items() if (ids := _without(found))}
    kept = Counter(why for found in reasons.values() for why in found.values() if why)
    total = sum(map(len, going.values()))
    if dry_run:
        size = sum(sizes.get(one, 0) for ids in going.values() for one in ids)
        removed, back = [Removed(total, size)], 0
    else:
        removed = []
        for part in _parts(going):
            removed.append(take_away(context, part, why))
            progress(tr("forecasts thinned"), sum(one.versions for one in removed), total)
        back = context.store.give_back_room(rewrite=rewrite)
    altered = tuple(said for one in removed for said in one.altered)
    return Thinning(
        dry_run,
        sum(one.versions for one in removed),
        len(going),
        sum(one.size_bytes for one in removed),
        dict(kept) | ({ALTERED: len(altered)} if altered else {}),
        planning.forecast_keep_days,
        planning.forecast_keep_weeks,
        altered,
        back,
        context.store.free_bytes(),
    )


@change
def take_away(context: Context, wanted: Sequence[tuple[str, str]], why: str = "") -> Removed:
    """Take away those of some forecasts (queue and id) that may still go; see `thin`."""
    planning = planning_of(context)
    found = _reasons(context, planning, tuple(dict.fromkeys(queue for queue, _ in wanted)))
    may_go = {one for of_queue in found.values() for one in _without(of_queue)}
    entry = context.entry(
        "thin_forecasts",
        "forecasts",
        why,
        keep_days=planning.forecast_keep_days,
        keep_weeks=planning.forecast_keep_weeks,
    )
    return context.store.remove_forecasts([v for _, v in wanted if v in may_go], entry)


def _parts(going: dict[str, tuple[str, ...]]) -> Iterator[tuple[tuple[str, str], ...]]:
    every = tuple((queue, one) for queue, ids in going.items() for one in ids)
    for at in range(0, len(every), _AT_ONCE):
        yield every[at : at + _AT_ONCE]


def _without(reasons: dict[str, str]) -> tuple[str, ...]:
    """Versions that nothing keeps."""
    return tuple(version_id for version_id, why in reasons.items() if not why)


def _reasons(
    context: Context, planning: PlanningDefaults, only: tuple[str, ...] = ()
) -> dict[str, dict[str, str]]:
    """Why each forecast stays, by queue (all, or only some); empty where it may go."""
    queues: dict[str, list[ForecastSummary]] = {}
    for queue in only or (None,):
        for listed in context.store.list_forecasts(queue):
            queues.setdefault(listed.queue_id, []).append(listed)
    if not queues:
        return {}
    used, zone = context.store.forecasts_in_use(), centre_of(context).zone
    return {queue: reasons_of(found, used, planning, zone) for queue, found in queues.items()}


def reasons_of(
    versions: Sequence[ForecastSummary],
    used: frozenset[str],
    planning: PlanningDefaults,
    zone: str,
) -> dict[str, str]:
    """Why each forecast of a queue stays; empty where it may go.

    Parameters
    ----------
    versions
        Newest first, in the order in which they were saved.
    used
        Ids that requirements or publications name.
    zone
        Time zone of the centre.

    Notes
    -----
    Age is counted in days on which the queue's history had ended when it was forecast, never
    taken from a clock: where one was wrong, or a file brought a day of 2035, nothing goes early.
    """
    every_day = planning.forecast_keep_days
    clock = ZoneInfo(zone)
    end = {v.version_id: v.origin.astimezone(clock).date() for v in versions}
    week = {version_id: day.isocalendar()[:2] for version_id, day in end.items()}
    ends = list(dict.fromkeys(end.values()))
    recent = set(ends[: every_day or len(ends)])
    old = [v for v in versions if end[v.version_id] not in recent]
    scorers = _scorers(versions, min(recent), zone) if old else frozenset()
    last_of: dict[tuple[int, int], str] = {}
    for version in versions:
        last_of.setdefault(week[version.version_id], version.version_id)
    lasts = [v.version_id for v in old if last_of[week[v.version_id]] == v.version_id]
    weekly = set(lasts[: planning.forecast_keep_weeks])

    def why(version: ForecastSummary) -> str:
        found = (
            (version is versions[0], NEWEST),
            (version.version_id in used, IN_USE),
            (end[version.version_id] in recent, RECENT),
            (version.version_id in scorers, SCORES),
            (version.version_id in weekly, WEEKLY),
        )
        return next((reason for holds, reason in found if holds), "")

    return {version.version_id: why(version) for version in versions}


def _scorers(versions: Sequence[ForecastSummary], since: date, zone: str) -> frozenset[str]:
    """Versions that score a day from `since` on: the newest that covers it and saw none of it."""
    found = set()
    covered = {v.first + timedelta(days=i) for v in versions for i in range(v.days)}
    for day in covered:
        if day < since:
            continue
        midnight = local_midnight(day, zone)
        scorer = next((v for v in versions if v.foresaw(day, midnight)), None)
        if scorer is not None:
            found.add(scorer.version_id)
    return frozenset(found)
