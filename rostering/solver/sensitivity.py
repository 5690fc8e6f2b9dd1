"""What things are worth: a slot, one more agent, a shift template, a rule a little looser.

Every figure is the change of the least cost. What is proven of both costs brackets it; between the
two, the change of the bound is the estimate. Slots have dual prices instead of a second solve.
"""

import dataclasses
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from data.model.errors import InvalidValue
from data.model.grid import FloatArray
from data.model.language import phrase, tr
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.rule import RuleSetting
from data.model.staff import Agent
from rostering.rules import RULES
from rostering.solver.progress import Progress
from rostering.solver.ready import ready
from rostering.solver.tours.multipliers import Bracket, bracket, priced
from rostering.solver.tours.translate.translate import why_no_prices

_NO_PRICES = phrase(
    "no prices exist for this roster, because the tour engine cannot state its problem"
)

Kind = Literal["agent", "template", "rule"]

_BASE_SHARE = 0.35
_LEAST_S = 1.0


@dataclass(frozen=True)
class Variant:
    """One thing changed.

    Parameters
    ----------
    more
        True: there is more room than before, so the cost can only fall.
    """

    kind: Kind
    name: str
    words: str
    problem: RosterProblem
    more: bool


@dataclass(frozen=True)
class Value:
    """What one change does to the least cost [points]; below zero it saves.

    Parameters
    ----------
    change
        Estimate: change of the proven bound, held within `low` .. `high`; infinite where no roster
        would be left.
    low, high
        Proven: the true change lies between them.
    found
        Change between the best rosters found, None where the search met none.
    """

    kind: Kind
    name: str
    words: str
    change: float
    low: float
    high: float
    found: int | None


@dataclass(frozen=True, eq=False)
class SensitivityReport:
    """Everything asked, with the problem's own bracket.

    Parameters
    ----------
    slot_prices
        What one more needed head costs at the margin, by dual prices [points],
        shape (queues, slots).
    """

    bound: float
    objective: int
    slot_prices: FloatArray
    things: tuple[Value, ...]
    skipped: tuple[str, ...]
    seconds: float

    @property
    def slack(self) -> float:
        """What is not proven of the cost [points]: no sum of dual prices is surer than this."""
        return self.objective - self.bound


class NoPrices(InvalidValue):
    """A problem has no prices; the message says why, and what to do."""


def no_prices_because(problem: RosterProblem) -> str:
    """Why nothing of a problem can be priced, and what to do; empty where it can be."""
    why = why_no_prices(problem)
    return f"{tr(_NO_PRICES)}: {why}" if why else ""


