"""`peakshift rules`: the rule book in force."""

from typing import Annotated

import typer

from app.cli.output import answers, print_json, print_table
from app.cli.session import desk_of
from app.services.build_roster import rules_of
from app.services.set_rules import reset_rules, set_rules
from data.model.codec import to_json
from data.model.errors import NotFound
from data.model.rule import RuleSetting
from rostering.rules import RULES

app = typer.Typer(help="What a roster must and should keep.", no_args_is_help=True)


@app.command("list")
def list_(context: typer.Context, json: bool = False) -> None:
    """Show every rule, hard or priced, with its sentence."""
    with desk_of(context) as desk:
        settings = rules_of(desk)
    if json:
        print_json([to_json(setting) for setting in settings])
        return
    rows = [[s.rule, _weight(s), _fields(s), RULES[s.rule].built(s).sentence()] for s in settings]
    print_table("Rules", ["rule", "weight", "fields", "says"], rows)


@app.command("set")
def set_(
    context: typer.Context,
    rule: str,
    value: Annotated[
        list[str] | None,
        typer.Argument(help="field=value, e.g. least=2; `rules list` shows the fields"),
    ] = None,
    price: Annotated[
        int | None, typer.Option(help="Points a unit; the weight stays as it is if not given.")
    ] = None,
    hard: Annotated[bool, typer.Option("--hard", help="Make the rule hard.")] = False,
    off: Annotated[bool, typer.Option("--off", help="Switch the rule off.")] = False,
    why: str = "",
) -> None:
    """Change one rule."""
    if (price is not None) + hard + off > 1:
        raise typer.BadParameter("choose one of --price, --hard and --off")
    with desk_of(context) as desk:
        settings = rules_of(desk)
        if rule not in {setting.rule for setting in settings}:
            raise NotFound(f"no rule {rule!r} in the book; see `peakshift rules list`")
        changed = tuple(
            _changed(setting, value or [], price, hard, off) if setting.rule == rule else setting
            for setting in settings
        )
        set_rules(desk, changed, why)
    answers.print(f"{rule}: changed", markup=False)


@app.command()
def reset(context: typer.Context, why: str = "") -> None:
    """Go back to the default rule book."""
    with desk_of(context) as desk:
        reset_rules(desk, why)
    answers.print("The default rules are in force")


def _changed(
    setting: RuleSetting, values: list[str], price: int | None, hard: bool, off: bool
) -> RuleSetting:
    params = dict(setting.params)
    for text in values:
        name, found, number = text.partition("=")
        if not found or not number.lstrip("-").isdigit():
            raise typer.BadParameter(f"{text!r}: write field=number")
        params[name] = int(number)
    new_price = None if hard else (setting.price if price is None else price)
    return RuleSetting(
        setting.rule, new_price, params, setting.contracts, not off, setting.precedence
    )


def _fields(setting: RuleSetting) -> str:
    fields = RULES[setting.rule].params()
    return " ".join(f"{p.name}={setting.params.get(p.name, p.default)}" for p in fields)


def _weight(setting: RuleSetting) -> str:
    if not setting.active:
        return "off"
    return "hard" if setting.hard else f"{setting.price} points"
