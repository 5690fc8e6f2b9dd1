"""`peakshift quality`: whom to listen to, objections and raters, topics that want a briefing."""

from datetime import datetime
from typing import Annotated

import typer

from app.cli.parts.command import Noun
from app.cli.parts.output import answer, print_json, print_some, print_table, write_answer
from app.cli.parts.session import context_of
from app.cli.parts.typed import First, Last, WorkbookOut
from data.model.codec import to_json
from data.model.language import tr

app = Noun()

Minutes = Annotated[int, typer.Option(help="Work of scoring one contact.", min=1)]
Within = Annotated[float, typer.Option(help="Know each mean score to within so much.", min=0.1)]


@app.command()
def sample(
    call: typer.Context,
    first: First,
    last: Last,
    within: Within = 5.0,
    minutes: Minutes = 15,
    json: bool = False,
) -> None:
    """Plan how many contacts of each agent to score."""
    from app.services.service_quality.quality import sample_plan

    with context_of(call) as context:
        found = sample_plan(context, first.date(), last.date(), within, minutes)
    if json:
        print_json({**to_json(found), "due": found.due, "hours": found.hours})
        return
    rows = [
        [a.agent_id, a.name, a.team, a.contacts, a.wanted, a.done, a.due,
         "-" if a.mean is None or a.half_width is None else f"{a.mean:.1f} ± {a.half_width:.1f}"]
        for a in found.agents[:40]
    ]  # fmt: skip
    columns = ["agent", "name", "team", "contacts", "wanted", "scored", "due", "mean"]
    print_table(
        tr("{due} contacts are due, {hours:.0f} h of work", due=found.due, hours=found.hours),
        columns, rows,
    )  # fmt: skip


@app.command()
def state(
    call: typer.Context,
    first: First,
    last: Last,
    objection_days: Annotated[
        float, typer.Option(help="How many days an objection may stay open.", min=0)
    ] = 5.0,
    json: bool = False,
) -> None:
    """Show open objections, agreement of raters, and scores by criterion."""
    from app.services.service_quality.quality import quality_state

    with context_of(call) as context:
        found = quality_state(context, first.date(), last.date(), objection_days)
    if json:
        print_json(to_json(found))
        return
    rows = [
        [o.score_id, o.agent_id, o.scorer, o.criterion or "-", o.value, round(o.days, 1),
         tr("too long") if o.late else ""]
        for o in found.objections[:30]
    ]  # fmt: skip
    columns = ["score", "agent", "scorer", "criterion", "value", "days", ""]
    print_table(tr("Open objections"), columns, rows)
    pairs = [[a, b, n, round(kappa, 2)] for a, b, n, kappa in found.agreement.pairs[:20]]
    print_table(tr("Raters"), ["one", "other", "contacts", "kappa"], pairs)
    criteria = [[c, n, round(mean, 1), f"{low:.0%}"] for c, n, mean, low in found.criteria]
    print_table(tr("Criteria"), ["criterion", "scores", "mean", "below 80"], criteria)


@app.command()
def briefings(
    call: typer.Context,
    last: Annotated[
        datetime, typer.Option("--day", formats=["%Y-%m-%d"], help="Newest day to look at.")
    ],
    json: bool = False,
) -> None:
    """Name topics whose handle time or repeats departed from their past."""
    from app.services.service_quality.briefings import briefings_wanted

    with context_of(call) as context:
        found = briefings_wanted(context, last.date())
    if json:
        print_json(to_json(found))
        return
    if not found:
        answer(tr("No topic departed from its past beyond chance."))
        return
    print_some([one.sentence for one in found], 20)


@app.command("order-reviews")
def order_reviews_(
    call: typer.Context,
    scorer: Annotated[list[str], typer.Argument(help="Agents who score, by id.")],
    hours: Annotated[float, typer.Option(help="Work of all of them together.", min=0)],
    due: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day that will do.")
    ] = None,
    why: str = "",
    json: bool = False,
) -> None:
    """Order quality reviews as work for idle capacity of the roster."""
    from app.services.service_quality.quality import order_reviews

    with context_of(call) as context:
        found = order_reviews(context, tuple(scorer), hours, due.date() if due else None, why)
    answer(
        tr("Ordered; `peakshift roster activities` places it."),
        orders=[to_json(one) for one in found],
    )


@app.command("order-briefing")
def order_briefing_(
    call: typer.Context,
    topic: Annotated[str, typer.Argument(help="Topic of contacts.")],
    day: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Newest day of contacts.")],
    minutes: Annotated[int, typer.Option(help="Length of the briefing.", min=5, max=240)] = 15,
    why: str = "",
    json: bool = False,
) -> None:
    """Order a briefing about a topic for everybody who answers it."""
    from app.services.service_quality.briefings import order_briefing

    with context_of(call) as context:
        found = order_briefing(context, topic, day.date(), minutes, why)
    answer(
        tr("Ordered; `peakshift roster activities` places it."),
        orders=[to_json(one) for one in found],
    )


@app.command()
def report(
    call: typer.Context,
    first: First,
    last: Last,
    out: WorkbookOut,
    within: Within = 5.0,
    minutes: Minutes = 15,
) -> None:
    """Write whom to listen to, objections, raters and briefings as a workbook."""
    from app.services.service_quality.reports import quality_workbook

    with context_of(call) as context:
        made = quality_workbook(context, first.date(), last.date(), within, minutes)
    write_answer(out, made)
