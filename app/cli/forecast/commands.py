"""`peakshift forecast`: new versions, adjustments, backtests."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.forecast import read
from app.cli.parts.background import InBackground, send
from app.cli.parts.command import Noun
from app.cli.parts.exits import Exit, leave
from app.cli.parts.output import answer, answers, print_json, print_table, share, step_progress
from app.cli.parts.session import clock_of, context_of, queue_names
from app.cli.parts.typed import MOMENTS, USUAL, Queues, levels_of
from data.model.adjustment import Adjustment, Verb
from data.model.codec import to_json
from data.model.language import tr

_SHOWN = ("wape", "mean8w_wape", "floor", "bias", "cover80", "span_cover80", "day_cover80")

app = Noun()

Members = Annotated[
    str, typer.Option(help="Members to use, comma separated; default set if empty.")
]


def _names(text: str) -> tuple[str, ...] | None:
    return tuple(name.strip() for name in text.split(",") if name.strip()) or None


@app.command()
def run(
    call: typer.Context,
    weeks: Annotated[int | None, typer.Option(min=1, max=53, help=USUAL)] = None,
    queue: Queues = None,
    members: Members = "",
    retry_share: Annotated[
        float, typer.Option(min=0, max=0.9, help="Share of those who hung up and try again.")
    ] = 0.0,
    in_background: InBackground = False,
    json: bool = False,
) -> None:
    """Make a new forecast version of each queue."""
    from app.services.forecast.make import forecast_all
    from app.services.jobs.of_data import ForecastOrder

    order = ForecastOrder(weeks, tuple(queue or ()), _names(members), retry_share)
    with context_of(call) as context:
        if in_background:
            send(call, context, order)
            return
        with step_progress("Forecasting") as progress:
            done = forecast_all(context, **vars(order), progress=progress)
    if json:
        made = {forecast.queue_id: forecast.version_id for forecast in done.made}
        print_json({"made": made, "failed": done.failed, "warnings": done.warnings})
    else:
        for forecast in done.made:
            total, days = float(forecast.demand.contacts.sum()), len(forecast.grid.days)
            answers.print(
                tr(
                    "{version_id}: {total:,.0f} contacts a day",
                    version_id=forecast.version_id,
                    total=total / days,
                )
            )
        for text in done.warnings:
            answers.print(tr("Warning: {text}", text=text))
        for queue_id, why in done.failed.items():
            answers.print(
                tr("{queue_id} failed, its last version stays: {why}", queue_id=queue_id, why=why)
            )
    if done.failed:
        leave(Exit.PARTLY if done.made else Exit.NOTHING)


@app.command("list")
def list_(call: typer.Context, queue: str = "", json: bool = False) -> None:
    """List forecast versions, newest first."""
    with context_of(call) as context:
        listed = context.store.list_forecasts(queue or None)
        names, clock = queue_names(context), clock_of(context)
    if json:
        rows = [[f.version_id, f.queue_id, str(f.made_at)[:16], str(f.origin)[:16]] for f in listed]
        keys = ("version_id", "queue_id", "made_at", "origin")
        print_json([dict(zip(keys, row, strict=True)) for row in rows])
    else:
        columns = ["version", "queue", "made on", "saw until", "name"]
        named = [
            [f.version_id, f.queue_id, clock(f.made_at), clock(f.origin), names.get(f.queue_id, "")]
            for f in listed
        ]
        print_table(tr("Forecast versions"), columns, named)


@app.command()
def adjust(
    call: typer.Context,
    queue: str,
    verb: Annotated[Verb, typer.Argument(help="set, change_by, change_by_percent, at_least...")],
    amount: Annotated[float, typer.Argument(help="Contacts a slot, or per cent; may be -20.")],
    first: Annotated[
        datetime, typer.Option("--from", formats=MOMENTS, help="Local time at which it begins.")
    ],
    end: Annotated[
        datetime,
        typer.Option("--to", formats=MOMENTS, help="Local time at which it ends, exclusive."),
    ],
    why: Annotated[str, typer.Option(help="Reason, saved with the adjustment.")] = "",
    event: Annotated[str, typer.Option(help="Event it belongs to.")] = "",
) -> None:
    """Adjust a forecast by hand; every new version is adjusted in the same way."""
    from app.services.context import centre_of
    from app.services.forecast.adjustments import add_adjustment

    with context_of(call) as context:
        begin, until = map(centre_of(context).local, (first, end))
        made = add_adjustment(
            context, Adjustment("new", queue, verb, amount, begin, until, why=why, event=event)
        )
    answer(
        f"{made.version_id}: {made.notes[-1]}",
        version_id=made.version_id,
        queue=queue,
        says=made.notes[-1],
    )


@app.command()
def adjustments(call: typer.Context, json: bool = False) -> None:
    """List the adjustments in force."""
    from data.store import documents

    with context_of(call) as context:
        found = context.store.load(documents.ADJUSTMENTS)
    if json:
        print_json([to_json(adjustment) for adjustment in found])
        return
    rows = [
        [adjustment.layer_id, adjustment.queue_id, adjustment.sentence, adjustment.who]
        for adjustment in found
    ]
    print_table("Adjustments", ["adjustment", "queue", "says", "by"], rows)


@app.command()
def drop(call: typer.Context, layer_id: str, why: str = "") -> None:
    """Take an adjustment away; versions made with it stay as they are."""
    from app.services.forecast.adjustments import drop_adjustment

    with context_of(call) as context:
        made = drop_adjustment(context, layer_id, why)
    answer(
        tr("{version_id}: made without {layer_id}", version_id=made.version_id, layer_id=layer_id),
        version_id=made.version_id,
        dropped=layer_id,
    )


@app.command()
def value(call: typer.Context, version_id: str, json: bool = False) -> None:
    """Show by how much each adjustment of a version improved it, once contacts are known."""
    from app.services.forecast.adjustments import value_of_adjustments

    with context_of(call) as context:
        found = value_of_adjustments(context, version_id)
    if json:
        print_json([to_json(one) for one in found])
        return
    for one in found:
        answers.print(one.sentence)
    if not found:
        answers.print(tr("This version has no adjustments"))


@app.command()
def warnings(call: typer.Context, json: bool = False) -> None:
    """Show which queues run ahead of others, and what the newest days warn of."""
    from app.services.forecast.read import early_warnings

    with context_of(call) as context:
        links, warned = early_warnings(context)
    if json:
        print_json({"links": to_json(links), "warnings": [w.sentence for w in warned]})
        return
    for text in (*(w.sentence for w in warned), *(link.sentence for link in links)):
        answers.print(text)
    if not links:
        answers.print(tr("No queue runs ahead of another in this history"))


@app.command()
def backtest(
    call: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="CSV of series_id, ts, y[, temp_c]")] = None,
    queue: Annotated[
        list[str] | None, typer.Option(help="Stored queues instead of a file.")
    ] = None,
    origins: Annotated[int, typer.Option(min=1, help="Past midnights to forecast from.")] = 6,
    step: Annotated[int, typer.Option(min=1, help="Days between origins.")] = 28,
    horizon: Annotated[int, typer.Option(min=1, help="Days ahead.")] = 28,
    country: Annotated[str, typer.Option(help="Holiday calendar of the file.")] = "none",
    members: Members = "",
    quantiles: Annotated[
        str, typer.Option(help="Levels, e.g. .05,.1,.5 or `5%` for .05 to .95.")
    ] = "",
    added_up: Annotated[
        bool, typer.Option("--sum", help="Score the sum of all series too, as one group.")
    ] = False,
    in_background: InBackground = False,
    json: bool = False,
) -> None:
    """Score the forecaster on rolling origins, beside the mean of the last 8 weeks."""
    from app.services.forecast.accuracy import backtest_file, backtest_queues, overall
    from app.services.jobs.of_reads import BacktestOrder

    how: dict[str, Any] = {
        "step_days": step,
        "origins": origins,
        "horizon_days": horizon,
        "members": _names(members),
        "levels": levels_of(quantiles) if quantiles else (),
        "added_up": added_up,
    }
    queues = tuple(queue or ())
    if in_background:
        if file:
            raise typer.BadParameter(tr("--in-background scores stored queues, not a file"))
        with context_of(call) as context:
            send(call, context, BacktestOrder(queues, **how))
        return
    with step_progress("Backtesting") as progress:
        if file:
            scores = backtest_file(file, country, **how, progress=progress)
        else:
            with context_of(call) as context:
                scores = backtest_queues(context, queues, **how, progress=progress)
    plain = [score.to_json() for score in scores]
    if json:
        print_json({"series": plain, "all": overall(plain)})
        return
    rows = [_row(score) for score in plain]
    print_table(
        tr("{origins} origins, {horizon} days ahead", origins=origins, horizon=horizon),
        ["series", "WAPE", "8-week mean", "floor", "bias", "80 % covers", "4 hours", "day",
         "ratio", "seconds"],
        rows,
    )  # fmt: skip


def _row(score: dict[str, Any]) -> list[object]:
    shares = [share(score[name]) for name in _SHOWN]
    ratio = "-" if score["ratio"] is None else f"{score['ratio']:.3f}"
    return [score["id"], *shares, ratio, score["seconds"]]


for reading in (
    read.show,
    read.group,
    read.period,
    read.today,
):
    app.command()(reading)
