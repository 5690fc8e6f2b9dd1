"""The optimality gap in hours of people, as a manager reads it."""

from data.model.problem import RosterProblem
from data.model.result import Distance
from data.model.roster import Roster


def rostered_hours(roster: Roster) -> float:
    """Paid hours of all shifts [h]."""
    return sum(shift.paid_min for shift in roster.shifts) / 60


def hours_from_best(
    problem: RosterProblem,
    of_hours: float,
    objective: float | None,
    bound: float | None,
    given_points: int = 0,
) -> Distance | None:
    """How many hours better a roster can be at most; None where nothing is known of it.

    Parameters
    ----------
    of_hours
        Paid hours rostered [h].
    objective, bound
        Cost, and what no roster can undercut [points].
    given_points
        Price of what relaxed rules give, within the cost [points]: no hour of anybody.

    Notes
    -----
    The points between the two are hours at the price of the cheapest hour that is missing or idle,
    so dearer ones are fewer. What is more than all hours rostered proves nothing and is all.
    """
    if objective is None or bound is None:
        return None
    prices = problem.cover_prices
    every = (prices.surplus, *map(prices.of, problem.requirement.queue_ids))
    paid = [price for price in every if price]
    if not paid:
        return None
    points = max(0.0, objective - bound)
    if given_points:
        points = min(points, max(0.0, objective - given_points))
    hours = points / min(paid) * problem.requirement.grid.slot_min / 60
    return Distance(min(hours, of_hours), of_hours)


def distance(
    problem: RosterProblem,
    roster: Roster | None,
    objective: float | None,
    bound: float | None,
    given_points: int = 0,
) -> Distance | None:
    """The same of a roster; None where there is none."""
    if roster is None:
        return None
    return hours_from_best(problem, rostered_hours(roster), objective, bound, given_points)
