"""The manager's rule book: read, changed as a whole, back to the defaults."""

from collections import Counter

from app.services.build_roster import rules_of
from app.services.desk import Desk
from data.model.codec import to_json
from data.model.errors import InvalidValue, NotFound
from data.model.rule import RuleSetting
from rostering.rules import RULES, default_settings


def set_rules(desk: Desk, settings: tuple[RuleSetting, ...], why: str = "") -> None:
    """Keep a rule book; every setting is checked against its rule first.

    Raises
    ------
    InvalidValue
        If a rule is unknown or one of its values is out of range.
    """
    for setting in settings:
        if setting.rule not in RULES:
            raise InvalidValue(f"unknown rule {setting.rule!r}; known: {', '.join(RULES)}")
        RULES[setting.rule].built(setting)
    before = {to_text(setting) for setting in rules_of(desk)}
    changed = [to_json(setting) for setting in settings if to_text(setting) not in before]
    desk.store.save_rules(settings, desk.entry("set_rules", "rules", why, changed=changed))


def labels(settings: tuple[RuleSetting, ...]) -> tuple[str, ...]:
    """What each setting is called: its rule, and `#2`, `#3` for further settings of one rule."""
    seen: Counter[str] = Counter()
    found = []
    for setting in settings:
        seen[setting.rule] += 1
        number = seen[setting.rule]
        found.append(setting.rule if number == 1 else f"{setting.rule}#{number}")
    return tuple(found)


def place_of(settings: tuple[RuleSetting, ...], label: str) -> int:
    """Place of a setting in the book.

    Raises
    ------
    NotFound
        If the book has no such setting.
    """
    known = labels(settings)
    if label not in known:
        raise NotFound(f"no rule {label!r} in the book; see `peakshift rules list`")
    return known.index(label)


def add_setting(desk: Desk, setting: RuleSetting, why: str = "") -> str:
    """Set a rule once more, for some contracts or agents; its label.

    Raises
    ------
    InvalidValue
        If the rule, a field, a contract or an agent is not known.
    """
    staff = desk.store.load_staff()
    _known("contract", setting.contracts, [c.contract_id for c in staff.contracts])
    _known("agent", setting.agents, [a.agent_id for a in staff.agents])
    book = (*rules_of(desk), setting)
    set_rules(desk, book, why)
    return labels(book)[-1]


def remove_setting(desk: Desk, label: str, why: str = "") -> None:
    """Take out a further setting of a rule; the first one can only be switched off.

    Raises
    ------
    InvalidValue
        If it is the rule's only setting.
    """
    book = rules_of(desk)
    place = place_of(book, label)
    if sum(setting.rule == book[place].rule for setting in book) == 1:
        raise InvalidValue(f"{label} is set once: switch it off (`rules set {label} --off`)")
    set_rules(desk, (*book[:place], *book[place + 1 :]), why)


def _known(what: str, asked: tuple[str, ...], known: list[str]) -> None:
    strange = [name for name in asked if name not in known]
    if strange:
        raise InvalidValue(f"no {what} {', '.join(strange)}; see `peakshift staff list`")


def reset_rules(desk: Desk, why: str = "") -> None:
    """Back to the default rule book."""
    set_rules(desk, default_settings(), why or "back to the defaults")


def to_text(setting: RuleSetting) -> str:
    """A setting as comparable text."""
    return str(sorted(to_json(setting).items()))
