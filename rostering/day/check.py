"""The last word on a choice: the independent check of the whole roster with it."""

from dataclasses import replace

from data.model.problem import RosterProblem
from data.model.roster import Lock, Roster
from rostering.day.choose import Choice
from rostering.day.options import Option
from rostering.evaluation.scorecard import score


def with_options(roster: Roster, options: tuple[Option, ...]) -> Roster:
    """The roster with options taken."""
    cells = {}
    for option in options:
        shift = option.before or option.after
        assert shift is not None, "an option changes a shift"
        cells[option.agent_id, shift.day] = option.after
    others = [s for s in roster.shifts if (s.agent_id, s.day) not in cells]
    return Roster(roster.first, roster.days, (*others, *filter(None, cells.values())))


def with_agreed(problem: RosterProblem, options: tuple[Option, ...]) -> RosterProblem:
    """The problem with the cells locked that hold a shift agreed with a person."""
    locks = tuple(Lock(o.agent_id, o.after.day, o.after) for o in options if o.agreed and o.after)
    return replace(problem, locks=(*problem.locks, *locks)) if locks else problem


def lawful(problem: RosterProblem, roster: Roster, choice: Choice) -> tuple[Choice, int]:
    """The choice without what breaks a hard rule anew, and how many options that leaves out."""
    if not choice.options:
        return choice, 0
    before = score(problem, roster)
    known = {v for v in before.violations if v.hard}
    options = choice.options
    while options:
        card = score(with_agreed(problem, options), with_options(roster, options))
        fresh = [v for v in card.violations if v.hard and v not in known]
        if card.hard_violations <= before.hard_violations or not fresh:
            break
        named = {v.agent_id for v in fresh} & {option.agent_id for option in options}
        gone = named or {options[-1].agent_id}
        options = tuple(option for option in options if option.agent_id not in gone)
    return replace(choice, options=options), len(choice.options) - len(options)
