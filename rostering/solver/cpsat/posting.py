"""Posting each form of statement to CP-SAT; `rules/language/checks.py` does so without a solver."""

from collections.abc import Callable
from functools import singledispatch

from rostering.rules.language.duty import Duty
from rostering.rules.language.statement import (
    UNLIMITED,
    Cell,
    Hits,
    Pattern,
    Rest,
    Spread,
    Step,
    Total,
    TourStatement,
    units,
)
from rostering.solver.cpsat.conflicts import (
    Table,
    amounts,
    duties_of,
    post_by_rows,
    post_cliques,
)
from rostering.solver.cpsat.model import Choice, RosterModel
from rostering.solver.cpsat.terms import Terms

# Cliques per unit are the tightest form; beyond so many units one charge by rows is smaller.
_CLIQUE_UNITS = 3


@singledispatch
def post(statement: TourStatement, model: RosterModel, agent_id: str, price: int | None) -> None:
    """Post a statement about one agent's tour: it must hold, or each unit costs a price."""
    raise TypeError(f"no posting of {type(statement).__name__}")


@post.register
def _cell(statement: Cell, model: RosterModel, agent_id: str, price: int | None) -> None:
    for day in statement.days:
        off = statement.amount(day, None) if statement.off else 0
        sum_ = Terms(constant=off)
        for duty, literal in model.choices(agent_id, day):
            sum_.add(literal, statement.amount(day, duty) - off)
        if price is None:
            if sum_.variables or sum_.constant:
                model.within(sum_, None, 0)
        else:
            for literal, amount in zip(sum_.variables, sum_.coefficients, strict=True):
                model.pay(literal, amount * price)
            model.pay(1, sum_.constant * price)


@post.register
def _step(statement: Step, model: RosterModel, agent_id: str, price: int | None) -> None:
    for day in statement.days:
        before, after = model.choices(agent_id, day - 1), model.choices(agent_id, day)
        if not before or not after:
            continue
        table = amounts(statement.amount, duties_of(before), duties_of(after))
        greatest = max(max(row) for row in table)
        if not greatest:
            continue
        if _all_fixed(before) and _all_fixed(after):
            _settled(model, sum(sum(row) for row in table), price)
        elif price is None:
            post_cliques(model, table, before, after, 1, None)
        elif greatest <= _CLIQUE_UNITS:
            for unit in range(1, greatest + 1):
                over = model.flag()
                post_cliques(model, table, before, after, unit, over)
                model.pay(over, price)
        else:
            post_by_rows(model, table, before, after, greatest, price)


def _all_fixed(choices: tuple[Choice, ...]) -> bool:
    return all(isinstance(literal, int) for _, literal in choices)


def _settled(model: RosterModel, amount: int, price: int | None) -> None:
    if price is None:
        model.within(Terms(constant=amount), None, 0)
    else:
        model.pay(1, amount * price)


@post.register
def _pattern(statement: Pattern, model: RosterModel, agent_id: str, price: int | None) -> None:
    size = len(statement.fits)
    for i in range(len(statement.positions) - size + 1):
        days = statement.positions[i : i + size]
        if days[-1][-1] < 0:
            continue
        sum_ = Terms()
        for group, fits in zip(days, statement.fits, strict=True):
            sum_.extend(model.any_fits(agent_id, group, fits))
        if price is None:
            model.within(sum_, None, size - 1)
        elif sum_.variables:
            over = model.flag()
            sum_.add(over, -1)
            model.within(sum_, None, size - 1)
            model.pay(over, statement.amount * price)
        else:
            model.pay(int(sum_.constant == size), statement.amount * price)


@post.register
def _total(statement: Total, model: RosterModel, agent_id: str, price: int | None) -> None:
    sum_, low, high = Terms(), 0, 0
    for day in statement.days:
        off, choices = statement.add(day, None), model.choices(agent_id, day)
        sum_.constant += off
        adds = [statement.add(day, duty) for duty, _ in choices]
        for add, (_, literal) in zip(adds, choices, strict=True):
            sum_.add(literal, add - off)
        low, high = low + min([off, *adds]), high + max([off, *adds])
    # One shift a day is what lets the range be that tight; that rule itself needs the loose one.
    _range(model, sum_, statement, sum_.bounds() if price is None else (low, high), price)


