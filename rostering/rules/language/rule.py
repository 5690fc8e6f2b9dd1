"""What every rule is: configured, stated, checked without a solver, and put in one sentence."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal, Protocol

import numpy as np

from data.model.errors import InvalidValue
from data.model.language import Phrase, phrase, tr
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.rule import RuleSetting, Violation
from data.model.staff import Agent
from rostering.rules.language.checks import Breach, breaches
from rostering.rules.language.duty import Tour, day_of, tours
from rostering.rules.language.presence import FloorCount
from rostering.rules.language.statement import Breaks, Floor, TourStatement

Scope = Literal["agents", "queues", "centre"]
"""What a rule's settings may be narrowed to; those of the centre to nothing."""

CLOCK = phrase("min after midnight")
"""Unit of a field that is a time of day."""

SWITCH = phrase("0 no, 1 yes")
"""Unit of a field that is on or off."""


@dataclasses.dataclass(frozen=True)
class Param:
    """One field of a rule, as a form shows it."""

    name: str
    label: str
    unit: str
    least: int
    most: int
    default: int
    is_clock: bool = False
    is_switch: bool = False


def param(default: int, label: str, unit: str, least: int, most: int) -> Any:
    """Field of a rule that carries its label, unit and range."""
    meta = {"label": label, "unit": unit, "least": least, "most": most}
    return dataclasses.field(default=default, metadata=meta)


@dataclasses.dataclass(frozen=True)
class Usual:
    """How a new centre sets a rule: law and contract hard, health, fairness and wishes priced.

    Parameters
    ----------
    price
        Points a unit, or None for hard. A missing agent costs 10 points a slot, so all the wishes
        of one person weigh three of them, a lost free weekend six.
    precedence
        When rules collide, the highest number is relaxed first.
    params
        Fields that begin at something else than their own default.
    """

    price: int | None = None
    precedence: int = 0
    active: bool = True
    params: Mapping[str, int] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Looser:
    """A step looser, as sensitivities ask for it: what is added to which field."""

    field: str
    by: int


class Model(Protocol):
    """What a rule may ask of a solver's model, in roster words."""

    def moves(self, agent: Agent) -> bool:
        """Whether an agent's tour is to be decided."""

    def hold(self, agent: Agent, statement: TourStatement, price: int | None) -> None:
        """Hold a statement for one agent's tour; None: it must hold, else points a unit."""

    def hold_floor(self, statement: Floor, price: int | None) -> None:
        """Hold a statement about heads on the floor, at a weight."""

    def hold_breaks(self, statement: Breaks, price: int | None) -> None:
        """Hold a statement about breaks at once, at a weight."""


