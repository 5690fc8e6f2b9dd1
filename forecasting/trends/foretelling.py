"""Which series of counts foretells which: tested, many tries allowed for, never a cause."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from data.model.grid import FloatArray
from data.model.language import trn
from data.model.special_day import SpecialDays
from forecasting.groups.departures import departure_of_days
from forecasting.groups.links import links_between

LEAST_A_DAY = 5.0
"""Series with fewer contacts a day foretell nothing that could be told from chance."""


@dataclass(frozen=True)
class Foretelling:
    """One series that runs ahead of another.

    Parameters
    ----------
    lag_days
        Days by which the follower comes later.
    correlation
        Of what is new in both [-].
    doubled
        What the follower has come to when the leader had twice its usual number [-].
    """

    leader: str
    follower: str
    lag_days: int
    correlation: float
    doubled: float

    @property
    def sentence(self) -> str:
        """The claim in one sentence."""
        return trn(
            "{leader} foretells {follower} one day ahead: twice as much there, {doubled:+.0%} here",
            "{leader} foretells {follower} {n} days ahead: twice as much there, {doubled:+.0%} "
            "here",
            self.lag_days,
            leader=self.leader,
            follower=self.follower,
            doubled=self.doubled - 1,
        )


def foretellings(
    counts: Mapping[str, FloatArray],
    days: Sequence[date],
    special_days: SpecialDays,
    longest_lag_days: int = 7,
) -> tuple[Foretelling, ...]:
    """Pairs of series in which one foretells the other, the strongest first.

    Parameters
    ----------
    counts
        Counts a day by name, shape (days,) each.

    Notes
    -----
    See `forecasting.groups.links`: season, weekday, special days, each one's own past and the day
    that all share are taken out, all pairs and lags tried are allowed for, and the leader must
    improve the forecast of days that its weight was not fitted to.
    """
    names = sorted(name for name, row in counts.items() if row.mean() >= LEAST_A_DAY)
    weekday = np.array([day.weekday() for day in days])
    special = np.array([day in special_days for day in days], dtype=bool)
    rows = np.array([departure_of_days(counts[name], weekday, special) for name in names])
    return tuple(
        Foretelling(one.leader, one.follower, one.lag_days, one.correlation, float(2**one.pass_on))
        for one in links_between(names, rows, longest_lag_days)
    )
