"""Rules: what a roster must keep, what breaking them costs, and whom they bind."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.api.parts.route import Route
from app.services.context import Context
from app.services.roster.build import rules_of
from app.services.rules.saved import (
    add_setting,
    change_setting,
    labels,
    place_of,
    price_queues,
    remove_setting,
    reset_rules,
    set_rules,
)
from app.services.rules.scopes import whom
from data.model.codec import from_json, to_json
from data.model.rule import RuleSetting
from data.store import documents
from rostering.rules import RULES

TAG = "Rules"


@dataclass(frozen=True)
class RuleSeen:
    """A rule as it is set.

    Parameters
    ----------
    label
        What commands and addresses call it, e.g. `night_runs#2`.
    says, binds
        The rule in one sentence, and whom it binds.
    """

    label: str
    setting: RuleSetting
    says: str
    binds: str


def rules_seen(context: Context) -> tuple[RuleSeen, ...]:
    """Every rule, hard or priced, with its sentence and whom it binds."""
    settings = rules_of(context)
    queues = context.store.load(documents.QUEUES)
    binds = whom(settings, context.store.load(documents.STAFF), queues)
    return tuple(
        RuleSeen(label, one, RULES[one.rule].built(one).sentence(), whose)
        for label, one, whose in zip(labels(settings), settings, binds, strict=True)
    )


def rule_named(context: Context, label: str) -> RuleSetting:
    """One rule as it is set."""
    settings = rules_of(context)
    return settings[place_of(settings, label)]


def change_rule(
    context: Context,
    label: str,
    changes: Mapping[str, Any],
    why: str = "",
    keep_others: bool = False,
) -> RuleSetting:
    """Change fields of one rule.

    Parameters
    ----------
    changes
        Fields of its setting, `params` among them; those left out stay.
    keep_others
        Whether those whom it no longer names stay bound as they were.
    """
    before = rule_named(context, label)
    whole = {**to_json(before), **changes}
    if isinstance(changes.get("params"), Mapping):
        whole["params"] = {**before.params, **changes["params"]}
    after = from_json(RuleSetting, whole)
    change_setting(context, before, after, why, keep_others=keep_others)
    return after


def remove_rule(context: Context, label: str, why: str = "") -> None:
    """Take out a further setting of a rule."""
    remove_setting(context, rule_named(context, label), why)


_PRICE = {"rule": "understaffing", "price": 14, "queues": ["fault"]}

ROUTES = (
    Route("GET", "/rules", rules_seen),
    Route("PUT", "/rules", set_rules, guard="/rules"),
    Route("DELETE", "/rules", reset_rules, guard="/rules"),
    Route("POST", "/rules", add_setting, status=201),
    Route("POST", "/rules/prices", price_queues, example={"setting": _PRICE}),
    Route("GET", "/rules/{label}", rule_named),
    Route("PATCH", "/rules/{label}", change_rule, guard="/rules/{label}",
          example={"changes": {"price": 12}, "why": "as agreed"}),
    Route("DELETE", "/rules/{label}", remove_rule, guard="/rules/{label}"),
)  # fmt: skip
