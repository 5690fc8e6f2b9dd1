"""The manager's rule set: settings changed, added or taken out, with reason and check."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from app.services.changes import change, meanwhile
from app.services.context import Context
from app.services.roster.build import rules_of
from app.services.rules.scopes import RuleSet, for_the_others
from data.model.audit import AuditEntry
from data.model.codec import to_json
from data.model.errors import Conflict, InvalidValue, NotFound
from data.model.language import phrase, tr
from data.model.queue import Queue
from data.model.rule import RuleSetting
from data.model.staff import Staff
from data.store import documents
from rostering.rules import RULES, default_settings
from rostering.rules.rule_set import in_scope


def labels(settings: RuleSet) -> tuple[str, ...]:
    """What each setting is called: its rule, and `#2`, `#3` for further settings of one rule."""
    seen: Counter[str] = Counter()
    found = []
    for setting in settings:
        seen[setting.rule] += 1
        number = seen[setting.rule]
        found.append(setting.rule if number == 1 else f"{setting.rule}#{number}")
    return tuple(found)


def place_of(settings: RuleSet, label: str) -> int:
    """Place of a setting in the rule set.

    Raises
    ------
    NotFound
        If the rule set has no such setting.
    """
    known = labels(settings)
    if label not in known:
        raise NotFound(
            tr("no rule {label!r} in the rule set; see `peakshift rules list`", label=label)
        )
    return known.index(label)


def changed_rules(
    rule_set: RuleSet, before: RuleSetting, after: RuleSetting, kept: RuleSetting | None = None
) -> RuleSet:
    """The rule set with a setting in another's place, or beside what stays of the other."""
    place = rule_set.index(before)
    if kept is None:
        return (*rule_set[:place], after, *rule_set[place + 1 :])
    return (*rule_set[:place], kept, *rule_set[place + 1 :], after)


def without(rule_set: RuleSet, setting: RuleSetting) -> RuleSet:
    """The rule set with one setting taken out."""
    place = rule_set.index(setting)
    return (*rule_set[:place], *rule_set[place + 1 :])


def removable(rule_set: RuleSet, setting: RuleSetting) -> bool:
    """Whether its rule is set more than once."""
    return sum(other.rule == setting.rule for other in rule_set) > 1


SHOWN = 3

_NO_STAFF = phrase("no staff is stored yet, run `peakshift staff import FOLDER`")
_STAFF_LISTED = phrase(
    "see `peakshift staff show` (`peakshift staff export FOLDER` lists everybody)"
)
_NONE_YET = {
    "contract": _NO_STAFF,
    "agent": _NO_STAFF,
    "queue": phrase("no queue is known yet, run `peakshift history import FILE`"),
}
_LISTED = {
    "contract": _STAFF_LISTED,
    "agent": _STAFF_LISTED,
    "queue": phrase("see `peakshift centre show`"),
}


def check_scope(setting: RuleSetting, staff: Staff, queues: Sequence[Queue]) -> None:
    """Refuse a setting that names somebody unknown, or whose contracts and agents never meet.

    Raises
    ------
    InvalidValue
        If so: it would bind nobody, and nobody would see that.
    """
    _known("contract", setting.contracts, {c.contract_id: c.name for c in staff.contracts})
    _known("agent", setting.agents, {a.agent_id: a.name for a in staff.agents})
    _known("queue", setting.queues, {queue.queue_id: queue.name for queue in queues})
    if setting.contracts and setting.agents and not in_scope(setting, staff.agents):
        raise InvalidValue(
            tr(
                "rule {rule} would bind nobody: of {agents} nobody has contract "
                "{contracts}; name agents or contracts, not both",
                rule=setting.rule,
                agents=", ".join(setting.agents),
                contracts=tr(" or ").join(setting.contracts),
            )
        )


