"""The README's chapter on the rules, written from the rules themselves."""

import sys
from collections.abc import Iterator
from pathlib import Path

from data.model.rule import RuleSetting
from rostering.rules import RULES, Rule, default_settings

FIRST, LAST = "<!-- rules: generated -->", "<!-- rules: end -->"


def chapter() -> str:
    """One table of all rules: name, sentence at its defaults, weight, unit, fields."""
    rows = ["| rule | in one sentence | set to | unit | fields (range) |", "|---|---|---|---|---|"]
    return "\n".join([*rows, *(_row(setting) for setting in default_settings())])


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
    found: Iterator[str] = (
        f"`{p.name}` {p.label.lower()} [{p.unit}] ({p.least}..{p.most})" for p in kind.params()
    )
    return "; ".join(found) or "none"


def rewritten(text: str) -> str:
    """A README with its chapter brought up to date."""
    before, rest = text.split(FIRST)
    return f"{before}{FIRST}\n\n{chapter()}\n\n{LAST}{rest.split(LAST)[1]}"


if __name__ == "__main__":
    path = Path(__file__).resolve().parents[2] / "README.md"
    path.write_text(rewritten(path.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{len(RULES)} rules written to {path.name}\n")
