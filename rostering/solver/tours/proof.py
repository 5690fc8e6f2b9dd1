"""A saved bound added up again from the prices that prove it.

The sum is that of `rostering.verify`, with arithmetic of its own. What it is given is the search's
statement of the problem as tours (`translate`, `to_plain`): which shifts exist for whom at what
cost, and every move of each rule. That is taken as given; the contract tests hold it.
"""

from collections.abc import Callable

import numpy as np

from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.result import Certificate
from rostering.solver.options import OptionTable
from rostering.solver.solve import on_the_floor
from rostering.solver.tours.plain import cost_rows, to_plain
from rostering.solver.tours.translate.translate import translate
from rostering.verify import SCALE, bound_of


def recomputed_bound(
    problem: RosterProblem,
    certificate: Certificate,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Points that no roster of a problem without activities can undercut.

    Notes
    -----
    Any prices prove a bound of any problem of their shape, so an older roster's prices prove one of
    a problem that differs a little.

    Raises
    ------
    InvalidValue
        If the prices are of other slots, queues or people.
    """
    problem = on_the_floor(problem)
    instance = translate(problem, OptionTable(problem)).instance
    prices = np.array(certificate.prices, dtype=np.int64)
    multipliers = np.array(certificate.slopes, dtype=np.int64)
    cover = instance.cover
    if prices.ndim == 2 and len(prices) >= len(cover.shortfall):  # made without some presences
        prices = np.pad(prices, ((0, max(0, cover.price_rows - len(prices))), (0, 0)))
    asked = ((cover.price_rows, cover.slots), (len(instance.agents), instance.end_counters))
    if (prices.shape, multipliers.shape) != asked:
        raise InvalidValue(
            tr(
                "the certificate has prices of shape {shape} and {shape2}, this "
                "problem {asked} and {asked2}: it belongs to another problem, or to "
                "another program",
                shape=prices.shape,
                shape2=multipliers.shape,
                asked=asked[0],
                asked2=asked[1],
            )
        )
    plain = to_plain(instance)
    costs = [cost_rows(instance, agent) for agent in range(len(instance.agents))]
    return max(0, -(-bound_of(plain, costs, prices, multipliers, progress) // SCALE))
