"""Alerts of the running day: raised, gone up a level, taken on by somebody, over."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta

from app.services.access.asking import asked
from app.services.changes import change, meanwhile, merged, parts_of, save_changed, with_changes
from app.services.context import Context, centre_of, local_time, today_of
from app.services.day.alerts.sentences import sentence_of
from app.services.day.live import feed_freshness
from app.services.exchange.notices import refuse_address, send_notice, shown_address
from app.services.exchange.quiet import NOTICES, waits_until
from data.model.checks.figures import label_of
from data.model.day.alerts import ALWAYS_URGENT, KINDS, Alert, AlertSettings, Escalation, Finding
from data.model.errors import Conflict, InvalidValue
from data.model.language import tr
from data.store import documents

BACK_AGAIN = timedelta(minutes=30)
"""What comes back within this time is the same alert."""
_SUBJECT = "alert_settings"


@asked
def alerts_of(context: Context, day: date | None = None) -> tuple[Alert, ...]:
    """Alerts of a local day (None: today) and those of before that are not over.

    Open ones come first, the highest level and the most urgent kind before the others.
    """
    chosen = day or today_of(context)
    found = context.store.load_alerts(chosen, chosen)
    return tuple(
        sorted(
            found,
            key=lambda a: (
                not a.open,
                a.over_at is not None,
                -a.level,
                KINDS.index(a.kind),
                -a.raised_at.timestamp(),
            ),
        )
    )


@change
def acknowledge_alert(context: Context, alert_id: str, note: str = "") -> Alert:
    """Take an alert on: it goes no level higher.

    Raises
    ------
    NotFound
        If there is no such alert.
    Conflict
        If somebody took it on before; says who, when and with which note.
    """
    alert = context.store.load_alert(alert_id)
    if alert.acknowledged_at is not None:
        at = local_time(context, alert.acknowledged_at)
        because = f" ({alert.note})" if alert.note else ""
        raise Conflict(
            tr(
                "{who} has taken this alert on at {at:%H:%M}{because}: nothing was changed",
                who=alert.acknowledged_by,
                at=at,
                because=because,
            )
        )
    taken = replace(
        alert,
        acknowledged_by=context.who,
        acknowledged_at=context.clock(),
        note=" ".join(note.split()),
    )
    entry = context.entry("acknowledge_alert", f"alert:{alert_id}", note, kind=alert.kind)
    context.store.save_alert(taken, entry)
    return taken


# --- looking ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Look:
    """What a look at the day found.

    Parameters
    ----------
    raised, risen, over
        Alerts that are new, went up a level, or are over since the last look.
    """

    raised: tuple[Alert, ...] = ()
    risen: tuple[Alert, ...] = ()
    over: tuple[Alert, ...] = ()


@asked
def look_for_alerts(context: Context) -> Look:
    """Look at the day, raise what is wrong, send notices, and take up what nobody took on.

    Notes
    -----
    One look a minute is enough; two at once find the same and raise it once. In quiet hours a
    notice waits until they end, unless it is of a feed that stopped, of a surge, or of a higher
    level.
    """
    from app.services.day.alerts.findings import findings_of
    from app.services.day.now import day_now
    from app.services.service_quality.alerts import loop_findings

    standing = [a for a in alerts_of(context) if a.over_at is None]
    found = loop_findings(context)
    if context.store.load(documents.QUEUES) and feed_freshness(context).in_use:
        keys = [a.finding.key for a in standing]
        found = (*findings_of(context, day_now(context), keys), *found)
    look = note_findings(context, found)
    over = {alert.alert_id for alert in look.over}
    held = [a for a in standing if a.alert_id not in over and _was_held_back(context, a)]
    quiet = waits_until(context, NOTICES) is not None
    for alert in (*look.raised, *look.risen, *(() if quiet else held)):
        if _urgent(alert) or not quiet:
            _send(context, alert)
    return look


def _urgent(alert: Alert) -> bool:
    """Whether its notice goes out in quiet hours too: nobody took it on, or it cannot wait."""
    return alert.level > 1 or alert.kind in ALWAYS_URGENT


def _was_held_back(context: Context, alert: Alert) -> bool:
    """Whether no notice of an open alert went out since it came up in quiet hours."""
    waiting = not alert.sent and alert.acknowledged_at is None and not _urgent(alert)
    return waiting and waits_until(context, NOTICES, alert.raised_at) is not None


@change
def note_findings(context: Context, found: tuple[Finding, ...]) -> Look:
    """Raise alerts of what is wrong, end those of what is not, and take others a level up."""
    now, day = context.clock(), today_of(context)
    settings = context.store.load(documents.ALERT_SETTINGS)
    known = {a.finding.key: a for a in reversed(context.store.load_alerts(day, day))}
    wrong = {finding.key: finding for finding in found}
    raised, risen, over = [], [], []
    for key, finding in wrong.items():
        alert = known.get(key)
        if alert is None or (alert.over_at is not None and now - alert.over_at > BACK_AGAIN):
            raised.append(_raised(context, finding, now, day))
            continue
        again = replace(alert, detail=finding.detail, over_at=None)
        up = again.acknowledged_at is None and again.level < settings.levels
        if up and now - again.level_at >= timedelta(minutes=settings.escalate_min):
            again = replace(again, level=again.level + 1, level_at=now)
            risen.append(again)
            subject = f"alert:{again.alert_id}"
            context.store.save_alert(
                again, context.entry("raise_level", subject, level=again.level)
            )
        elif again != alert:
            context.store.save_alert(again)
    for key, alert in known.items():
        if key not in wrong and alert.over_at is None:
            over.append(replace(alert, over_at=now))
            context.store.save_alert(over[-1])
    return Look(tuple(raised), tuple(risen), tuple(over))


def _raised(context: Context, finding: Finding, now: datetime, day: date) -> Alert:
    alert = Alert(
        context.new_id("A", f"{finding.kind}-{day:%Y%m%d}"),
        finding.kind,
        finding.subject,
        day,
        now,
        1,
        now,
        finding.detail,
    )
    entry = context.entry(
        "raise_alert", f"alert:{alert.alert_id}", kind=alert.kind, about=alert.subject
    )
    context.store.save_alert(alert, entry)
    return alert


def _send(context: Context, alert: Alert) -> None:
    """Send the notice of an alert's level, and note what became of it."""
    addresses = context.store.load(documents.ESCALATION).addresses
    own = addresses[alert.level - 2 : alert.level - 1] if alert.level > 1 else ()
    title = tr("{centre}: {said}", centre=centre_of(context).name, said=said_of(context, alert))
    body = tr(
        "Level {level}. Take it on at the page Today, or by `peakshift day acknowledge {id}`.",
        level=alert.level,
        id=alert.alert_id,
    )
    sent = send_notice(context, title, body, own[0] if own else "")
    if sent:
        note_sent(context, alert.alert_id, sent)


