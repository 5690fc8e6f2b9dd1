"""Zones that teams call their home: enough seats for a team's fullest moment, few zones."""

from collections.abc import Mapping

import numpy as np

from data.model.grid import BoolArray
from rostering.seats.times import Spans, heads

Homes = Mapping[str, tuple[int, ...]]


def homes_of(spans: Spans, team_of: Mapping[str, str]) -> Homes:
    """Numbers of the home zones of each team; people without a team have none.

    Notes
    -----
    The largest team first; each goes where most seats stay free through its hours, and spreads
    to a second zone only if no single one has room.
    """
    teams = np.array([team_of.get(name, "") for name in spans.names])
    rows = {team: teams[spans.agent] == team for team in sorted(set(teams.tolist())) if team}
    need = {team: heads(spans, mine) for team, mine in rows.items()}
    size = np.bincount(spans.zone_of, minlength=len(spans.zones)).astype(np.int64)
    left = np.repeat(size[:, None], max(1, spans.intervals), axis=1)
    homes: dict[str, tuple[int, ...]] = {}
    order = sorted(need, key=lambda team: (-int(need[team].max(initial=0)), team))
    for team in order:
        wanted = need[team].copy()
        mine: list[int] = []
        while wanted.max(initial=0) > 0 and len(mine) < len(size):
            seated = np.minimum(np.maximum(left, 0), wanted).sum(axis=1)
            seated[mine] = -1
            fits = seated == seated.max()
            # among zones that seat as many, the one that is left fullest: others stay whole
            room = np.where(fits, left.min(axis=1), np.iinfo(np.int64).max)
            best = int(np.argmin(room))
            if seated[best] <= 0:
                break
            taken = np.minimum(np.maximum(left[best], 0), wanted)
            left[best] -= taken
            wanted = wanted - taken
            mine.append(best)
            if _is_whole(seated[best], need[team].sum()):
                break
        homes[team] = tuple(mine)
    return homes


def _is_whole(seated: int, wanted: int) -> bool:
    return seated >= wanted


def away(spans: Spans, team_of: Mapping[str, str], homes: Homes) -> BoolArray:
    """Whether a seat lies outside an agent's home zones, shape (agents, seats)."""
    found = np.zeros((len(spans.names), len(spans.zone_of)), dtype=bool)
    for row, name in enumerate(spans.names):
        mine = homes.get(team_of.get(name, ""), ())
        if mine:
            found[row] = ~np.isin(spans.zone_of, mine)
    return found
