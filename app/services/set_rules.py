"""The manager's rule book: one setting changed, added or taken out, and back to the defaults."""

from dataclasses import replace

from app.services.book_changes import changed_book, labels, removable, without
from app.services.build_roster import rules_of
from app.services.check_aim import check_aim, check_prices
from app.services.desk import Desk
from app.services.whom_rules_bind import Book, for_the_others
from data.model.codec import to_json
from data.model.errors import Conflict, InvalidValue
from data.model.rule import RuleSetting
from data.store import documents
from rostering.rules import RULES, default_settings


def set_rules(desk: Desk, settings: Book, why: str = "") -> None:
    """Keep a rule book; every setting is checked against its rule, a new one against the staff.

    Raises
    ------
    InvalidValue
        If a rule is unknown, one of its values is out of range, a new or changed setting names
        a contract, an agent or a queue that is not known, or a queue has two prices or none.
    """
    for setting in settings:
        if setting.rule not in RULES:
            raise InvalidValue(f"unknown rule {setting.rule!r}; known: {', '.join(RULES)}")
        RULES[setting.rule].built(setting)
    check_prices(settings)
    before = rules_of(desk)
    changed, removed = _not_in(before, settings), _not_in(settings, before)
    staff, queues = desk.store.load(documents.STAFF), desk.store.load(documents.QUEUES)
    for setting in changed:
        check_aim(setting, staff, queues)
    trail = {
        "changed": [to_json(setting) for setting in changed],
        "removed": [to_json(setting) for setting in removed],
    }
    desk.store.save(documents.RULES, settings, desk.entry("set_rules", "rules", why, **trail))


def change_setting(
    desk: Desk,
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
    book = rules_of(desk)
    _must_stand(book, before)
    staff = desk.store.load(documents.STAFF)
    kept = for_the_others(book, before, after, staff) if keep_others else None
    set_rules(desk, changed_book(book, before, after, kept), why)


def add_setting(desk: Desk, setting: RuleSetting, why: str = "") -> str:
    """Set a rule once more, for some contracts or agents; its label.

    Raises
    ------
    InvalidValue
        If the rule, a field, a contract or an agent is not known.
    """
    book = (*rules_of(desk), setting)
    set_rules(desk, book, why)
    return labels(book)[-1]


def price_queues(desk: Desk, setting: RuleSetting, why: str = "") -> str:
    """Give the queues that a setting names this very setting, whatever they had; its label.

    Raises
    ------
    InvalidValue
        If the rule is not about queues, a queue is not known, or a value is out of its range.
    """
    book = list[RuleSetting]()
    for other in rules_of(desk):
        left = tuple(queue for queue in other.queues if queue not in setting.queues)
        if other.rule != setting.rule or left == other.queues:
            book.append(other)
        elif left:
            book.append(replace(other, queues=left))
    set_rules(desk, (*book, setting), why)
    return labels((*book, setting))[-1]


def remove_setting(desk: Desk, setting: RuleSetting, why: str = "") -> None:
    """Take out a further setting of a rule; the only one can but be switched off.

    Raises
    ------
    Conflict
        If the setting has been changed or taken out since it was read.
    InvalidValue
        If it is the rule's only setting.
    """
    book = rules_of(desk)
    _must_stand(book, setting)
    if not removable(book, setting):
        raise InvalidValue(
            f"{setting.rule} is set once: switch it off "
            f"(`peakshift rules set {setting.rule} --off`)"
        )
    set_rules(desk, without(book, setting), why)


def _must_stand(book: Book, setting: RuleSetting) -> None:
    if setting not in book:
        raise Conflict(f"the setting of {setting.rule} was changed meanwhile: look again")


def reset_rules(desk: Desk, why: str = "") -> None:
    """Back to the default rule book."""
    set_rules(desk, default_settings(), why or "back to the defaults")


def _not_in(book: Book, settings: Book) -> Book:
    return tuple(setting for setting in settings if setting not in book)
