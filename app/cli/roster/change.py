"""`peakshift roster replace` and `peakshift roster reroster`: somebody drops out, demand surges."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.parts.interrupt import until_interrupted
from app.cli.parts.output import answers, errors, print_json, print_table, solve_progress
from app.cli.parts.session import context_of, planning_of_call
from app.cli.parts.typed import (
    USUAL,
    LockOption,
    MaybeSeconds,
    MayChangeFrom,
    MostPeople,
    OfRoster,
    Preview,
    Seed,
    wrong_words,
)
from app.cli.roster.summary import warn_of_seats
from data.model.codec import to_json
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.staff import Leave

if TYPE_CHECKING:
    from app.services.roster.changes.reroster import Choice, RerosterReport
    from data.model.publication import SavedRoster
    from rostering.repair.disruption import Rerostered


def replace(
    call: typer.Context,
    agent: str,
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"])],
    roster_id: OfRoster = "",
    limit: Annotated[
        int,
        typer.Option(
            min=1,
            help="So many of the best of each group: come in, work other hours, break a rule.",
        ),
    ] = 10,
    kind: Annotated[
        str, typer.Option(help="Why the shift is open: sick, another kind of leave, or off.")
    ] = "sick",
    take: Annotated[
        str, typer.Option(help="Id of one of them: record the absence and who takes over.")
    ] = "",
    leave_open: Annotated[
        bool, typer.Option("--leave-open", help="Record the absence; nobody takes over.")
    ] = False,
    why: str = "",
    json: bool = False,
) -> None:
    """Rank who could take over a shift, with what each choice would break and cost.

    Who keeps every hard rule comes first: who is off and comes in, who works and could stay longer
    or start earlier. `--take` saves the choice as a new roster and puts the absence down as leave.
    """
    from app.services.roster.changes.reroster import replace_agent, take_over
    from app.services.roster.plan import roster_asked_about

    kind = "" if kind == "off" else kind
    if take and leave_open:
        raise InvalidValue(tr("--take and --leave-open: give one of them"))
    with context_of(call) as context:
        asked, which = (roster_id, "") if roster_id else roster_asked_about(context, day.date())
        if which:
            errors.print(tr("Note: {which}", which=which))
        if take or leave_open:
            saved = take_over(context, asked, agent, day.date(), take, why, kind)
        else:
            found = replace_agent(context, asked, agent, day.date(), limit, kind)
    if take or leave_open:
        _print_taken(saved, agent, day.date(), kind, take, json)
    elif json:
        print_json([_as_json(choice) for choice in found])
    else:
        _print_choices(found, agent, day.date())


def _print_taken(
    saved: "SavedRoster", agent: str, day: date, kind: str, by: str, json: bool
) -> None:
    card = saved.scorecard
    broken = card.hard_violations if card else 0
    if json:
        told = {"id": saved.roster_id, "parent": saved.parent_id, "agent_id": agent}
        told |= {"day": day.isoformat(), "absent": kind or "off", "taken_by": by}
        print_json({**told, "hard_violations": broken})
        return
    answers.print(
        tr(
            "{agent} is {kind} on {day}; {by} takes over. Hard rules broken in "
            "the roster: {broken}. Saved as {roster_id}",
            agent=agent,
            kind=kind or tr("off"),
            day=day,
            by=by or tr("nobody"),
            broken=broken,
            roster_id=saved.roster_id,
        )
    )


def _print_choices(found: "tuple[Choice, ...]", agent: str, day: date) -> None:
    columns = ["agent", "name", "how", "shift", "points", "fills h", "rest h", "week h", "nights",
               "weekends"]  # fmt: skip
    keepers = [choice for choice in found if choice.candidate.keeps_rules]
    others = [choice for choice in found if not choice.candidate.keeps_rules]
    if keepers:
        title = tr("For {agent} on {day}: keep every hard rule", agent=agent, day=day)
        print_table(title, columns, [_row(choice) for choice in keepers])
    else:
        answers.print(
            tr(
                "Nobody could take over from {agent} on {day} and keep every hard rule.",
                agent=agent,
                day=day,
            )
        )
    if others:
        rows = [[*_row(choice), _breaks(choice)] for choice in others]
        print_table(
            tr("For {agent} on {day}: would break a rule", agent=agent, day=day),
            [*columns, "rules broken"],
            rows,
        )
    answers.print(
        tr(
            "Points against leaving the shift open, lower is better; nights and "
            "weekends against the fair share."
        ),
        style="dim",
    )


def reroster(
    call: typer.Context,
    roster_id: str,
    absent: Annotated[
        list[str] | None, typer.Option(help="AGENT:DATE or AGENT:FIRST..LAST; repeat for more.")
    ] = None,
    kind: Annotated[str, typer.Option(help="sick, or another kind of leave.")] = "sick",
    surge: Annotated[
        list[str] | None, typer.Option(help="'QUEUE@DATE 14:00-20:00 +5': agents required besides.")
    ] = None,
    first: MayChangeFrom = None,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Last day that may change; that week's Sunday."),
    ] = None,
    change_price: Annotated[
        int | None, typer.Option(min=0, help=f"Points for each changed agent-day. {USUAL}")
    ] = None,
    max_people: MostPeople = None,
    lock: LockOption = None,
    time_limit: MaybeSeconds = None,
    seed: Seed = 0,
    preview: Preview = False,
    why: str = "",
    json: bool = False,
) -> None:
    """Reroster after sickness, a storm or late leave, changing as little as it pays.

    Ctrl-C saves the best roster so far.
    """
    from app.services.roster.changes.reroster import (
        parse_absent,
        parse_surges,
        reroster_saved,
        save_rerostered,
    )
    from app.services.roster.locks import parse_locks
    from rostering.repair.disruption import Disruption

    with wrong_words("--absent"):
        away = parse_absent(absent or (), kind)
    with wrong_words("--surge"):
        surges = parse_surges(surge or ())
    with wrong_words("--lock"):
        spans = parse_locks(lock or ())
    with (
        planning_of_call(call) as (context, usual),
        solve_progress("Rerostering", time_limit or usual.reroster_limit_s) as progress,
    ):
        disruption = Disruption(
            away,
            surges,
            first.date() if first else None,
            until.date() if until else None,
            usual.reroster_change_price if change_price is None else change_price,
            max_people,
        )
        rerostered = until_interrupted(
            lambda stop: reroster_saved(
                context,
                roster_id,
                disruption,
                spans=spans,
                time_limit_s=time_limit,
                seed=seed,
                progress=progress,
                stop=stop,
            )
        )
        problem, after = rerostered.found.problem, rerostered.found.roster
        warn_of_seats(context, problem, after, rerostered.before)
        new_id = "" if preview else save_rerostered(context, rerostered, why).roster_id
    if json:
        print_json(rerostered_json(rerostered, new_id))
    else:
        _print_rerostered(rerostered, new_id)


def rerostered_json(rerostered: "RerosterReport", new_id: str) -> dict[str, Any]:
    """A rerostering as one JSON document."""
    from app.services.roster.check import diff_rosters

    found = rerostered.found
    return {
        "id": new_id,
        "parent": rerostered.parent_id,
        "points": {
            "published": found.published.objective,
            "open": found.open.objective,
            "after": found.after.objective,
        },
        "hard_violations": found.after.hard_violations,
        "change_points": found.change_points,
        "saved": found.saved,
        "changed": [
            [c.agent_id, c.day.isoformat(), c.before, c.after]
            for c in diff_rosters(rerostered.before, found.roster)
        ],
        "changed_days": len(found.changed),
        "touched": list(found.touched),
        "proven": found.proven,
        "stopped": found.stopped,
        "searched": {
            "people_asked": found.searched.asked,
            "people": found.searched.people,
            "nobody_alone_saves_more": found.searched.ended,
            "outlook": found.outlook,
        },
        "newer_requirement": rerostered.newer_requirement or None,
        "course_of": rerostered.course_of and rerostered.course_of.isoformat(),
        "seconds": round(found.seconds, 1),
    }


def _print_costs(found: "Rerostered") -> None:
    cards = (found.published, found.open, found.after)
    costs = [card.by_rule() for card in cards]
    rules = dict.fromkeys(rule for cost in costs for rule in cost)
    rows: list[list[object]] = [[rule, *(cost.get(rule, 0) for cost in costs)] for rule in rules]
    rows.append(["changes", 0, 0, found.change_points])
    rows.append(["all", cards[0].objective, cards[1].objective,
                 cards[2].objective + found.change_points])  # fmt: skip
    rows.append([tr("hard rules broken"), *(c.hard_violations for c in cards)])
    columns = ["for", "published", "nobody does anything", "rerostered"]
    print_table(tr("Cost breakdown [points]"), columns, rows)


def _print_rerostered(rerostered: "RerosterReport", new_id: str) -> None:
    from app.services.roster.check import diff_rosters

    found = rerostered.found
    _print_costs(found)
    fell_out = {(a.agent_id, d) for a in rerostered.disruption.absent for d in _days(a)}
    changes = diff_rosters(rerostered.before, found.roster)
    own = [c for c in changes if (c.agent_id, c.day) in fell_out]
    answers.print(tr("{own} shifts fell out; {changed} agent-days of {touched} people "
"change:", own=len(own), changed=len(found.changed), touched=len(found.touched)))  # fmt: skip
    for change in changes:
        if change not in own:
            answers.print(f"  {change.sentence}")
    for violation in found.after.violations[: found.after.hard_violations]:
        answers.print(
            tr("  HARD {rule}: {sentence}", rule=violation.rule, sentence=violation.sentence)
        )
    proof = tr("no roster is cheaper") if found.proven else tr("best found")
    proof += tr(", stopped early,") if found.stopped else ""
    saved = tr("saved as {new_id}", new_id=new_id) if new_id else tr("not saved")
    answers.print(
        tr(
            "Saves {saved} points against doing nothing, changes paid; {proof} "
            "in {seconds:.1f} s; {saved2}",
            saved=found.saved,
            proof=proof,
            seconds=found.seconds,
            saved2=saved,
        )
    )
    answers.print(found.outlook)
    if rerostered.newer_requirement:
        answers.print(
            tr(
                "Judged by {newer_requirement}, newer than the roster's own requirement.",
                newer_requirement=rerostered.newer_requirement,
            )
        )
    if rerostered.course_of:
        answers.print(
            tr("The rest of today is judged by the newest forecast of it, as Today does.")
        )
    if found.after.hard_violations:
        errors.print(tr("Hard rules stay broken: give a rule a price, or allow more changes."))


def _days(leave: Leave) -> list[date]:
    return [leave.first + timedelta(days=i) for i in range((leave.last - leave.first).days + 1)]


def _row(choice: "Choice") -> list[object]:
    c, e = choice.candidate, choice.effects
    return [
        c.agent_id,
        c.name,
        c.way,
        c.shift.code if c.now is None else f"{c.now.code} -> {c.shift.code}",
        c.points,
        e.filled_hours,
        f"{_hours(e.rest_before_min)} / {_hours(e.rest_after_min)}",
        tr(
            "{week_min:g} of {agreed_min:g}-{agreed_min2:g}",
            week_min=e.week_min / 60,
            agreed_min=e.agreed_min[0] / 60,
            agreed_min2=e.agreed_min[1] / 60,
        ),
        _share(e.nights, e.fair_nights),
        _share(e.weekends, e.fair_weekends),
    ]


def _breaks(choice: "Choice") -> str:
    """Each hard rule that would break, by its title, and how."""
    from rostering.rules import RULES

    return "; ".join(
        f"{RULES[v.rule].title}: {v.sentence.split(': ', 1)[-1]}" for v in choice.candidate.broken
    )


def _hours(minutes: int | None) -> str:
    return "-" if minutes is None else f"{minutes / 60:g}"


def _share(number: int, fair: int | None) -> str:
    return f"{number}" if fair is None else tr("{number} of {fair}", number=number, fair=fair)


def _as_json(choice: "Choice") -> dict[str, Any]:
    c = choice.candidate
    return {
        "agent_id": c.agent_id,
        "name": c.name,
        "way": c.way,
        "now": c.now.code if c.now else None,
        "shift": c.shift.code,
        "points": c.points,
        "keeps_every_hard_rule": c.keeps_rules,
        "rules_broken": list(dict.fromkeys(v.rule for v in c.broken)),
        "breaks": "; ".join(v.sentence for v in c.broken) or "-",
        "charged": [v.sentence for v in c.charged],
        **to_json(choice.effects),
    }