def worth(
    problem: RosterProblem,
    roster: Roster,
    *,
    time_limit_s: float = 300.0,
    kinds: tuple[Kind, ...] = ("agent", "template", "rule"),
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> SensitivityReport:
    """Price a rostered problem.

    Parameters
    ----------
    roster
        A roster of the problem to begin with; its activities are left out, as of every build.

    Raises
    ------
    NoPrices
        If the tour engine cannot state the problem; the message says why, and what to do.
    InvalidValue
        If an agent's hard rules leave no tour.
    """
    if why := no_prices_because(problem):
        raise NoPrices(why)
    halt = stop or threading.Event()
    ready(progress, halt)
    began = time.monotonic()
    wanted = [v for v in variants(problem) if v.kind in kinds]
    share = _BASE_SHARE if wanted else 1.0

    def heard(phase: str) -> None:
        if progress:
            progress(Progress(time.monotonic() - began, None, None, phase))

    heard(tr("prices of the roster as it is"))
    roster = roster.without_activities
    base = priced(problem, roster, share * time_limit_s, seed, halt)
    each = max(_LEAST_S, (1 - share) * time_limit_s / max(1, len(wanted)))
    own = bracket(base, problem, each, seed)
    own = Bracket(max(base.bound, own.bound), min(base.objective, own.objective or base.objective))
    things = []
    for number, variant in enumerate(wanted, 1):
        if halt.is_set():
            break
        heard(
            tr(
                "{number} of {wanted}: {words}",
                number=number,
                wanted=len(wanted),
                words=variant.words,
            )
        )
        things.append(_worth(own, variant, bracket(base, variant.problem, each, seed)))
    return SensitivityReport(
        own.bound,
        own.objective or base.objective,
        np.asarray(base.prices[: len(problem.requirement.queue_ids)], dtype=np.float64),
        tuple(sorted(things, key=lambda w: (w.kind, w.change))),
        (
            *_skipped(problem),
            *(tr("{words}: stopped before", words=left.words) for left in wanted[len(things) :]),
        ),
        time.monotonic() - began,
    )


def _worth(own: Bracket, variant: Variant, found: Bracket) -> Value:
    """Change of the least cost from what is proven of both."""
    assert own.objective is not None
    above = found.objective
    if variant.more:  # the roster known is still one of the variant
        above = min(above if above is not None else own.objective, own.objective)
    low = found.bound - own.objective
    high = float("inf") if above is None else above - own.bound
    low, high = (low, min(high, 0.0)) if variant.more else (max(low, 0.0), high)
    change = float(np.clip(found.bound - own.bound, low, max(low, high)))
    step = None if above is None else above - own.objective
    return Value(variant.kind, variant.name, variant.words, change, low, high, step)


def variants(problem: RosterProblem) -> Iterator[Variant]:
    """Every single change that is priced."""
    yield from _one_more_agent(problem)
    yield from _one_template_less(problem)
    yield from _one_rule_looser(problem)


def _one_more_agent(problem: RosterProblem) -> Iterator[Variant]:
    """One more person of each contract, with the skills most common in it."""
    for contract in problem.contracts:
        peers = [a for a in problem.agents if a.contract_id == contract.contract_id]
        if not peers:
            continue
        skills = Counter(agent.skills for agent in peers).most_common(1)[0][0]
        new = Agent(
            tr("new {contract_id}", contract_id=contract.contract_id),
            tr("one more"),
            contract.contract_id,
            skills,
        )
        words = tr(
            "one more person of {name} ({contract_id}): {skills}",
            name=contract.name,
            contract_id=contract.contract_id,
            skills=", ".join(skills),
        )
        more = dataclasses.replace(problem, agents=(*problem.agents, new))
        yield Variant("agent", contract.contract_id, words, more, more=True)


def _one_template_less(problem: RosterProblem) -> Iterator[Variant]:
    codes = [template.code for template in problem.templates]
    for code in codes if len(codes) > 1 else ():
        contracts = tuple(
            dataclasses.replace(c, templates=tuple(t for t in c.templates or codes if t != code))
            for c in problem.contracts
        )
        templates = tuple(t for t in problem.templates if t.code != code)
        # A contract without templates may work them all: one that loses its last must work none.
        if any(not contract.templates for contract in contracts):
            continue
        less = dataclasses.replace(problem, contracts=contracts, templates=templates, locks=())
        yield Variant(
            "template", code, tr("the templates without {code}", code=code), less, more=False
        )


def _one_rule_looser(problem: RosterProblem) -> Iterator[Variant]:
    """Each rule a step looser, or gone where it has no step."""
    for place, setting in enumerate(problem.rules):
        rule = RULES[setting.rule]
        if not setting.active or rule.structural:
            continue
        looser = rule.looser(setting)
        if looser:
            says = rule.built(looser).sentence()
            if looser.price != setting.price:
                says = tr(
                    "{price} points a {unit} instead of {price2}",
                    price=looser.price,
                    unit=rule.unit,
                    price2=setting.price,
                )
            yield _ruled(
                problem,
                place,
                looser,
                tr("{titled} a step looser: {says}", titled=_titled(setting), says=says),
            )
        elif not rule.always_priced:  # one that always has a price is free of charge already
            off = dataclasses.replace(setting, active=False)
            yield _ruled(problem, place, off, tr("without {titled}", titled=_titled(setting)))


def _titled(setting: RuleSetting) -> str:
    """Title of a rule, with the queues that its setting names."""
    title = RULES[setting.rule].title
    return (
        tr("{title} of {queues}", title=title, queues=", ".join(setting.queues))
        if setting.queues
        else title
    )


def _ruled(problem: RosterProblem, place: int, setting: RuleSetting, words: str) -> Variant:
    rules = (*problem.rules[:place], setting, *problem.rules[place + 1 :])
    name = " ".join((setting.rule, *setting.queues, *(() if setting.active else ("off",))))
    return Variant("rule", name, words, dataclasses.replace(problem, rules=rules), more=True)


def _skipped(problem: RosterProblem) -> Iterator[str]:
    """What prices cannot see, as sentences."""
    for contract in problem.contracts:
        if len(contract.templates) == 1:
            yield tr(
                "{name} has only {templates}: it cannot do without",
                name=contract.name,
                templates=contract.templates[0],
            )