@post.register
def _hits(statement: Hits, model: RosterModel, agent_id: str, price: int | None) -> None:
    sum_ = Terms()
    for group in statement.groups:
        sum_.extend(model.any_fits(agent_id, group, statement.fits))
    _range(model, sum_, statement, (0, len(statement.groups)), price)


@post.register
def _spread(statement: Spread, model: RosterModel, agent_id: str, price: int | None) -> None:
    days = [c for day in statement.days if (c := model.choices(agent_id, day))]
    values = [statement.value(duty) for choices in days for duty, _ in choices]
    fixed = [statement.value(d) for choices in days if _all_fixed(choices) for d, _ in choices]
    if not values or max(values) - min(values) <= statement.most:
        return None
    if len(fixed) == len(values):
        return _settled(
            model, units(max(values) - min(values), 0, statement.most, statement.unit), price
        )
    least, most = min(values), max(values)
    low, high = (model.cp.new_int_var(least, most, "") for _ in range(2))
    for choices in days:
        below, above = Terms(constant=-most), Terms(constant=least)
        below.add(low)
        above.add(high, -1)
        for duty, literal in choices:
            below.add(literal, most - statement.value(duty))
            above.add(literal, statement.value(duty) - least)
        model.cp.add(below.expression <= 0)
        model.cp.add(above.expression <= 0)
    spread = Terms()
    spread.add(high)
    spread.add(low, -1)
    if price is not None:
        over = model.number(units(most - least, 0, statement.most, statement.unit))
        spread.add(over, -statement.unit)
        model.pay(over, price)
    # What lies fixed around a neighbourhood is not its fault.
    given = max(fixed) - min(fixed) if model.partial and fixed else 0
    return model.within(spread, None, max(statement.most, given))


@post.register
def _rest(statement: Rest, model: RosterModel, agent_id: str, price: int | None) -> None:
    cells = range(statement.days[0] - 1, statement.days[-1] + 2)
    if all(_all_fixed(model.choices(agent_id, day)) for day in cells) and model.partial:
        return
    found = Terms()
    for day in statement.days:
        worn, off = model.flag(), Terms()  # 0: off, and rested around it
        off.add(worn, -1)
        for _, literal in model.choices(agent_id, day):
            off.add(literal)
        model.within(off, None, 0)
        before, after = model.choices(agent_id, day - 1), model.choices(agent_id, day + 1)
        post_cliques(model, _close(statement.apart, before, after), before, after, 1, worn)
        found.constant += 1
        found.add(worn, -1)
    if price is not None:
        missing = model.flag()
        found.add(missing)
        model.pay(missing, price)
    model.within(found, 1, None)


def _close(
    apart: Callable[[Duty, Duty], bool], before: tuple[Choice, ...], after: tuple[Choice, ...]
) -> Table:
    return tuple(tuple(int(not apart(one, two)) for two, _ in after) for one, _ in before)


def _range(
    model: RosterModel,
    sum_: Terms,
    statement: Total | Hits,
    bounds: tuple[int, int],
    price: int | None,
) -> None:
    low, high = bounds
    if price is None:
        if low < statement.least or high > statement.most:
            most = statement.most if statement.most < UNLIMITED else None
            model.within(sum_, statement.least, most)
        return
    if high > statement.most:
        _charge(model, sum_, 1, statement.most, high - statement.most, statement, price)
    if low < statement.least:
        _charge(model, sum_, -1, -statement.least, statement.least - low, statement, price)


def _charge(
    model: RosterModel,
    sum_: Terms,
    sign: int,
    most: int,
    room: int,
    statement: Total | Hits,
    price: int,
) -> None:
    """Pay for what sign x sum exceeds most by."""
    unit = statement.unit if isinstance(statement, Total) else 1
    units, held = -(-room // unit), Terms()
    held.extend(sum_, sign)
    if statement.rising:
        for n in range(1, units + 1):
            step = model.flag()
            held.add(step, -unit)
            model.pay(step, n * price)
    else:
        over = model.number(units)
        held.add(over, -unit)
        model.pay(over, price)
    model.within(held, None, most)
