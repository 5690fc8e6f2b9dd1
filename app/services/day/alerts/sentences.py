"""Alerts in sentences, with their figures."""

from collections.abc import Mapping
from typing import Any

from data.model.day.alerts import LOOP_KINDS, Alert
from data.model.language import tr, trn


def sentence_of(alert: Alert, names: Mapping[str, str]) -> str:
    """An alert in one sentence.

    Parameters
    ----------
    names
        Name of each queue, by id.
    """
    detail = alert.detail
    if alert.kind in LOOP_KINDS:
        return _of_loops(alert.kind, detail)
    name = names.get(alert.subject, detail.get("name", alert.subject))
    if alert.kind == "silent":
        return _silent(detail)
    if alert.kind == "below_target":
        return tr(
            "{name} will miss its target today: {low:.0%} to {high:.0%} in time, target "
            "{target:.0%}",
            name=name,
            low=detail["low"],
            high=detail["high"],
            target=detail["target"],
        )
    if alert.kind == "surge":
        until = tr(", until about {until}", until=detail["until"]) if detail["until"] else ""
        return tr(
            "{name} is in a surge: {more:,.0f} an hour more than usual{until}",
            name=name,
            more=detail["more"],
            until=until,
        )
    if alert.kind == "off_band":
        return tr(
            "{name} is off its forecast: {came:,.0f} in the last {slots} intervals, expected "
            "{expected:,.0f}",
            name=name,
            came=detail["came"],
            slots=detail["slots"],
            expected=detail["expected"],
        )
    if not alert.subject:
        return tr(
            "{people} of {of} people who should be at work are not signed in: look whether the "
            "feed of agents' states works",
            people=detail["people"],
            of=detail["of"],
        )
    return tr(
        "{name} has not come: missing for {minutes} minutes", name=name, minutes=detail["minutes"]
    )


def _silent(detail: Mapping[str, Any]) -> str:
    if detail.get("since"):
        return tr("The feed is silent: nothing has come since {since}", since=detail["since"])
    return tr("The feed is silent: nothing has come in today")


def _of_loops(kind: str, detail: Mapping[str, Any]) -> str:
    if kind == "mover":
        return tr(
            "{name}: {came:,.0f} requests yesterday, more than chance allows ({limit:,.0f})",
            name=detail["name"],
            came=detail["came"],
            limit=detail["limit"],
        )
    if kind == "objections_late":
        return trn(
            "One objection to a score is open too long",
            "{n} objections to scores are open too long",
            detail["late"],
        )
    late = detail["overdue"]
    if kind == "complaints_late":
        said = trn("One complaint is overdue", "{n} complaints are overdue", late)
        soon = trn("one is due within a day", "{n} are due within a day", detail["soon"])
        return f"{said}; {soon}" if detail["soon"] else said
    said = trn("One work order is overdue", "{n} work orders are overdue", late)
    if not late:
        return trn(
            "One work order will be overdue: no hours are planned for it",
            "{n} work orders will be overdue: no hours are planned for them",
            detail["unplanned"],
        )
    more = trn(
        "one more will be: no hours are planned for it",
        "{n} more will be: no hours are planned for them",
        detail["unplanned"],
    )
    return f"{said}; {more}" if detail["unplanned"] else said