@change
def note_sent(context: Context, alert_id: str, sent: str) -> None:
    """Note what became of an alert's last notice."""
    alert = replace(context.store.load_alert(alert_id), sent=sent)
    entry = context.entry("send_notice", f"alert:{alert_id}", level=alert.level, sent=sent)
    context.store.save_alert(alert, entry)


# --- sentences ------------------------------------------------------------------------------------


@asked
def said_of(context: Context, alert: Alert) -> str:
    """An alert in one sentence, with its figures."""
    names = {queue.queue_id: queue.name for queue in context.store.load(documents.QUEUES)}
    return sentence_of(alert, names)


# --- settings -------------------------------------------------------------------------------------


@asked
def alert_settings_of(context: Context) -> AlertSettings:
    """From when on the running day raises alerts."""
    return context.store.load(documents.ALERT_SETTINGS)


@change
def set_alert_settings(
    context: Context,
    changes: Mapping[str, int],
    why: str = "",
    *,
    seen: AlertSettings | None = None,
) -> AlertSettings:
    """Change from when on the running day raises alerts.

    Parameters
    ----------
    changes
        Fields and their new values.
    seen
        The settings in force when the form was drawn; None: whatever they are.

    Raises
    ------
    InvalidValue
        If there is no such field, a value does not fit, or nothing would change.
    Conflict
        If somebody changed the same field since.
    """
    now = context.store.load(documents.ALERT_SETTINGS)
    unknown = sorted(set(changes) - set(parts_of(now)))
    if unknown:
        raise InvalidValue(
            tr(
                "there is no setting {unknown}; there are: {known}",
                unknown=", ".join(unknown),
                known=", ".join(parts_of(now)),
            )
        )
    before = parts_of(seen or now)

    def conflict(name: str) -> Conflict:
        label = label_of(next(one for one in fields(now) if one.name == name))
        return meanwhile(context, label, str(parts_of(now)[name]), _SUBJECT)

    wanted = parts_of(with_changes(seen or now, changes))
    after = AlertSettings(**merged(conflict, before, wanted, parts_of(now)))
    entry = context.entry("set_alerts", _SUBJECT, why, **dict(changes))
    save_changed(context, documents.ALERT_SETTINGS, after, entry, tr("the settings of alerts"))
    return after


@asked
def escalation_shown(context: Context) -> dict[int, str]:
    """Where notices of each level go, passwords and tokens blotted out; empty: nowhere of its own.

    The first level's is the centre's destination.
    """
    levels = context.store.load(documents.ALERT_SETTINGS).levels
    own = context.store.load(documents.ESCALATION).addresses
    addresses = (context.store.load(documents.NOTICES).address, *own)
    return {
        level: shown_address(addresses[level - 1]) if level <= len(addresses) else ""
        for level in range(1, levels + 1)
    }


@change
def set_escalation(context: Context, level: int, address: str, why: str = "") -> None:
    """Say where notices of a level go, or (empty) that they go to the centre's destination.

    Raises
    ------
    InvalidValue
        If apprise knows no such address, or the level is none from 2 on.
    """
    settings = context.store.load(documents.ALERT_SETTINGS)
    if not 2 <= level <= settings.levels:
        raise InvalidValue(
            tr(
                "level {level} has no destination of its own: give one from 2 to {levels}; the "
                "first level's is the centre's own",
                level=level,
                levels=settings.levels,
            )
        )
    kind = refuse_address(address) if address.strip() else "none"
    now = list(context.store.load(documents.ESCALATION).addresses)
    now += [""] * (level - 1 - len(now))
    now[level - 2] = address.strip()
    entry = context.entry("set_escalation", f"level:{level}", why, service=kind)
    save_changed(
        context,
        documents.ESCALATION,
        Escalation(tuple(now)),
        entry,
        tr("the destination of this level"),
    )
