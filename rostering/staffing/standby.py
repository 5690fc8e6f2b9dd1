"""How many to put on standby for a need that is known as a range: cost of standby and of lacking.

One hour and one kind of standby is the newsvendor: hold so many that the chance of needing more
equals the cost of holding over what a called hour saves (Arrow, Harris & Marschak 1951,
Econometrica 19, 250-272, doi:10.2307/1906813). Several kinds, blocks of hours and callers who try
again make it a programme in two stages (`rostering.solver.standby`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data.model.errors import InvalidValue
from data.model.grid import FloatArray, IntArray
from data.model.language import tr


@dataclass(frozen=True)
class StandbyKind:
    """A kind of standby; costs are of an hour.

    Parameters
    ----------
    notice_h
        Hours from the begin of the storm until people of it are there [h].
    hold, call
        Cost of an hour on standby, and further cost of an hour worked [-].
    hours
        Length of one standby [h].
    most
        People on it at the same time [people].
    """

    name: str
    notice_h: int
    hold: float
    call: float
    hours: int
    most: int


@dataclass(frozen=True)
class StandbyBlock:
    """People of one kind on standby from one hour on.

    Parameters
    ----------
    start, end
        Hours since the begin of the storm [h].
    """

    kind: str
    start: int
    end: int
    people: int


@dataclass(frozen=True, eq=False)
class StandbyPlan:
    """How many are on standby when, and what that is expected to cost.

    Parameters
    ----------
    blocks
        By start, then kind.
    cost
        Expected cost over all scenarios, in the unit of the kinds.
    hold, call, lacking
        Its parts.
    lower_bound
        No plan of such blocks costs less.
    never
        Expected cost with nobody on standby.
    knew
        Expected cost of one who had known the need of each scenario by hour, with whole people
        in blocks of an hour for the cheapest kind that could be there.
    proven
        Whether no plan of such blocks costs a thousandth less.
    """

    blocks: tuple[StandbyBlock, ...]
    hours: int
    cost: float
    hold: float
    call: float
    lacking: float
    lower_bound: float
    never: float
    knew: float
    proven: bool

    def people(self, kind: str = "") -> IntArray:
        """On standby in each hour, of one kind or of all [people], shape (hours,)."""
        found = np.zeros(self.hours, dtype=np.int64)
        for block in self.blocks:
            if not kind or block.kind == kind:
                found[block.start : min(block.end, self.hours)] += block.people
        return found


def newsvendor(needs: Sequence[float] | FloatArray, hold: float, saves: float) -> float:
    """How much to hold where each of some needs is equally likely [unit of the needs].

    The least x with P(need <= x) >= 1 - hold / saves.

    Parameters
    ----------
    hold
        Cost of holding one more, used or not.
    saves
        What one that is used saves: shortfall less the cost of the call.

    Raises
    ------
    InvalidValue
        If no need is given, or a cost is negative.
    """
    ranked = np.sort(np.asarray(needs, dtype=np.float64))
    if not len(ranked) or hold < 0:
        raise InvalidValue(tr("standby needs a range of needs, and costs that are not negative"))
    if saves <= hold:
        return 0.0
    level = 1.0 - hold / saves
    place = int(np.ceil(level * len(ranked) - 1e-9)) - 1
    return float(max(0.0, ranked[max(0, place)]))


def lacking(need: FloatArray, there: FloatArray, retry_share: float = 0.0) -> FloatArray:
    """What lacks in each hour, with those who are not served and try again in the next.

    Parameters
    ----------
    need, there
        Agents needed and there [agents], shapes (..., hours).
    """
    short = np.maximum(0.0, need - there)
    for hour in range(1, short.shape[-1]):
        more = need[..., hour] + retry_share * short[..., hour - 1] - there[..., hour]
        short[..., hour] = np.maximum(0.0, more)
    return short
