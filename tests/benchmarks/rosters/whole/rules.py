"""Rules posted to the whole model in their own plain form, never through the automaton."""

from collections.abc import Callable

from rostering.solver.tours.resource import TourResource
from tests.benchmarks.rosters.centre_rules import Recovery, Run, Spans, Total
from tests.benchmarks.rosters.whole.cells import Linear, WholeCells


def post_rule(whole: WholeCells, agent: int, resource: TourResource) -> None:
    """Post one rule for one agent."""
    _POSTS[type(resource)](whole, agent, resource)


def _post_total(whole: WholeCells, agent: int, rule: Total) -> None:
    days = range(rule.first, rule.last + 1)
    value = whole.units(agent, rule.table, days)
    whole.outside(value, rule.limits, int(rule.table.max()) * len(days))


def _post_run(whole: WholeCells, agent: int, rule: Run) -> None:
    days = whole.instance.days
    inside: list[Linear] = [
        whole.off[agent][d] if rule.off else whole.seen(agent, rule.table, d) for d in range(days)
    ]
    high = rule.limits.high
    if high is not None:
        for day in range(days - high):
            whole.forbid(inside[day : day + high + 1], rule.limits.high_price)
    for length in range(1, rule.limits.low):
        price = rule.limits.low_price
        missing = None if price is None else price * (rule.limits.low - length)
        for day in range(days - length):
            before = [1 - inside[day - 1]] if day else []
            run = [*before, *inside[day : day + length], 1 - inside[day + length]]
            whole.forbid(run, missing)


def _post_spans(whole: WholeCells, agent: int, rule: Spans) -> None:
    whole.outside(whole.touched(agent, rule.table, rule.spans), rule.limits, len(rule.spans))


def _post_recovery(whole: WholeCells, agent: int, rule: Recovery) -> None:
    days = whole.instance.days
    night = [whole.seen(agent, rule.table, day) for day in range(days)]
    for day in range(rule.after, days):
        run = night[day - rule.after : day]
        for off in range(min(rule.owed, days - day)):
            free = [whole.off[agent][day + i] for i in range(off)]
            works = 1 - whole.off[agent][day + off]
            stopped = [works, 1 - night[day]] if off == 0 else [*free, works]
            whole.forbid(
                [*run, *stopped], None if rule.price is None else rule.price * (rule.owed - off)
            )


_POSTS: dict[type[TourResource], Callable[[WholeCells, int, TourResource], None]] = {
    Total: _post_total,  # type: ignore[dict-item]
    Run: _post_run,  # type: ignore[dict-item]
    Spans: _post_spans,  # type: ignore[dict-item]
    Recovery: _post_recovery,  # type: ignore[dict-item]
}
