"""`peakshift day alerts`: what is wrong with the running day, and who has taken it on."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.parts.output import answer, answers, print_json, print_table
from app.cli.parts.session import context_of
from app.cli.parts.typed import Why
from data.model.codec import to_json
from data.model.language import tr

if TYPE_CHECKING:
    from app.services.context import Context
    from data.model.day.alerts import Alert


def alerts(
    call: typer.Context,
    day: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day on the centre's clock; today if left out."),
    ] = None,
    json: bool = False,
) -> None:
    """List the alerts of a day, open ones first, and those of before that are not over."""
    from app.services.day.alerts.raised import alerts_of

    with context_of(call) as context:
        found = alerts_of(context, day.date() if day else None)
        _show(context, found, json)


def look(call: typer.Context, json: bool = False) -> None:
    """Look at the running day now, as the server does every minute, and raise what is wrong."""
    from app.services.day.alerts.raised import alerts_of, look_for_alerts
    from app.services.day.live import feed_freshness

    with context_of(call) as context:
        look_for_alerts(context)
        feed = feed_freshness(context)
        if not feed.in_use and not json:
            answers.print(feed.sentence)
            return
        _show(context, alerts_of(context), json)


def acknowledge(
    call: typer.Context,
    alert_id: Annotated[str, typer.Argument(help="As `peakshift day alerts` shows it.")],
    note: Annotated[str, typer.Option(help="What you do about it.")] = "",
    json: bool = False,
) -> None:
    """Take an alert on: it goes no level higher."""
    from app.services.day.alerts.raised import acknowledge_alert, said_of

    with context_of(call) as context:
        found = acknowledge_alert(context, alert_id, note)
        said = said_of(context, found)
    if json:
        print_json(to_json(found))
        return
    answer(tr("You have taken it on: {said}", said=said), alert_id=alert_id)


def alert_settings(
    call: typer.Context,
    values: Annotated[
        list[str] | None,
        typer.Argument(help="NAME=NUMBER ..., such as escalate_min=10; none: show them."),
    ] = None,
    why: Why = "",
    json: bool = False,
) -> None:
    """Show or change from when on alerts are raised, and when they go up a level."""
    from dataclasses import fields

    from app.services.day.alerts.raised import alert_settings_of, set_alert_settings
    from data.model.checks.figures import label_of, unit_of

    with context_of(call) as context:
        if values:
            set_alert_settings(context, dict(_pair(value) for value in values), why)
        found = alert_settings_of(context)
    if json:
        print_json(to_json(found))
        return
    rows = [
        [
            one.name,
            label_of(one),
            f"{getattr(found, one.name)} {unit_of(one)}",
            f"{one.metadata['least']} .. {one.metadata['most']}",
        ]
        for one in fields(found)
    ]
    print_table(tr("Alerts"), ["name", "what", "value", "range"], rows)


def escalation(
    call: typer.Context,
    level: Annotated[int, typer.Argument(min=2, help="Level, from 2 on.")],
    address: Annotated[
        str, typer.Argument(help="As apprise reads it (mailto://...); empty: the centre's own.")
    ],
    why: Why = "",
) -> None:
    """Say where notices of a level go; the first level's go to the centre's destination."""
    from app.services.day.alerts.raised import set_escalation

    with context_of(call) as context:
        set_escalation(context, level, address, why)
    answer(tr("Notices of level {level} go there from now on", level=level), level=level)


def _pair(value: str) -> tuple[str, int]:
    from data.model.errors import InvalidValue

    name, _, number = value.partition("=")
    if not number.strip().lstrip("-").isdigit():
        raise InvalidValue(
            tr("{value!r} is no setting: write NAME=NUMBER, such as escalate_min=10", value=value)
        )
    return name.strip(), int(number)


def _show(context: "Context", found: "tuple[Alert, ...]", json: bool) -> None:
    from app.services.context import centre_of
    from app.services.day.alerts.raised import said_of

    if json:
        print_json([to_json(a) | {"said": said_of(context, a), "open": a.open} for a in found])
        return
    if not found:
        answers.print(tr("No alert has been raised on that day."))
        return
    zone = centre_of(context).clock
    rows = [
        [
            a.alert_id,
            f"{a.raised_at.astimezone(zone):%H:%M}",
            str(a.level),
            _state(a),
            said_of(context, a),
        ]
        for a in found
    ]
    print_table(tr("Alerts"), ["alert", "at", "level", "state", "what"], rows)


def _state(alert: "Alert") -> str:
    if alert.acknowledged_at is not None:
        over = tr(", over") if alert.over_at is not None else ""
        return tr("taken on by {who}", who=alert.acknowledged_by) + over
    return tr("over") if alert.over_at is not None else tr("open")
