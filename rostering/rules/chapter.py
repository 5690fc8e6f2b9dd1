"""The page on the rules, `docs/rules.md`, written from the rules themselves."""

import sys
from pathlib import Path

from data.model.rule import RuleSetting
from rostering.rules import RULES, Rule, default_settings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
"""In a checkout; an installed product has no page."""

_TITLE = """# The rules

Every rule as a new centre sets it. `python -m rostering.rules.chapter` writes this page; a test
holds it to the rules. Prices are points for each unit of violation; a hard rule must hold.
"""
_HEAD = "| rule | in one sentence | set to | unit | fields (range) |\n|---|---|---|---|---|"


def page() -> str:
    """One table of all rules: name, sentence at its defaults, weight, unit, fields."""
    rows = (_row(setting) for setting in default_settings())
    return "\n".join([_TITLE, _HEAD, *rows, ""])


def _row(setting: RuleSetting) -> str:
    kind = RULES[setting.rule]
    rule = kind.built(setting)
    cells = (f"`{kind.name}`", rule.sentence(), _weight(setting, kind), kind.unit, _fields(kind))
    return "| " + " | ".join(cells) + " |"


def _weight(setting: RuleSetting, kind: type[Rule]) -> str:
    weight = (
        "always hard" if kind.structural else "hard" if setting.hard else f"{setting.price} points"
    )
    return weight if setting.active else f"off ({weight})"


def _fields(kind: type[Rule]) -> str:
    fields = (
        f"`{p.name}` {p.label.lower()} [{p.unit}] ({p.least}..{p.most})" for p in kind.params()
    )
    return "; ".join(fields) or "none"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{len(RULES)} rules written to {PAGE.name}\n")
