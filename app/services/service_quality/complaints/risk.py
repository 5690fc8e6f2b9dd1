"""Relative risk of a complaint in under-staffed minutes, with its interval."""

import math
from dataclasses import dataclass

_Z = 1.959963984540054  # two-sided 95 %


@dataclass(frozen=True)
class Risk:
    """Complaints per contact in under-staffed slots against all others.

    Parameters
    ----------
    inside, outside
        Complaints whose cause happened in under-staffed slots, and in others [-].
    contacts_inside, contacts_outside
        Contacts offered there [-].
    ratio, low, high
        Relative risk and its 95 % interval [-]; NaN where either side has no complaint or contact.
    """

    inside: int
    outside: int
    contacts_inside: float
    contacts_outside: float
    ratio: float
    low: float
    high: float

    @property
    def share_of_complaints(self) -> float:
        """Share of the complaints that fell into under-staffed slots [-]."""
        total = self.inside + self.outside
        return self.inside / total if total else float("nan")

    @property
    def share_of_contacts(self) -> float:
        """Share of the contacts that came in under-staffed slots [-]."""
        total = self.contacts_inside + self.contacts_outside
        return self.contacts_inside / total if total else float("nan")

    @property
    def is_sure(self) -> bool:
        """Whether the interval lies above one."""
        return self.low > 1


def relative_risk(
    inside: int, contacts_inside: float, outside: int, contacts_outside: float
) -> Risk:
    """Ratio of two risks with the log interval of Katz et al. 1978 (doi:10.2307/2530610)."""
    if not (inside and outside and contacts_inside > 0 and contacts_outside > 0):
        nan = float("nan")
        return Risk(inside, outside, contacts_inside, contacts_outside, nan, nan, nan)
    ratio = (inside / contacts_inside) / (outside / contacts_outside)
    spread = math.sqrt(
        max(
            0.0,
            1 / inside - 1 / contacts_inside + 1 / outside - 1 / contacts_outside,
        )
    )
    return Risk(
        inside,
        outside,
        contacts_inside,
        contacts_outside,
        ratio,
        ratio * math.exp(-_Z * spread),
        ratio * math.exp(_Z * spread),
    )
