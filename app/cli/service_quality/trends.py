"""`peakshift trends`: limits, movers, who foretells whom, effects of measures."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from app.cli.parts.command import Noun
from app.cli.parts.output import answer, print_json, print_some, print_table, write_answer
from app.cli.parts.session import context_of
from app.cli.parts.typed import First, Last, WorkbookOut
from data.model.codec import to_json
from data.model.language import tr

if TYPE_CHECKING:
    from app.services.service_quality.trends import Trends

app = Noun()

What = Annotated[Literal["touches", "orders", "cases"], typer.Option(help="What is counted.")]
By = Annotated[
    Literal["category", "region", "category_region"], typer.Option(help="Series by what.")
]


@app.command()
def show(
    call: typer.Context,
    first: First,
    last: Last,
    what: What = "touches",
    by: By = "category_region",
    json: bool = False,
) -> None:
    """Show what moved in the last week, and days outside their control limits."""
    from app.services.service_quality.trends import trends_of

    with context_of(call) as context:
        found = trends_of(context, first.date(), last.date(), what, by)
    if json:
        print_json(as_document(found))
        return
    rows = [
        [m.name, round(m.came), round(m.expected, 1), f"{m.ratio - 1:+.0%}", round(m.score, 1),
         tr("beyond") if m.beyond else ""]
        for m in found.movers[:20]
    ]  # fmt: skip
    columns = ["series", "last 7 days", "expected", "change", "sds", "limit"]
    print_table(tr("Movers"), columns, rows)
    days = [[name, day.isoformat(), round(n), low, high] for name, day, n, low, high in
            found.outside[:20]]  # fmt: skip
    print_table(tr("Days outside"), ["series", "day", "came", "low", "high"], days)
    answer(
        tr(
            "Of ordinary days {share:.2%} lie outside by chance (simulated).",
            share=found.false_alarms,
        )
    )


def as_document(found: "Trends") -> dict[str, object]:
    """Movers, days outside, and the forecast of each series, as JSON values."""
    return {
        "series": list(found.counted.names),
        "movers": to_json(found.movers),
        "outside": to_json(found.outside),
        "false_alarms": found.false_alarms,
        "expected_ahead": dict(zip(found.counted.names, found.limits.ahead.tolist(), strict=True)),
    }


@app.command()
def foretell(
    call: typer.Context,
    first: First,
    last: Last,
    what: What = "touches",
    by: By = "category",
    json: bool = False,
) -> None:
    """Find categories that foretell others, tested out of sample."""
    from app.services.service_quality.trends import foretellings_of

    with context_of(call) as context:
        found = foretellings_of(context, first.date(), last.date(), what, by)
    if json:
        print_json(to_json(found))
        return
    if not found:
        answer(tr("No category foretells another beyond chance."))
        return
    print_some([one.sentence for one in found], 20)


@app.command()
def effect(
    call: typer.Context,
    name: Annotated[str, typer.Argument(help="Category, region, or `CATEGORY · REGION`.")],
    begun: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="First day under the measure.")
    ],
    what: What = "touches",
    by: By = "category",
    json: bool = False,
) -> None:
    """Tell what changed in a series when a measure began."""
    from app.services.service_quality.trends import effect_of_measure

    with context_of(call) as context:
        found = effect_of_measure(context, name, begun.date(), what, by)
    if json:
        print_json({"name": name, "begun": found.begun.isoformat(), "sentence": found.sentence,
                    **to_json(found.effect)})  # fmt: skip
        return
    answer(found.sentence)


@app.command()
def report(
    call: typer.Context,
    first: First,
    last: Last,
    out: WorkbookOut,
    what: What = "touches",
    by: By = "category_region",
) -> None:
    """Write movers, days outside their limits, counts and forecast as a workbook."""
    from app.services.service_quality.reports import trends_workbook

    with context_of(call) as context:
        made = trends_workbook(context, first.date(), last.date(), what, by)
    write_answer(out, made)
