"""How storms, their plans, reports and replays are shown and typed."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.parts.output import answer, print_json, print_some, print_table
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.shift import clock, clock_text

if TYPE_CHECKING:
    from app.services.context import Context
    from app.services.day.storms.figures import LevelNow
    from app.services.day.storms.people import StormPeople
    from app.services.day.storms.plan import StormPlan
    from app.services.day.storms.replay import Replay
    from app.services.day.storms.report import StormReport
    from data.model.day.storm import Hit, Playbook, Storm

_RANGE = re.compile(r"(\d+(?:\.\d+)?)\s*-\s*(\d+(?:\.\d+)?)")
_REGION = re.compile(r"([^=]+)=(\d+(?:\.\d+)?)(?::(.+))?")
_MOST_LINES = 12


def range_of(text: str) -> tuple[float, float] | tuple[None, None]:
    """Ends of `50-200` [%] as shares; none of an empty text."""
    if not text.strip():
        return None, None
    found = _RANGE.fullmatch(text.strip())
    if found is None:
        raise InvalidValue(tr("{text!r} is no range: write 50-200 for 50 to 200 % more", text=text))
    return float(found[1]) / 100, float(found[2]) / 100


def hits_of(queues: Sequence[str], more: str, regions: Sequence[str]) -> tuple["Hit", ...]:
    """What is hit, by region and queue."""
    from data.model.day.storm import Hit

    low, high = range_of(more)
    if not regions:
        return tuple(Hit("", queue, 1.0, low, high) for queue in dict.fromkeys(queues))
    found = []
    for text in regions:
        parts = _REGION.fullmatch(text.strip())
        if parts is None:
            raise InvalidValue(
                tr("{text!r} is no region: write coast=30, or coast=30:100-400", text=text)
            )
        own = range_of(parts[3]) if parts[3] else (low, high)
        found += [
            Hit(parts[1].strip(), queue, float(parts[2]) / 100, *own)
            for queue in dict.fromkeys(queues)
        ]
    return tuple(found)


def changed_hits(
    storm: "Storm", queues: Sequence[str], more: str, regions: Sequence[str]
) -> "tuple[Hit, ...] | None":
    """What is hit as it was said anew; None where nothing of it was."""
    from dataclasses import replace

    if regions or queues:
        return hits_of(queues or storm.queue_ids, more, regions)
    if not more.strip():
        return None
    low, high = range_of(more)
    return tuple(replace(hit, low=low, high=high) for hit in storm.hits)


def said_when(context: "Context", storm: "Storm") -> str:
    """Its window on the centre's clock."""
    from app.services.context import centre_of

    begin, end = map(centre_of(context).local, (storm.starts, storm.ends))
    return f"{begin:%Y-%m-%d %H:%M} – {end:%Y-%m-%d %H:%M}"


def show_storms(storms: Sequence["Storm"], clock: Callable[[datetime], datetime]) -> None:
    """A table of storms, their times on a clock."""
    rows: list[list[object]] = [
        [s.storm_id, s.name, f"{clock(s.starts):%Y-%m-%d %H:%M}",
         f"{clock(s.ends):%Y-%m-%d %H:%M}", s.level,
         ", ".join(s.queue_ids), len(s.standbys), tr("over") if s.ended_at else tr("goes on")]
        for s in storms
    ]  # fmt: skip
    columns = ["storm", "name", "from", "until", "level", "queues", "on standby", "state"]
    print_table(tr("Storms"), columns, rows)


def show_storm(
    storm: "Storm", playbook: "Playbook", now: "LevelNow", clock: Callable[[datetime], datetime]
) -> None:
    """Level and steps, their times on a clock."""
    said = tr("nothing of it is known yet")
    if now.share is not None and now.until is not None:
        said = tr("{share} % more than usual in the hour until {until:%Y-%m-%d %H:%M}",
                  share=round(100 * now.share), until=now.until)  # fmt: skip
    answer(
        tr(
            "{name} is at level {level} ({called}); the figures say level {by_figures}: {said}.",
            name=storm.name,
            level=storm.level,
            called=tr(playbook.levels[storm.level].name),
            by_figures=now.level,
            said=said,
        )
    )
    ticks = {tick.step_id: tick for tick in storm.ticks}
    rows: list[list[object]] = []
    for at, step in playbook.steps_of(max(storm.level, now.level)):
        tick = ticks.get(step.step_id)
        done = f"{clock(tick.at):%m-%d %H:%M} {tick.who} {tick.note}".strip() if tick else ""
        rows.append([at, step.step_id, tr(step.text), done])
    print_table(tr("Steps"), ["level", "step", "what", "done"], rows)


