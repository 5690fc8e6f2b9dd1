"""`peakshift satisfaction`: by channel, what waiting costs, Kano."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.parts.command import Noun
from app.cli.parts.output import answer, answers, print_json, print_table, write_answer
from app.cli.parts.session import context_of
from app.cli.parts.typed import First, Last, WorkbookOut
from data.model.codec import to_json
from data.model.language import tr

if TYPE_CHECKING:
    from forecasting.surveys.shares import Share

app = Noun()


@app.command()
def show(
    call: typer.Context,
    first: First,
    last: Last,
    channel: Annotated[str, typer.Option(help="This channel only.")] = "",
    queue: Annotated[str, typer.Option(help="This queue only.")] = "",
    json: bool = False,
) -> None:
    """Show who answered, how satisfied they were, and what waiting costs."""
    from app.services.service_quality.satisfaction import satisfaction_of

    with context_of(call) as context:
        found = satisfaction_of(context, first.date(), last.date(), channel, queue)
    if json:
        print_json(to_json(found))
        return
    rows = [
        [kind, g.name, g.invited, g.answered, f"{g.response.share:.0%}", said(g.satisfied)]
        for kind, groups in (("all", (found.whole,)), ("channel", found.channels),
                             ("queue", found.queues))
        for g in groups
    ]  # fmt: skip
    columns = ["by", "name", "surveyed", "answered", "response", "satisfied (95 %)"]
    print_table(tr("Satisfaction"), columns, rows)
    answers.print(tr("As if everybody had answered alike often: {share}", share=said(found.evened)))
    if found.curve is None:
        answer(found.no_curve)
    else:
        answer(
            tr(
                "Each second that 1,000 contacts wait longer leaves {lost:.2f} more dissatisfied "
                "(95 %: {low:.2f} to {high:.2f})",
                lost=1000 * found.curve.per_s,
                low=1000 * found.curve.low,
                high=1000 * found.curve.high,
            )
        )


def said(share: "Share") -> str:
    """A share with its interval, or that too few answered."""
    if share.share != share.share:
        return tr("too few answers")
    return f"{share.share:.1%} ({share.low:.1%}-{share.high:.1%})"


@app.command()
def kano(call: typer.Context, first: First, last: Last, json: bool = False) -> None:
    """Show features by their Kano category, with Better and Worse."""
    from app.services.service_quality.satisfaction import kano_of
    from forecasting.surveys.kano import NAMES

    with context_of(call) as context:
        found = kano_of(context, first.date(), last.date())
    if json:
        print_json(
            [{**to_json(one), "category": one.category, "better": one.better, "worse": one.worse}
             for one in found]
        )  # fmt: skip
        return
    rows = [
        [one.name, *(int(one.counts.get(kind, 0)) for kind in "AOMIRQ"), tr(NAMES[one.category]),
         f"{one.better:.2f}", f"{one.worse:.2f}"]
        for one in found
    ]  # fmt: skip
    columns = ["feature", "A", "O", "M", "I", "R", "Q", "category", "better", "worse"]
    print_table(tr("Kano"), columns, rows)


@app.command()
def price(
    call: typer.Context,
    queue: Annotated[str, typer.Argument(help="Queue, by its id (`centre show`).")],
    first: First,
    last: Last,
    points: Annotated[
        float, typer.Option(help="What one dissatisfied customer weighs, in points.", min=0)
    ] = 10.0,
    take_over: Annotated[
        bool, typer.Option("--take-over", help="Make it the price of understaffing.")
    ] = False,
    why: str = "",
    json: bool = False,
) -> None:
    """Price a missing agent by what waiting costs of satisfaction."""
    from app.services.service_quality.satisfaction import price_of_waiting
    from app.services.service_quality.waiting_price import take_over_price

    with context_of(call) as context:
        found = price_of_waiting(context, first.date(), last.date(), queue, points)
        if take_over:
            take_over_price(context, queue, found.price, why)
    if json:
        print_json({**to_json(found), "taken_over": take_over})
        return
    answers.print(
        tr(
            "One agent missing for a slot in {queue}: contacts wait {longer:,.0f} s longer in "
            "all, {lost:.2f} more are dissatisfied, at {points:g} points each: {price} points "
            "(now {now})",
            queue=queue,
            longer=found.longer_s,
            lost=found.dissatisfied,
            points=points,
            price=found.price,
            now="-" if found.now is None else found.now,
        )
    )
    answer(
        tr("Taken over as the price of understaffing of {queue}.", queue=queue)
        if take_over
        else tr("Nothing was changed; --take-over makes it the price.")
    )


@app.command()
def report(
    call: typer.Context,
    first: First,
    last: Last,
    out: WorkbookOut,
) -> None:
    """Write satisfaction by group, day and agent, waiting and Kano as a workbook."""
    from app.services.service_quality.reports import satisfaction_workbook

    with context_of(call) as context:
        made = satisfaction_workbook(context, first.date(), last.date())
    write_answer(out, made)
