"""`peakshift day reforecast, versions, scores`: the rest of the day, again and afterwards."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from app.cli.parts.exits import Exit, leave
from app.cli.parts.output import answers, print_json, print_table, share
from app.cli.parts.session import context_of
from app.cli.parts.typed import AsKnownAt, Queues
from data.model.codec import to_json
from data.model.language import tr

if TYPE_CHECKING:
    from app.services.day.rest.reforecast import Reforecast
    from data.model.day.intraday import SurgeState


def reforecast(
    call: typer.Context,
    queue: Queues = None,
    at: AsKnownAt = None,
    json: bool = False,
) -> None:
    """Forecast the rest of the day again from what has come, and save it as a version.

    Done twice it saves nothing twice. Ends with code 3 where a queue failed, with 4 where none
    could be forecast.
    """
    from app.services.context import centre_of
    from app.services.day.rest.reforecast import reforecast_day

    with context_of(call) as context:
        zone = centre_of(context).clock
        moment = at.replace(tzinfo=zone) if at else None
        found = reforecast_day(context, tuple(queue or ()), moment)
    if json:
        _as_json(found)
    else:
        _as_table(found, zone)
    leave(Exit.DONE if not found.failed else Exit.PARTLY if found.made else Exit.NOTHING)


def _as_json(found: "Reforecast") -> None:
    print_json(
        {
            "at": found.at.isoformat(),
            "new": found.new,
            "waiting": list(found.waiting),
            "failed": found.failed,
            "queues": [
                {
                    "queue": one.queue_id,
                    "version_id": one.version_id,
                    "rest_from": one.grid.start.isoformat(),
                    "seen_until": one.seen_until.isoformat(),
                    "total": one.total,
                    "low": one.low,
                    "high": one.high,
                    "before": float(one.before.sum()),
                    "strength": one.strength,
                    "surge": to_json(one.surge),
                }
                for one in found.made
            ],
        }
    )


def _as_table(found: "Reforecast", zone: ZoneInfo) -> None:
    answers.print(found.sentence)
    rows = [
        [
            one.queue_id,
            f"{one.seen_until.astimezone(zone):%H:%M}",
            round(float(one.before.sum())),
            round(one.total),
            f"{one.low:.0f} - {one.high:.0f}",
            _surge(one.surge, zone),
        ]
        for one in found.made
    ]
    if rows:
        columns = ["queue", "seen until", "rest as expected before", "rest now", "80 % band",
                   "surge"]  # fmt: skip
        print_table(tr("The rest of the day"), columns, rows)
    for queue_id, why in found.failed.items():
        answers.print(f"{queue_id}: {why}")


def _surge(surge: "SurgeState | None", zone: ZoneInfo) -> str:
    if surge is None:
        return "-"
    if not surge.on or surge.ends_at is None:
        return share(surge.probability)
    return tr(
        "{chance}, until about {end:%H:%M}",
        chance=share(surge.probability),
        end=surge.ends_at.astimezone(zone),
    )


def versions(
    call: typer.Context,
    queue: Queues = None,
    day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day; today if not given.")
    ] = None,
    json: bool = False,
) -> None:
    """Show the saved forecasts of the rest of a day, with what came once it is over."""
    from app.services.context import centre_of
    from app.services.day.rest.scores import rest_versions

    with context_of(call) as context:
        zone = centre_of(context).clock
        found = rest_versions(context, day.date() if day else None, tuple(queue or ()))
    if json:
        print_json(to_json(found))
        return
    rows = [
        [
            one.queue_id,
            f"{one.rest_from.astimezone(zone):%Y-%m-%d %H:%M}",
            f"{one.issued_at.astimezone(zone):%H:%M:%S}",
            round(one.total_before),
            round(one.total),
            f"{one.low:.0f} - {one.high:.0f}",
            "-" if one.came is None else round(one.came),
        ]
        for one in found
    ]
    columns = ["queue", "rest from", "made at", "as expected before", "as forecast again",
               "80 % band", "came"]  # fmt: skip
    print_table(tr("Forecasts of the rest of the day"), columns, rows)


def scores(
    call: typer.Context,
    first: Annotated[
        datetime | None,
        typer.Option(
            "--from", formats=["%Y-%m-%d"], help="First day; four weeks back if not given."
        ),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], help="Last day; yesterday if not given."),
    ] = None,
    json: bool = False,
) -> None:
    """Show whether forecasting the rest of the day again was of use, by hour and by queue."""
    from app.services.context import today_of
    from app.services.day.rest.scores import HourScore, rest_scores

    with context_of(call) as context:
        end: date = last.date() if last else today_of(context) - timedelta(days=1)
        begin = first.date() if first else end - timedelta(days=27)
        found = rest_scores(context, begin, end)
    if json:
        print_json({**to_json(found), "sentence": found.sentence})
        return
    answers.print(found.sentence)

    def row(name: str, one: HourScore) -> list[object]:
        return [name, one.days, share(one.without_share), share(one.with_share),
                f"{one.relative:.2f}", share(one.inside_share)]  # fmt: skip

    rows = [row(f"{one.hour:02d}:00", one) for one in found.hours]
    rows += [row(queue_id, one) for queue_id, one in found.queues.items()]
    if rows:
        columns = ["from", "queue-days", "error without", "error with update", "ratio",
                   "inside the 80 % band"]  # fmt: skip
        print_table(tr("The rest of the day, forecast again"), columns, rows)
