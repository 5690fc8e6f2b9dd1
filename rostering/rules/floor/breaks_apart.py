"""Not too many of one team on break at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.staff import Agent
from data.model.words import are
from rostering.rules.language.rule import Looser, Rule, Usual, param
from rostering.rules.language.statement import Breaks


@dataclass(frozen=True)
class BreaksApart(Rule):
    """In every slot, at most so many breaks of one team; of one contract where there is none."""

    name: ClassVar[str] = "breaks_apart"
    title: ClassVar[str] = "Breaks of a team apart"
    unit: ClassVar[str] = "break and slot"
    ties_agents: ClassVar[bool] = True
    usual: ClassVar[Usual] = Usual(price=5, precedence=105, active=False)
    step: ClassVar[Looser] = Looser("most", 1)

    most: int = param(2, "Most of a team on break", "people", 0, 200)
    share_pct: int = param(0, "Or this share of the team, where more", "%", 0, 100)

    def breaks(self, problem: RosterProblem, agents: Sequence[Agent]) -> Iterable[Breaks]:
        """One statement a team."""
        teams: dict[str, list[Agent]] = defaultdict(list)
        for agent in agents:
            teams[agent.team or agent.contract_id].append(agent)
        slots = problem.requirement.grid.slots
        for team, members in teams.items():
            most = max(self.most, self.share_pct * len(members) // 100)
            ids = frozenset(agent.agent_id for agent in members)
            yield Breaks(ids, np.full(slots, most), team)

    def sentence(self) -> str:
        """The rule with its numbers."""
        share = (
            tr(", or {share_pct} % of it where that is more", share_pct=self.share_pct)
            if self.share_pct
            else ""
        )
        return tr(
            "Of one team (one contract, for agents without a team) at most {most} {are} on "
            "break in a slot{share}.",
            most=self.most,
            are=are(self.most),
            share=share,
        )
