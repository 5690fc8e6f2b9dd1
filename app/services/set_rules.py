"""The manager's rule book: read, changed as a whole, back to the defaults."""

from app.services.build_roster import rules_of
from app.services.desk import Desk
from data.model.codec import to_json
from data.model.errors import InvalidValue
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


def reset_rules(desk: Desk, why: str = "") -> None:
    """Back to the default rule book."""
    set_rules(desk, default_settings(), why or "back to the defaults")


def to_text(setting: RuleSetting) -> str:
    """A setting as comparable text."""
    return str(sorted(to_json(setting).items()))
