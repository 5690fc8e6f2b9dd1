"""A rule is aimed only at contracts and agents that there are, and at somebody."""

from collections.abc import Mapping
from difflib import get_close_matches

from data.model.errors import InvalidValue
from data.model.rule import RuleSetting
from data.model.staff import Staff
from rostering.rules.aims import meant

SHOWN = 3


def check_aim(setting: RuleSetting, staff: Staff) -> None:
    """Refuse a setting that names somebody unknown, or whose contracts and agents never meet.

    Raises
    ------
    InvalidValue
        If so: it would bind nobody, and nobody would see that.
    """
    _known("contract", setting.contracts, {c.contract_id: c.name for c in staff.contracts})
    _known("agent", setting.agents, {a.agent_id: a.name for a in staff.agents})
    if setting.contracts and setting.agents and not meant(setting, staff.agents):
        raise InvalidValue(
            f"rule {setting.rule} would bind nobody: of {', '.join(setting.agents)} nobody has "
            f"contract {' or '.join(setting.contracts)}; name agents or contracts, not both"
        )


def nearest(asked: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Ids whose id or name comes nearest to what was asked; the first ones where none is near."""
    spoken = {word.casefold(): key for key, name in names.items() for word in (name, key)}
    near = get_close_matches(asked.casefold(), spoken, n=2 * SHOWN, cutoff=0.4)
    found = tuple(dict.fromkeys(spoken[word] for word in near))
    return (found or tuple(names))[:SHOWN]


def _known(what: str, asked: tuple[str, ...], names: Mapping[str, str]) -> None:
    complaints = [
        f"no {what} {name!r}; nearest known: "
        + ", ".join(f"{key} ({names[key]})" for key in nearest(name, names))
        for name in asked
        if name not in names
    ]
    if complaints and not names:
        raise InvalidValue(
            f"no {what} {', '.join(asked)}: no staff is stored yet, "
            "run `peakshift staff import FOLDER` first"
        )
    if complaints:
        raise InvalidValue(
            "; ".join(complaints) + ". `peakshift staff show` counts contracts, "
            "`peakshift staff export FOLDER` lists everybody"
        )
