"""Steering to the period: what it has reached so far sets the aim of what is left of it.

A month's target is kept by no month's plan: its level moves. It is kept by answering: each night
the next day is staffed anew, within a budget of hours that may be moved, for the service that the
days left must give. Compare the recourse of Gans, Shen, Zhou, Korolev, McCord & Ristock (2015),
Manufacturing & Service Operations Management 17, 571-588, doi:10.1287/msom.2015.0546.
"""

import numpy as np

MOST_AIM = 0.97
"""No day is gilded for the month's sake [-]."""
GIVEN_BACK = 0.3
"""How far below the target what is left may be aimed to give back what the period is ahead [-].
At 200 Erlang a day is 25 points off by chance: with .1 a month of the US bank ended 3 points
ahead, with .2 one, with .3 none, and no day's callers are left in the lurch."""


def aim_of_rest(target_share: float, served: float, counted: float, left: float) -> float:
    """Service level that what is left must give for the period to reach its target [-].

    Parameters
    ----------
    served, counted
        Contacts served in time so far, and contacts so far [contacts].
    left
        Contacts expected in what is left of the period [contacts].
    """
    if left <= 0:
        return target_share
    aim = (target_share * (counted + left) - served) / left
    return float(np.clip(aim, target_share - GIVEN_BACK, max(MOST_AIM, target_share)))
