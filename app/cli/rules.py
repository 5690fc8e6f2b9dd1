"""`peakshift rules`: the rule set in force."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.parts.command import Noun
from app.cli.parts.output import answer, errors, print_json, print_table
from app.cli.parts.session import context_of
from app.cli.parts.typed import as_typed, whole_numbers
from data.model.codec import to_json
from data.model.language import tr
from data.model.rule import RuleSetting

if TYPE_CHECKING:
    from app.services.context import Context
    from app.services.rules.scopes import RuleSet

app = Noun()

Values = Annotated[
    list[str] | None,
    typer.Argument(help="field=value, e.g. least=2 or rest_min=11h; `rules list` shows the fields"),
]
Price = Annotated[
    int | None, typer.Option(help="Points a unit; the weight stays as it is if not given.")
]
Hard = Annotated[bool, typer.Option("--hard", help="Make the rule hard.")]
Off = Annotated[bool, typer.Option("--off", help="Switch the rule off.")]
Contracts = Annotated[
    list[str] | None, typer.Option("--contract", help="Only agents of this contract (repeatable).")
]
Agents = Annotated[list[str] | None, typer.Option("--agent", help="Only this agent (repeatable).")]
Queues = Annotated[
    list[str] | None,
    typer.Option("--queue", help="Only this queue (repeatable), for rules about queues."),
]
Precedence = Annotated[
    int | None,
    typer.Option("--precedence", min=0, max=1000, help="The highest number is relaxed first."),
]


@app.command("list")
def list_(call: typer.Context, json: bool = False) -> None:
    """Show every rule in order of precedence, hard or priced, with its sentence."""
    from app.services.roster.build import rules_of
    from app.services.rules.saved import labels
    from app.services.rules.scopes import whom
    from data.store import documents
    from rostering.rules import RULES

    with context_of(call) as context:
        settings = rules_of(context)
        queues = context.store.load(documents.QUEUES)
        binds = whom(settings, context.store.load(documents.STAFF), queues)
    if json:
        print_json([to_json(setting) for setting in settings])
        return
    named = zip(labels(settings), binds, settings, strict=True)
    rows = sorted(
        (s.precedence, label, _weight(s), whose, _fields(s), RULES[s.rule].built(s).sentence())
        for label, whose, s in named
    )
    columns = ["precedence", "rule", "weight", "binds", "fields", "says"]
    print_table(
        tr("Rules; where they conflict, the highest precedence is relaxed first"), columns, rows
    )


@app.command("set")
def set_(
    call: typer.Context,
    rule: Annotated[str, typer.Argument(help="As `rules list` calls it, e.g. night_runs#2.")],
    value: Values = None,
    price: Price = None,
    hard: Hard = False,
    off: Off = False,
    contract: Contracts = None,
    agent: Agents = None,
    queue: Queues = None,
    everybody: Annotated[bool, typer.Option("--everybody", help="Bind everybody.")] = False,
    precedence: Precedence = None,
    keep_others: Annotated[
        bool,
        typer.Option("--keep-others", help="Whom it no longer names, it binds as it did so far."),
    ] = False,
    why: str = "",
) -> None:
    """Change one rule; says whom it no longer binds.

    For under- and overstaffing: `understaffing --price 12` for every queue that has no price of
    its own, `understaffing --queue faults --price 14` for one.
    """
    from app.services.roster.build import rules_of
    from app.services.rules.saved import change_setting, place_of, price_queues

    _one_weight(price, hard, off)
    with context_of(call) as context:
        rule_set = rules_of(context)
        before = rule_set[place_of(rule_set, rule)]
        changed = _changed(before, value or [], price, hard, off)
        if contract or agent or everybody:
            changed = replace(changed, contracts=tuple(contract or ()), agents=tuple(agent or ()))
        if precedence is not None:
            changed = replace(changed, precedence=precedence)
        if queue:
            asked = replace(changed, queues=tuple(queue))
            label = price_queues(context, asked, why, seen=rule_set)
            answer(
                tr("{label}: set for {queue}", label=label, queue=", ".join(queue)),
                rule=label,
                queues=queue,
            )
            return
        change_setting(context, before, changed, why, keep_others=keep_others)
        _say_who_is_let_go(
            context, rule_set, before.rule, "--keep-others" if changed.closeness else ""
        )
    answer(f"{rule}: changed", rule=rule, setting=to_json(changed))


@app.command()
def add(
    call: typer.Context,
    rule: str,
    value: Values = None,
    price: Price = None,
    hard: Hard = False,
    off: Off = False,
    contract: Contracts = None,
    agent: Agents = None,
    queue: Queues = None,
    precedence: Precedence = None,
    why: str = "",
) -> None:
    """Set a rule once more for some contracts, agents or queues, in place of the general one."""
    from app.services.roster.build import rules_of
    from app.services.rules.saved import add_setting, place_of

    _one_weight(price, hard, off)
    with context_of(call) as context:
        rule_set = rules_of(context)
        base = replace(
            rule_set[place_of(rule_set, rule)],
            contracts=tuple(contract or ()),
            agents=tuple(agent or ()),
            queues=tuple(queue or ()),
        )
        setting = _changed(base, value or [], price, hard, off)
        if precedence is not None:
            setting = replace(setting, precedence=precedence)
        label = add_setting(context, setting, why)
        _say_who_is_let_go(context, rule_set, setting.rule)
    answer(f"{label}: added", rule=label, setting=to_json(setting))


@app.command()
def remove(call: typer.Context, rule: str, why: str = "") -> None:
    """Take out a further setting of a rule."""
    from app.services.roster.build import rules_of
    from app.services.rules.saved import place_of, remove_setting

    with context_of(call) as context:
        rule_set = rules_of(context)
        setting = rule_set[place_of(rule_set, rule)]
        remove_setting(context, setting, why)
        _say_who_is_let_go(context, rule_set, setting.rule)
    answer(f"{rule}: removed", removed=rule)


@app.command()
def reset(call: typer.Context, why: str = "") -> None:
    """Go back to the default rule set."""
    from app.services.rules.saved import reset_rules

    with context_of(call) as context:
        reset_rules(context, why)
    answer(tr("The default rules are in force"), rules="default")


def _say_who_is_let_go(context: "Context", before: "RuleSet", rule: str, way_out: str = "") -> None:
    from app.services.roster.build import rules_of
    from app.services.rules.scopes import let_go, people
    from data.store import documents

    staff = context.store.load(documents.STAFF)
    gone = let_go(before, rules_of(context), rule, staff)
    if gone:
        advice = (
            tr("; {way_out} leaves them bound by it as before", way_out=way_out) if way_out else ""
        )
        errors.print(
            tr(
                "{rule} no longer binds {people}{advice}",
                rule=rule,
                people=people(gone, staff),
                advice=advice,
            )
        )


def _one_weight(price: int | None, hard: bool, off: bool) -> None:
    if (price is not None) + hard + off > 1:
        raise typer.BadParameter(tr("choose one of --price, --hard and --off"))


def _changed(
    setting: RuleSetting, values: list[str], price: int | None, hard: bool, off: bool
) -> RuleSetting:
    params = {**setting.params, **whole_numbers(values)}
    new_price = None if hard else price if price is not None else setting.price
    return replace(setting, price=new_price, params=params, active=not off)


def _fields(setting: RuleSetting) -> str:
    from rostering.rules import RULES

    fields = RULES[setting.rule].params()
    return " ".join(as_typed(p.name, setting.params.get(p.name, p.default)) for p in fields)


def _weight(setting: RuleSetting) -> str:
    if not setting.active:
        return "off"
    return tr("hard") if setting.hard else tr("{price} points", price=setting.price)