def check_prices(rule_set: Sequence[RuleSetting]) -> None:
    """Refuse two prices for one queue, and a rule about queues or the floor without a general one.

    Raises
    ------
    InvalidValue
        If so; the message names the queue.
    """
    for rule in dict.fromkeys(s.rule for s in rule_set if RULES[s.rule].scope != "agents"):
        mine = [setting for setting in rule_set if setting.rule == rule]
        if sum(not setting.queues for setting in mine) != 1:
            raise InvalidValue(
                tr(
                    "{rule} needs exactly one setting without queues: the price of every "
                    "queue that no other one names. Name the queues of a further one "
                    "(`peakshift rules set {rule} --queue QUEUE --price POINTS`)",
                    rule=rule,
                )
            )
        times = Counter(queue for setting in mine for queue in setting.queues)
        if twice := [queue for queue, n in times.items() if n > 1]:
            raise InvalidValue(
                tr(
                    "{rule} has two prices for queue {twice}: change the one there is, "
                    "or remove it first",
                    rule=rule,
                    twice=", ".join(twice),
                )
            )


def nearest(asked: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Ids whose id or name comes nearest to what was asked; the first ones where none is near."""
    spoken = {word.casefold(): key for key, name in names.items() for word in (name, key)}
    near = get_close_matches(asked.casefold(), spoken, n=2 * SHOWN, cutoff=0.4)
    found = tuple(dict.fromkeys(spoken[word] for word in near))
    return (found or tuple(names))[:SHOWN]


def _known(what: str, asked: tuple[str, ...], names: Mapping[str, str]) -> None:
    complaints = [
        tr("no {what} {name!r}; nearest known: ", what=what, name=name)
        + ", ".join(f"{key} ({names[key]})" for key in nearest(name, names))
        for name in asked
        if name not in names
    ]
    if complaints and not names:
        raise InvalidValue(
            tr(
                "no {what} {asked}: {none_yet} first",
                what=what,
                asked=", ".join(asked),
                none_yet=tr(_NONE_YET[what]),
            )
        )
    if complaints:
        raise InvalidValue("; ".join(complaints) + f". {tr(_LISTED[what])}")


@change
def set_rules(context: Context, settings: RuleSet, why: str = "") -> None:
    """Save a whole rule set; each setting is checked by its rule, a new one against the staff.

    Notes
    -----
    It replaces what is in force: doors change one setting at a time, see below.

    Raises
    ------
    InvalidValue
        If a rule is unknown, one of its values is out of range, a new or changed setting names
        a contract, an agent or a queue that is not known, or a queue has two prices or none.
    """
    for setting in settings:
        if setting.rule not in RULES:
            raise InvalidValue(
                tr(
                    "unknown rule {rule!r}; known: {rules}",
                    rule=setting.rule,
                    rules=", ".join(RULES),
                )
            )
        RULES[setting.rule].built(setting)
    check_prices(settings)
    before = rules_of(context)
    changed, removed = _not_in(before, settings), _not_in(settings, before)
    staff, queues = context.store.load(documents.STAFF), context.store.load(documents.QUEUES)
    for setting in changed:
        check_scope(setting, staff, queues)
    trail = {
        "changed": [to_json(setting) for setting in changed],
        "removed": [to_json(setting) for setting in removed],
    }
    entry = context.entry("set_rules", "rules", why, **trail)
    if context.store.load(documents.RULES) and settings == before:
        raise InvalidValue(
            tr("the rules are so already: nothing was changed, and nothing was noted")
        )
    context.store.save(documents.RULES, settings, entry)


@change
def change_setting(
    context: Context,
    before: RuleSetting,
    after: RuleSetting,
    why: str = "",
    *,
    keep_others: bool = False,
) -> None:
    """Put one setting in the place of another.

    Parameters
    ----------
    keep_others
        Whom it bound and no longer names, it goes on binding as it was.

    Raises
    ------
    Conflict
        If the setting has been changed or taken out since it was read.
    InvalidValue
        If the rule, a field, a contract or an agent is not known.
    """
    rule_set = rules_of(context)
    _must_stand(context, rule_set, before)
    staff = context.store.load(documents.STAFF)
    kept = for_the_others(rule_set, before, after, staff) if keep_others else None
    set_rules(context, changed_rules(rule_set, before, after, kept), why)


@change
def add_setting(context: Context, setting: RuleSetting, why: str = "") -> str:
    """Set a rule once more, for some contracts or agents; its label.

    Raises
    ------
    InvalidValue
        If the rule, a field, a contract or an agent is not known.
    """
    rule_set = (*rules_of(context), setting)
    set_rules(context, rule_set, why)
    return labels(rule_set)[-1]


@change
def price_queues(
    context: Context, setting: RuleSetting, why: str = "", *, seen: RuleSet | None = None
) -> str:
    """Give the queues that a setting names this very setting; its label.

    Parameters
    ----------
    seen
        The rule set as it was shown; None: whatever those queues have is replaced.

    Raises
    ------
    Conflict
        If somebody changed the setting of one of those queues since.
    InvalidValue
        If the rule is not about queues, a queue is not known, or a value is out of its range.
    """
    rule_set = list[RuleSetting]()
    known = rules_of(context)
    for queue in setting.queues if seen is not None else ():
        was, now = (_of_queue(rules, setting.rule, queue) for rules in (seen or (), known))
        if was != now:
            raise _changed_meanwhile(
                context,
                tr("{rule} of queue {queue}", rule=RULES[setting.rule].title, queue=queue),
                setting.rule,
                now,
            )
    for other in known:
        left = tuple(queue for queue in other.queues if queue not in setting.queues)
        if other.rule != setting.rule or left == other.queues:
            rule_set.append(other)
        elif left:
            rule_set.append(replace(other, queues=left))
    set_rules(context, (*rule_set, setting), why)
    return labels((*rule_set, setting))[-1]


@change
def remove_setting(context: Context, setting: RuleSetting, why: str = "") -> None:
    """Take out a further setting of a rule; the only one can but be switched off.

    Raises
    ------
    Conflict
        If the setting has been changed or taken out since it was read.
    InvalidValue
        If it is the rule's only setting.
    """
    rule_set = rules_of(context)
    _must_stand(context, rule_set, setting)
    if not removable(rule_set, setting):
        raise InvalidValue(
            tr(
                "{rule} is set once: switch it off (`peakshift rules set {rule} --off`)",
                rule=setting.rule,
            )
        )
    set_rules(context, without(rule_set, setting), why)


def _must_stand(context: Context, rule_set: RuleSet, setting: RuleSetting) -> None:
    if setting not in rule_set:
        whom = (setting.contracts, setting.agents, setting.queues)
        mine = [other for other in rule_set if other.rule == setting.rule]
        now = [other for other in mine if (other.contracts, other.agents, other.queues) == whom]
        found = next(iter(now or mine), None)
        called = tr("The rule {title}", title=RULES[setting.rule].title)
        raise _changed_meanwhile(context, called, setting.rule, found)


def _of_queue(rule_set: RuleSet, rule: str, queue_id: str) -> RuleSetting | None:
    """The setting of a queue as if it named no other one."""
    mine = (setting for setting in rule_set if setting.rule == rule and queue_id in setting.queues)
    return next((replace(setting, queues=(queue_id,)) for setting in mine), None)


def _changed_meanwhile(context: Context, what: str, rule: str, now: RuleSetting | None) -> Conflict:
    def touches(entry: AuditEntry) -> bool:
        moved = (*entry.detail.get("changed", ()), *entry.detail.get("removed", ()))
        return any(setting["rule"] == rule for setting in moved)

    return meanwhile(context, what, _described(now) if now else "", "rules", touches)


def _described(setting: RuleSetting) -> str:
    """A setting as a manager says it: off, hard or its price, and its sentence."""
    weight = (
        tr("hard")
        if setting.hard
        else tr("{price} points a {unit}", price=setting.price, unit=RULES[setting.rule].unit)
    )
    sentence = RULES[setting.rule].built(setting).sentence().rstrip(".")
    return f"{weight if setting.active else 'off'}: {sentence}"


@change
def reset_rules(context: Context, why: str = "") -> None:
    """Back to the default rule set."""
    set_rules(context, default_settings(), why or tr("back to the defaults"))


def _not_in(rule_set: RuleSet, settings: RuleSet) -> RuleSet:
    return tuple(setting for setting in settings if setting not in rule_set)