class Rule:
    """Base of all rules: a rule states itself; everything else follows from that.

    `structural` rules are what a roster is: hard, for everybody. `always_priced` ones are never
    hard. `scope` says what a setting may be narrowed to; `usual` how a new centre sets the rule,
    with its precedence; `step` what sensitivities loosen.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    unit: ClassVar[str]
    structural: ClassVar[bool] = False
    always_priced: ClassVar[bool] = False
    scope: ClassVar[Scope] = "agents"
    ties_agents: ClassVar[bool] = False
    usual: ClassVar[Usual] = Usual()
    step: ClassVar[Looser | None] = None

    def __init_subclass__(cls, **settings: Any) -> None:
        """A rule's own words are said in the reader's language wherever they are read."""
        super().__init_subclass__(**settings)
        for name in ("title", "unit", "what"):
            if isinstance(said := vars(cls).get(name), str):
                setattr(cls, name, Phrase(said))

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """What holds along one agent's tour."""
        return ()

    def floor(self, problem: RosterProblem, agents: Sequence[Agent]) -> Iterable[Floor]:
        """What holds over the heads on the floor."""
        return ()

    def breaks(self, problem: RosterProblem, agents: Sequence[Agent]) -> Iterable[Breaks]:
        """What holds over breaks that run at once."""
        return ()

    def looks_back(self) -> int:
        """Days before the horizon of which it asks history [days]."""
        return 0

    def sentence(self) -> str:
        """The rule in one sentence."""
        raise NotImplementedError

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """A breach in plain words; the agent and the rule's title are put before it."""
        return self.sentence()

    def post(
        self, model: Model, problem: RosterProblem, agents: Sequence[Agent], price: int | None
    ) -> None:
        """Post the rule to a model.

        Parameters
        ----------
        price
            None: it must hold. Else what one unit of violation costs [points].
        """
        for agent in filter(model.moves, agents):
            for statement in self.tour(problem, agent):
                model.hold(agent, statement, price)
        for floor in self.floor(problem, agents):
            model.hold_floor(floor, price)
        for breaks in self.breaks(problem, agents):
            model.hold_breaks(breaks, price)

    def check(
        self, problem: RosterProblem, roster: Roster, agents: Sequence[Agent]
    ) -> Iterator[Violation]:
        """Everything in a roster that breaks the rule, for these agents."""
        every = tours(problem, roster)
        for agent in agents:
            yield from self.check_tour(problem, agent, every[agent.agent_id])
        yield from self.check_floor(problem, FloorCount.of(problem, roster), agents)

    def check_tour(self, problem: RosterProblem, agent: Agent, tour: Tour) -> Iterator[Violation]:
        """Everything in one agent's tour that breaks the rule."""
        for statement in self.tour(problem, agent):
            for breach in breaches(statement, tour):
                words = f"{agent.name} ({agent.agent_id}): {self.describe(problem, breach)}"
                day = day_of(problem, breach.days[-1]) if breach.days else None
                yield Violation(self.name, breach.excess, words, agent.agent_id, day)

    def check_floor(
        self, problem: RosterProblem, count: FloorCount, agents: Sequence[Agent]
    ) -> Iterator[Violation]:
        """Every slot in which the heads on the floor, or the breaks in it, break the rule."""
        for floor in self.floor(problem, agents):
            heads = count.heads(floor.agents)
            excess = np.maximum(0, np.maximum(floor.least - heads, heads - floor.most))
            for slot in np.flatnonzero(excess).tolist():
                limits = (
                    f"{floor.least[slot]}"
                    if heads[slot] < floor.least[slot]
                    else f"{floor.most[slot]}"
                )
                words = tr("{heads} on the floor, limit {limits}", heads=heads[slot], limits=limits)
                yield self._in_slot(problem, slot, int(excess[slot]), words)
        for breaks in self.breaks(problem, agents):
            running = count.breaks(breaks.agents)
            over = np.maximum(0, running - breaks.most)
            for slot in np.flatnonzero(over).tolist():
                words = tr(
                    "{running} of {whose} on break, limit {most}",
                    running=running[slot],
                    whose=breaks.whose,
                    most=breaks.most[slot],
                )
                yield self._in_slot(problem, slot, int(over[slot]), words)

    def _in_slot(self, problem: RosterProblem, slot: int, excess: int, words: str) -> Violation:
        grid = problem.requirement.grid
        when = f"{grid.local[slot]}".replace("T", " ")
        day = grid.days[int(grid.day_index[slot])]
        return Violation(self.name, excess, f"{self.title}, {when}: {words}", None, day)

    @classmethod
    def params(cls) -> tuple[Param, ...]:
        """Fields with label, unit and range, for forms and help."""
        return tuple(
            Param(
                f.name,
                tr(f.metadata["label"]),
                tr(f.metadata["unit"]),
                f.metadata["least"],
                f.metadata["most"],
                f.default,  # type: ignore[arg-type]
                f.metadata["unit"] == CLOCK,
                f.metadata["unit"] == SWITCH,
            )
            for f in dataclasses.fields(cls)  # type: ignore[arg-type]
        )

    @classmethod
    def usual_setting(cls) -> RuleSetting:
        """The rule as a new centre sets it; every field is named, so that it outlives a default."""
        params = {p.name: cls.usual.params.get(p.name, p.default) for p in cls.params()}
        usual = cls.usual
        return RuleSetting(
            cls.name, usual.price, params, active=usual.active, precedence=usual.precedence
        )

    @classmethod
    def looser(cls, setting: RuleSetting) -> RuleSetting | None:
        """A setting a step looser; None where the rule has no step or stands at its limit.

        One that is always priced has its price for a step: a point cheaper.
        """
        if cls.always_priced:
            price = setting.price
            return dataclasses.replace(setting, price=price - 1) if price else None
        if cls.step is None:
            return None
        known = {p.name: p for p in cls.params()}[cls.step.field]
        value = setting.params.get(known.name, known.default) + cls.step.by
        if not known.least <= value <= known.most:
            return None
        return dataclasses.replace(setting, params={**setting.params, known.name: value})

    @classmethod
    def built(cls, setting: RuleSetting) -> "Rule":
        """The rule as a manager set it.

        Raises
        ------
        InvalidValue
            If a field is unknown or out of its range, if a structural rule is not hard or one
            that is always priced is, or if the setting is narrowed to what the rule does not know.
        """
        cls._check_weight(setting)
        cls._check_scope(setting)
        known = {p.name: p for p in cls.params()}
        for name, value in setting.params.items():
            if name not in known:
                raise InvalidValue(
                    tr(
                        "rule {name} has no field {name2!r}; it has {known}",
                        name=cls.name,
                        name2=name,
                        known=sorted(known),
                    )
                )
            p = known[name]
            if not isinstance(value, int) or not p.least <= value <= p.most:
                raise InvalidValue(
                    tr(
                        "rule {name}: {label} = {value} must be a whole number of {unit} "
                        "from {least} to {most}",
                        name=cls.name,
                        label=p.label,
                        value=value,
                        unit=p.unit,
                        least=p.least,
                        most=p.most,
                    )
                )
        return cls(**setting.params)

    @classmethod
    def _check_weight(cls, setting: RuleSetting) -> None:
        if cls.structural and (not setting.hard or not setting.active):
            raise InvalidValue(
                tr("rule {name} is structural: it cannot be priced or switched off", name=cls.name)
            )
        if cls.always_priced and setting.hard:
            raise InvalidValue(
                tr(
                    "rule {name} always has a price: hard, one agent too few would leave no roster "
                    "at all. Set a high price (1000 points, say), or make minimum_heads hard",
                    name=cls.name,
                )
            )

    @classmethod
    def _check_scope(cls, setting: RuleSetting) -> None:
        if cls.structural and setting.closeness:
            raise InvalidValue(tr("rule {name} is structural: it binds everybody", name=cls.name))
        if cls.scope != "agents" and setting.closeness:
            raise InvalidValue(
                tr("rule {name} is not about single agents or contracts", name=cls.name)
            )
        if cls.scope != "queues" and setting.queues:
            raise InvalidValue(tr("rule {name} cannot be set by queue", name=cls.name))
