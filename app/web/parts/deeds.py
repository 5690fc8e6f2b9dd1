"""What an entry of the trail says to a person: one sentence, with names instead of ids."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from app.services.access.asking import why_not
from app.services.centre import CENTRE_LABELS, QUEUE_LABELS
from app.services.people.agents import AGENT_LABELS
from app.services.people.contracts import CONTRACT_LABELS
from app.web import session
from app.web.parts.wording import said_of, with_days_said
from data.model.audit import AuditEntry
from data.model.centre import PlanningDefaults
from data.model.checks.figures import label_of
from data.model.language import phrase, tr, trn
from data.store import documents
from rostering.rules import RULES

_MOST = 4  # changes or names that a sentence tells


@dataclass(frozen=True)
class Names:
    """What things are called, by id; what is not in it is called by its id."""

    agents: Mapping[str, str] = field(default_factory=dict)
    queues: Mapping[str, str] = field(default_factory=dict)
    contracts: Mapping[str, str] = field(default_factory=dict)
    rosters: Mapping[str, str] = field(default_factory=dict)

    def of(self, subject: str) -> str:
        """`Li Na, Wang Fang` of `agent:A1, agent:A2`."""
        said = [self._one(part) for part in subject.split(", ")]
        more = len(said) - _MOST
        return tr(", ").join(said[:_MOST]) + (tr(" and {n} more", n=more) if more > 0 else "")

    def _one(self, part: str) -> str:
        kind, _, name = part.partition(":")
        known = {
            "agent": self.agents,
            "queue": self.queues,
            "contract": self.contracts,
            "roster": self.rosters,
        }
        return known.get(kind, {}).get(name) or name or kind


def names_now() -> Names:
    """What people, queues, contracts and rosters are called, as far as the person may see it."""
    store = session.context().store
    staff, queues = session.staff(), store.load(documents.QUEUES)
    rosters = () if why_not(session.context(), "see_rosters") else store.list_rosters()
    return Names(
        {agent.agent_id: agent.name for agent in staff.agents},
        {queue.queue_id: queue.name for queue in queues},
        {contract.contract_id: contract.name for contract in staff.contracts},
        {one.roster_id: one.label.name for one in rosters},
    )


def sentence_of(entry: AuditEntry, names: Names) -> str:
    """The deed in one sentence; who did it, when and why stands beside it."""
    said = _SAID.get(entry.verb)
    subject = names.of(entry.subject)
    if said is None:
        return said_of(entry.verb.replace("_", " "), subject)
    return with_days_said(said(subject, entry.detail, names))


_Said = Callable[[str, Mapping[str, Any], Names], str]


def _plain(say: Callable[[str], str]) -> _Said:
    return lambda subject, detail, names: say(subject)


def _alert(say: Callable[[str], str]) -> _Said:
    kinds = {
        "silent": phrase("the feed is silent"),
        "below_target": phrase("a day below target"),
        "off_band": phrase("contacts off the forecast"),
        "surge": phrase("a surge"),
        "missing": phrase("somebody is missing"),
        "orders_late": phrase("late work orders"),
        "complaints_late": phrase("late complaints"),
        "objections_late": phrase("objections open too long"),
        "mover": phrase("requests beyond chance"),
    }

    def said(subject: str, detail: Mapping[str, Any], names: Names) -> str:
        kind = subject.partition("-")[2].rsplit("-", 2)[0]
        return say(tr(kinds.get(kind, subject)))

    return said


def _file(subject: str, detail: Mapping[str, Any], names: Names) -> str:
    return tr(
        "Read in {file}: {new} rows new, {superseded} replace older values, {rejected} set aside",
        file=subject,
        new=f"{detail.get('new', 0):,}",
        superseded=f"{detail.get('superseded', 0):,}",
        rejected=f"{detail.get('rejected', 0):,}",
    )


def _changed(say: Callable[[str, str], str], labels: Mapping[str, Callable[[], str]]) -> _Said:
    """Tells which fields became what."""

    def said(subject: str, detail: Mapping[str, Any], names: Names) -> str:
        before, after = (_only(detail.get(side)) for side in ("before", "after"))
        return say(subject, _differences(before, after, labels, names))

    return said


def _only(side: Any) -> dict[str, Any]:
    """Fields of a thing, of the only thing of a list, with those of a part of it beside them."""
    found = side[0] if isinstance(side, list) and len(side) == 1 else side
    if not isinstance(found, dict):
        return {}
    inside = found.get("target")
    return {**found, **inside} if isinstance(inside, dict) else found


def _differences(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    labels: Mapping[str, Callable[[], str]],
    names: Names,
) -> str:
    moved = [name for name in labels if before.get(name) != after.get(name)]
    said = [
        tr("{field} {was} → {now}", field=labels[name](), was=_value(name, before.get(name), names),
           now=_value(name, after.get(name), names))
        for name in moved[:_MOST]
    ]  # fmt: skip
    more = len(moved) - _MOST
    return tr(", ").join(said) + (tr(" and {n} more", n=more) if more > 0 else "")


def _value(name: str, value: Any, names: Names) -> str:
    if value is None or value in ("", []):
        return tr("nothing")
    if isinstance(value, list):
        known = names.queues if name == "skills" else {}
        return tr(", ").join(known.get(str(one), str(one)) for one in value)
    if name.endswith("_share"):
        return f"{value:.0%}"
    if name == "contract_id":
        return names.contracts.get(value, str(value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _leave(say: Callable[..., str]) -> _Said:
    def said(subject: str, detail: Mapping[str, Any], names: Names) -> str:
        leave = detail.get("leave", {})
        facts = (tr(leave.get("kind", "")), leave.get("first", ""), leave.get("last", ""))
        return say(subject, *facts)

    return said


def _swap(say: Callable[[str, str], str]) -> _Said:
    return lambda subject, detail, names: say(subject, detail.get("day", ""))


def _staff(subject: str, detail: Mapping[str, Any], names: Names) -> str:
    tables = detail.get("tables") or {}
    counts = [
        f"{table} +{found['new']} ~{found['changed']} -{found['dropped']}"
        for table, found in tables.items()
        if any(found.values())
    ]
    said = trn("Read in the staff files: {n} person", "Read in the staff files: {n} people",
               detail.get("agents", 0))  # fmt: skip
    return said + (f" ({'; '.join(counts)})" if counts else "")


def _rules(subject: str, detail: Mapping[str, Any], names: Names) -> str:
    moved = (*(detail.get("changed") or ()), *(detail.get("removed") or ()))
    changed = [str(one.get("rule", "")) for one in moved]
    titles = [RULES[name].title for name in dict.fromkeys(changed) if name in RULES]
    if not titles:
        return tr("Changed the rules")
    shown = tr(", ").join(titles[:_MOST]) + (" ..." if len(titles) > _MOST else "")
    return tr("Changed the rules: {titles}", titles=shown)


def _shares(subject: str, detail: Mapping[str, Any], names: Names) -> str:
    before, after = (
        {one["name"]: one.get("share") for one in detail.get(side) or ()}
        for side in ("before", "after")
    )
    moved = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    said = [
        tr("{name} {was} → {now}", name=name, was=_percent(before.get(name)),
           now=_percent(after.get(name)))
        for name in moved[:_MOST]
    ]  # fmt: skip
    return tr(
        "Changed the shrinkage: {changes}", changes=tr(", ").join(said) or tr("other details")
    )


def _percent(share: float | None) -> str:
    return tr("nothing") if share is None else f"{share:.1%}"


def _planning(subject: str, detail: Mapping[str, Any], names: Names) -> str:
    labels = {one.name: label_of(one) for one in fields(PlanningDefaults)}
    before, after = detail.get("before") or {}, detail.get("after") or {}
    said = [f"{labels.get(n, n)} {before.get(n)} → {value}" for n, value in after.items()]
    return tr("Changed planning defaults: {changes}", changes=tr(", ").join(said[:_MOST]))


def _tag(subject: str, detail: Mapping[str, Any], names: Names) -> str:
    span = {side: str(detail.get(side, ""))[:16].replace("T", " ") for side in ("first", "end")}
    tag = str(detail.get("tag", ""))
    if not tag:
        return tr("Took the mark back from {queue}, {first} to {end}", queue=subject, **span)
    if tag == "keep":
        return tr("Marked {queue} as genuine, {first} to {end}", queue=subject, **span)
    return tr("Marked {queue} as {tag}, {first} to {end}", queue=subject, tag=tag, **span)


def _days(subject: str, detail: Mapping[str, Any], names: Names) -> str:
    facts = {name: detail.get(name, "") for name in ("first", "last", "name")}
    return tr("Named {first} to {last} {name}", **facts)


def _night(subject: str, detail: Mapping[str, Any], names: Names) -> str:
    outcomes = {
        "ok": tr("went well"),
        "warnings": tr("finished with warnings"),
        "failed": tr("had something that failed"),
    }
    outcome = str(detail.get("outcome", ""))
    return tr("The nightly job {outcome}", outcome=outcomes.get(outcome, outcome))


def _publish(subject: str, detail: Mapping[str, Any], names: Names) -> str:
    return tr("Published {roster} as version {version}", roster=subject,
              version=detail.get("version", "?"))  # fmt: skip


def _withdrawn(subject: str, detail: Mapping[str, Any], names: Names) -> str:
    return tr("Withdrew version {version}", version=detail.get("withdraws", "?"))


def _back(subject: str, detail: Mapping[str, Any], names: Names) -> str:
    return tr("Went back to version {version}", version=detail.get("rolls_back_to", "?"))


def _queue_changes() -> dict[str, Callable[[], str]]:
    return dict(QUEUE_LABELS)


_SAID: dict[str, _Said] = {
    "import_history": _file,
    "import_day": _file,
    "reforecast": lambda s, d, n: tr("Forecast the rest of {day} again: {new} new versions",
                                     day=s, new=d.get("new", 0)),
    "score_reforecasts": _plain(lambda s: tr("Scored the forecasts within {day}", day=s)),
    "thin_running_days": lambda s, d, n: tr(
        "Took old figures of running days away: {states} states, {forecasts} forecasts",
        states=d.get("states", 0), forecasts=d.get("forecasts", 0)),
    "raise_alert": _alert(lambda what: tr("Raised an alert: {what}", what=what)),
    "raise_level": _alert(lambda what: tr("Took an alert up a level: {what}", what=what)),
    "acknowledge_alert": _alert(lambda what: tr("Took an alert on: {what}", what=what)),
    "send_notice": _alert(lambda what: tr("Notice of an alert: {what}", what=what)),
    "set_alerts": _plain(lambda s: tr("Changed from when on alerts are raised")),
    "set_escalation": _plain(lambda s: tr("Changed where notices of {s} go", s=s)),
    "set_day_feed": _plain(lambda s: tr("Changed how the figures of the running day come in")),
    "import_service_file": _file,
    "replace_seats": lambda s, d, n: tr("Read in {n} seats", n=d.get("seats", 0)),
    "set_seats": _plain(lambda s: tr("Changed the seats of the centre")),
    "save_seat_plan": _plain(lambda s: tr("Saved who sits where in {roster}", roster=s)),
    "set_deadlines": _plain(lambda s: tr("Changed deadlines of work orders and complaints")),
    "end_step": _plain(lambda s: tr("Ended a step of complaint {case}", case=s)),
    "close_case": _plain(lambda s: tr("Closed complaint {case}", case=s)),
    "add_measure": _plain(lambda s: tr("Noted a measure against complaints")),
    "remove_measure": _plain(lambda s: tr("Took a measure against complaints back")),
    "save_proposal": lambda s, d, n: tr("Worked out {actions} actions for the day: {proposal}",
                                        actions=d.get("actions", 0), proposal=s),
    "list_proposal": _plain(lambda s: tr("Listed {proposal} in the shift log", proposal=s)),
    "take_proposal": lambda s, d, n: tr("Took actions of {proposal}: version {version}",
                                        proposal=s, version=d.get("version", "")),
    "wait_for_second": lambda s, d, n: tr(
        "Wants {n} actions of {proposal}: a second person publishes them",
        n=d.get("actions", 0), proposal=s),
    "withdraw_proposal": lambda s, d, n: trn(
        "Withdrew {n} action of {proposal} that waited for a second person",
        "Withdrew {n} actions of {proposal} that waited for a second person",
        int(d.get("actions", 0)), proposal=s),
    "undo_proposal": lambda s, d, n: tr("Undid {proposal}: back to version {version}",
                                        proposal=s, version=d.get("back_to", "")),
    "note_shift": _plain(lambda s: tr("Wrote into the shift log")),
    "set_overflows": _plain(lambda s: tr("Changed whose people may take contacts of which queue")),
    "prepare_reroster": lambda s, d, n: tr("Prepared changes for {people} people in {roster}",
                                           people=d.get("people", 0), roster=s),
    "dismiss_night_proposal": _plain(lambda s: tr("Put the night's proposal {roster} aside",
                                                  roster=s)),
    "tag_slots": _tag,
    "save_file_layout": _plain(lambda s: tr("Saved a layout of history files")),
    "drop_file_layout": _plain(lambda s: tr("Took a layout of history files away")),
    "refresh": _night,
    "make_forecast": _plain(lambda s: tr("Made forecast {forecast}", forecast=s)),
    "edit_forecast": _plain(lambda s: tr("Adjusted forecast {forecast}", forecast=s)),
    "add_layer": lambda s, d, n: tr("Added an adjustment: {says}", says=d.get("says", s)),
    "drop_layer": _plain(lambda s: tr("Took adjustment {name} back", name=s)),
    "add_special_days": _days,
    "drop_special_day": lambda s, d, n: tr("Took {day} out of the special days",
                                           day=d.get("day", "")),
    "set_requirement": _plain(lambda s: tr("Worked out staffing need {need}", need=s)),
    "set_shrinkages": _shares,
    "set_rules": _rules,
    "set_planning": _planning,
    "set_centre": _changed(lambda s, c: tr("Changed the centre: {changes}", changes=c)
                           if c else tr("Set up the centre"), CENTRE_LABELS),
    "set_queue": _changed(lambda s, c: tr("Changed queue {queue}: {changes}", queue=s, changes=c),
                          _queue_changes()),
    "set_people_address": lambda s, d, n: tr("Set how people are written to: {service}",
                                             service=d.get("service", "")),
    "send_messages": lambda s, d, n: tr("Wrote to {n} people about {subject}",
                                        n=len(d.get("sent", ())), subject=s),
    "set_quiet_hours": lambda s, d, n: (
        tr("Set quiet hours: {hours}", hours=d["hours"]) if d.get("hours")
        else tr("Ended quiet hours")),
    "confirm_shifts": lambda s, d, n: tr("{agent} has seen their shifts of {subject}",
                                         agent=d.get("agent", ""), subject=s),
    "set_notices": lambda s, d, n: tr("Set where notices go: {service}",
                                      service=d.get("service", "")),
    "set_language": lambda s, d, n: tr("Chose the language {code}", code=d.get("code", "")),
    "set_access": _plain(lambda s: tr("Changed how roles bind")),
    "add_user": _plain(lambda s: tr("Gave {user} access", user=s)),
    "change_user": _plain(lambda s: tr("Changed the roles of {user}", user=s)),
    "remove_user": _plain(lambda s: tr("Took access from {user}", user=s)),
    "create_token": _plain(lambda s: tr("Made token {token}", token=s)),
    "revoke_token": lambda s, d, n: tr("Revoked token {token}", token=d.get("label", s)),
    "import_staff": _staff,
    "add_agent": _plain(lambda s: tr("Added {who} to the staff", who=s)),
    "change_agent": _changed(lambda s, c: tr("Changed {who}: {changes}", who=s, changes=c),
                             AGENT_LABELS),
    "change_agents": _plain(lambda s: tr("Changed several people: {who}", who=s)),
    "remove_agents": lambda s, d, n: tr(
        "Took out of the staff: {who}",
        who=tr(", ").join(str(one.get("name") or one.get("agent_id"))
                      for one in d.get("before") or ()) or s),
    "set_availability": _plain(lambda s: tr("Changed the hours of {who}", who=s)),
    "set_contract": _changed(lambda s, c: tr("Saved contract {contract}: {changes}", contract=s,
                                             changes=c), CONTRACT_LABELS),
    "remove_contract": _plain(lambda s: tr("Took contract {contract} away", contract=s)),
    "add_leave": _leave(lambda s, kind, first, last: tr(
        "Entered {kind} leave of {who}, {first} to {last}", kind=kind, who=s, first=first,
        last=last)),
    "remove_leave": _leave(lambda s, kind, first, last: tr(
        "Took {kind} leave of {who} back, {first} to {last}", kind=kind, who=s, first=first,
        last=last)),
    "ask_swap": _swap(lambda who, day: tr("Asked for a swap on {day}: {who}", day=day, who=who)),
    "agree_swap": _swap(lambda who, day: tr("Agreed to a swap on {day}: {who}", day=day, who=who)),
    "decline_swap": _swap(lambda who, day: tr("Declined a swap on {day}: {who}", day=day, who=who)),
    "withdraw_swap": _swap(
        lambda who, day: tr("Withdrew a swap on {day}: {who}", day=day, who=who)),
    "approve_swap": _swap(lambda who, day: tr("Approved a swap on {day}: {who}", day=day, who=who)),
    "refuse_swap": _swap(lambda who, day: tr("Refused a swap on {day}: {who}", day=day, who=who)),
    "wait_swap": _swap(lambda who, day: tr("A swap on {day} waits for somebody: {who}", day=day,
                                           who=who)),
    "write_of_swap": _swap(
        lambda who, day: tr("Wrote to people of a swap on {day}: {who}", day=day, who=who)),
    "swap_shifts": _plain(lambda s: tr("Swapped two people's shifts, saved as {roster}", roster=s)),
    "add_wish": _plain(lambda s: tr("Entered a wish of {who}", who=s)),
    "remove_wish": _plain(lambda s: tr("Took wishes of {who} back", who=s)),
    "enter_storm": lambda s, d, n: tr("Entered the storm {name}", name=d.get("name", s)),
    "change_storm": lambda s, d, n: tr("Changed what is expected of the storm {name}",
                                       name=d.get("name", s)),
    "end_storm": lambda s, d, n: tr("Declared the storm {name} over", name=d.get("name", s)),
    "set_storm_level": lambda s, d, n: tr("Put the storm {name} at level {level}",
                                          name=d.get("name", s), level=d.get("after")),
    "tick_step": lambda s, d, n: tr("Storm {name}: {step} done", name=d.get("name", s),
                                    step=d.get("step")) if d.get("done") else tr(
        "Storm {name}: {step} taken back", name=d.get("name", s), step=d.get("step")),
    "save_storm_plan": lambda s, d, n: trn(
        "Put one person on standby for {name}", "Put {n} people on standby for {name}",
        len(d.get("standbys") or ()), name=d.get("name", s)),
    "call_standby": lambda s, d, n: tr("Storm {name}: noted who was called, {who}",
                                       name=d.get("name", s),
                                       who=n.of(f"agent:{d.get('agent_id')}")),
    "set_playbook": _plain(lambda s: tr("Changed the playbook of storms")),
    "set_session_orders": _plain(lambda s: tr("Changed the activities that are ordered")),
    "adopt_menu": _plain(lambda s: tr("Took other shift templates into use")),
    "build_roster": _plain(lambda s: tr("Built roster {roster}", roster=s)),
    "edit_roster": _plain(lambda s: tr("Edited a roster, saved as {roster}", roster=s)),
    "repair_edits": _plain(lambda s: tr("Repaired a roster, saved as {roster}", roster=s)),
    "reroster": _plain(lambda s: tr("Replaced people, saved as {roster}", roster=s)),
    "place_sessions": _plain(lambda s: tr("Placed activities, saved as {roster}", roster=s)),
    "import_roster": _plain(lambda s: tr("Brought in roster {roster}", roster=s)),
    "lock_cells": _plain(lambda s: tr("Locked cells of {roster}", roster=s)),
    "unlock_cells": _plain(lambda s: tr("Unlocked cells of {roster}", roster=s)),
    "name_roster": lambda s, d, n: tr("Called a roster {name}", name=d.get("name", s)),
    "note_roster": _plain(lambda s: tr("Wrote a note on {roster}", roster=s)),
    "archive_roster": _plain(lambda s: tr("Put {roster} into the archive", roster=s)),
    "unarchive_roster": _plain(lambda s: tr("Took {roster} out of the archive", roster=s)),
    "withdraw_approval": _plain(lambda s: tr("Took the approval of {roster} back", roster=s)),
    "approve_roster": _plain(lambda s: tr("Approved {roster}", roster=s)),
    "publish_roster": _publish,
    "roll_back_roster": _back,
    "withdraw_roster": _withdrawn,
    "thin_forecasts": _plain(lambda s: tr("Took old forecasts away")),
    "restore_guards": _plain(lambda s: tr("Put the guards of the trail back")),
    "load_sample": _plain(lambda s: tr("Loaded the sample centre: {part}", part=s)),
}  # fmt: skip
"""By verb of the trail; one that is not here is said by its own words."""