def show_plan(plan: "StormPlan", people: "StormPeople", *, saved: bool, json: bool) -> None:
    """Range, need, standby, people, what to cancel."""
    if json:
        from app.services.day.storms.documents import plan_document
        from data.model.codec import to_json  # it loads numpy, which --help needs not

        print_json(to_json(plan_document(plan, people)) | {"saved": saved})
        return
    rows: list[list[object]] = [
        [str(hour).replace("T", " ") + ":00", round(plan.usual[k]), round(plan.low[k]),
         round(plan.high[k]), round(plan.high_again[k]), int(plan.agents[k]),
         f"+{plan.more_low[k]} – +{plan.more_high[k]}", int(plan.standby.people()[k])]
        for k, hour in enumerate(plan.hours)
    ]  # fmt: skip
    columns = ["hour", "usual", "low", "high", "high, calling again", "agents", "more", "standby"]
    print_table(tr("{name}: contacts and agents", name=plan.storm.name), columns, rows)
    regions: list[list[object]] = [
        [one.hit.region or "-", one.hit.queue_id, f"{one.hit.part:.0%}", round(one.usual),
         round(one.low), round(one.high)]
        for one in plan.regions
    ]  # fmt: skip
    print_table(tr("By region"), ["region", "queue", "part", "usual", "low", "high"], regions)
    blocks: list[list[object]] = [
        [tr(b.kind), _clock(plan, b.start), _clock(plan, b.end), b.people]
        for b in plan.standby.blocks
    ]
    print_table(tr("Standby"), ["kind", "from", "until", "people"], blocks)
    cost = plan.standby
    proof = tr("nothing cheaper by more than a thousandth exists") if cost.proven else tr(
        "at least {bound} paid hours", bound=f"{cost.lower_bound:,.0f}")  # fmt: skip
    answer(
        tr(
            "Expected cost {cost} paid hours ({proof}); {never} with nobody on standby, {knew} "
            "for one who knew.",
            cost=f"{cost.cost:,.0f}",
            proof=proof,
            never=f"{cost.never:,.0f}",
            knew=f"{cost.knew:,.0f}",
        )
    )
    _show_people(people)
    for says in (*plan.says, *people.says):
        answer(says)
    if saved:
        answer(tr("Saved: the range, and who is on standby."))


def _show_people(people: "StormPeople") -> None:
    rows: list[list[object]] = []
    for (kind, day, begin, end), group in groupby(
        people.ranked,
        key=lambda r: (r.standby.tier, r.standby.day, r.standby.from_min, r.standby.until_min),
    ):
        mine = list(group)
        names = ", ".join(f"{one.name} ({one.standby.agent_id})" for one in mine[:_MOST_LINES])
        rows.append([tr(kind), day.isoformat(), _hours(begin, end), len(mine), names])
    if rows:
        print_table(tr("Whom"), ["kind", "day", "hours", "people", "who"], rows)
    for kind, count in people.missing.items():
        answer(tr("Nobody was found for {count} places of {kind}.", count=count, kind=tr(kind)))
    lines = [
        tr("{day} {name}: {what} {label}", day=one.day, name=one.name, what=_what(one.what),
           label=one.label)
        for one in people.cancel
    ]  # fmt: skip
    if lines:
        answer(tr("What could be called off:"))
        print_some(lines, _MOST_LINES)


def _what(what: str) -> str:
    return {"activity": tr("activity"), "wish": tr("wish"), "leave": tr("leave")}[what]


def show_report(
    report: "StormReport",
    summary: Sequence[tuple[str, object]],
    out: Path | None,
    *,
    json: bool,
) -> None:
    """Figures of a report."""
    if json:
        from app.services.day.storms.documents import report_document

        print_json(report_document(report))
        return
    print_table(report.storm.name, ["what", "figure"], [list(row) for row in summary])
    for says in report.says:
        answer(says)
    if out is not None:
        answer(tr("Written to {out}", out=out))


def show_replay(replay: "Replay", *, json: bool) -> None:
    """A replayed storm, hour by hour."""
    if json:
        print_json(replay)
        return
    rows: list[list[object]] = [
        [f"{h.at:%Y-%m-%d %H:%M}", round(h.usual), _count(h.came), f"{h.probability:.0%}",
         tr("surge") if h.told else "", h.level, f"{h.low:.0f} – {h.high:.0f}",
         f"{h.planned_low:.0f} – {h.planned_high:.0f}", h.standby, round(h.short, 1)]
        for h in replay.hours
    ]  # fmt: skip
    columns = ["hour", "usual", "came", "surge", "alarm", "level", "range an hour before",
               "range before it", "standby", "short"]  # fmt: skip
    print_table(tr("{name} on {day}", name=replay.name, day=replay.start.date()), columns, rows)
    found = tr("never found") if replay.delay_h is None else tr("found after {hours} h",
                                                              hours=replay.delay_h)  # fmt: skip
    answer(
        tr(
            "{found}; {inside} of its hours lay within the range of an hour before, {planned} "
            "within the one before it; highest level {level}; past storms known then: {past}.",
            found=found.capitalize(),
            inside=f"{replay.inside_share:.0%}",
            planned=f"{replay.planned_inside_share:.0%}",
            level=replay.level,
            past=replay.storms_before,
        )
    )
    answer(
        tr(
            "Cost in paid hours: {cost} by the plan before it, {hourly} called hour by hour, "
            "{never} with nobody on standby, {knew} for one who knew.",
            cost=f"{replay.cost:,.0f}",
            hourly=f"{replay.hourly_cost:,.0f}",
            never=f"{replay.never:,.0f}",
            knew=f"{replay.knew:,.0f}",
        )
    )
    for says in replay.says:
        answer(says)


def _count(value: float) -> object:
    return round(value) if value == value else "-"


def _clock(plan: "StormPlan", hour: int) -> str:
    return str(plan.hours[0] + hour).replace("T", " ") + ":00"


def _hours(begin: int, end: int) -> str:
    return f"{clock_text(begin)}-{clock(end)}"
