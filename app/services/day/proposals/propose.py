"""Propose the cheapest actions that bring the rest of the running day back to target."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from app.services.access.asking import asked
from app.services.centre import planning_of
from app.services.context import Context
from app.services.day.proposals.effects import effects_by_queue
from app.services.day.proposals.morning import Morning, day_at_hand, day_prices
from app.services.day.proposals.overflow import overflows_of
from app.services.day.proposals.play import after, missing_hours, played, slots_left
from app.services.day.proposals.values import (
    calm_said,
    calm_shares,
    needed_options,
    needed_said,
    over_aims,
    values_of_agents,
)
from data.model.day.proposals import (
    KINDS,
    SMALL,
    Action,
    ActionKind,
    KindEffect,
    Proposal,
    QueueEffect,
)
from data.model.grid import IntArray
from data.model.language import tr, trn

if TYPE_CHECKING:
    from rostering.day.choose import Choice
    from rostering.day.options import Options
    from rostering.simulation.report import ServiceReport

Said = Callable[[str, int, int], None]
"""Called with what is being done, how many steps are done, and of how many."""
_SIMULATED_ACTIONS = 20
"""Actions whose own effect is simulated one by one; that of the whole always is."""


@asked
def propose_actions(
    context: Context,
    *,
    at: datetime | None = None,
    kinds: tuple[ActionKind, ...] = (),
    time_limit_s: float | None = None,
    replications: int | None = None,
    seed: int = 0,
    progress: Said | None = None,
    stop: threading.Event | None = None,
) -> Proposal:
    """The cheapest actions for the rest of the running day; nothing is saved.

    Parameters
    ----------
    at
        Moment, aware; the present one if None.
    kinds
        Kinds of action that may be proposed; all if empty.
    time_limit_s, replications
        Of the search [s], and simulated ends of the day [-]; None: as planning defaults have it.
        Without replications no service is simulated.
    stop
        Set it from another thread: what was found so far is proposed.

    Raises
    ------
    NotFound
        If no roster is published for the day.
    """
    from rostering.day.check import lawful
    from rostering.day.choose import Given, choose
    from rostering.day.options import Options

    planning = planning_of(context)
    told = progress or (lambda what, done, total: None)
    told(tr("what is known of the day"), 0, 1)
    morning = day_at_hand(context, at)

    def go_on(done: int, total: int) -> bool:
        told(tr("people asked for what they could do"), done, total)
        return stop is None or not stop.is_set()

    options = Options(
        morning.problem, morning.roster, morning.number, morning.now_min, day_prices(planning),
        kinds or KINDS, go_on,
    )  # fmt: skip
    found = options.found()
    queue_ids = morning.problem.requirement.queue_ids
    pairs = tuple(
        (queue_ids.index(one.queue_id), queue_ids.index(one.of_queue_id))
        for one in overflows_of(context)
        if {one.queue_id, one.of_queue_id} <= {*queue_ids} and (not kinds or "skill" in kinds)
    )
    plays = planning.day_replications if replications is None else replications
    over = over_aims(context, morning, options.from_min, plays)
    calm = calm_shares(context, over)
    needed = needed_options(morning, found, over)
    held = needed_said(context, over) if len(needed) < len(found) else []
    values = values_of_agents(context, morning, options.from_min, calm)
    given = Given(
        morning.problem, morning.roster, slots_left(morning, options.from_min), options.prices,
        options.point_cents, pairs, values,
    )  # fmt: skip
    told(tr("the cheapest set is looked for"), 0, 1)
    limit_s = planning.day_limit_s if time_limit_s is None else time_limit_s
    choice = choose(given, needed, limit_s, stop=stop, seed=seed)
    choice, left_out = lawful(morning.problem, morning.roster, choice)
    morning = replace(morning, notes=(*morning.notes, *calm_said(context, calm), *held))
    draft = _Draft(context, morning, options, choice, plays, seed, told)
    return draft.proposal(len(found) + len(pairs), left_out)


@dataclass(frozen=True, eq=False)
class _Draft:
    """A choice on its way to becoming a proposal."""

    context: Context
    morning: Morning
    options: "Options"
    choice: "Choice"
    replications: int
    seed: int
    told: Said

    def proposal(self, looked_at: int, left_out: int) -> Proposal:
        context, morning, choice = self.context, self.morning, self.choice
        actions = self._with_effects(self._actions())
        reports = self._whole(actions)
        notes = (*morning.notes, *self._refused())
        if left_out:
            notes = (*notes, trn(
                "{n} action was left out, since together with others it would break a rule",
                "{n} actions were left out, since together they would break a rule", left_out,
            ))  # fmt: skip
        if self.replications and reports is None:
            notes = (
                *notes,
                tr("no service was simulated: the day is nearly over, or a queue has no forecast"),
            )
        return Proposal(
            context.new_id("P", f"{morning.day:%Y%m%d}"),
            morning.day,
            context.clock(),
            context.who,
            morning.saved.roster_id,
            morning.publication.version,
            self.options.from_min,
            actions,
            round(choice.without_cents),
            round(choice.with_cents),
            choice.bound_cents,
            looked_at,
            choice.proven and not left_out,
            self._effects(reports, actions) if reports else (),
            self._by_kind(actions),
            notes,
        )

    def _refused(self) -> list[str]:
        """What rules keep people from, where somebody is still missing."""
        asked = {action.agent_id for action in self.choice.options}
        if not any(self._missing(self._actions())):
            return []
        return [
            trn(
                "the rule {rule} keeps {n} person from overtime, coming in or going home",
                "the rule {rule} keeps {n} people from overtime, coming in or going home",
                len(people - asked), rule=tr(title),
            )
            for title, people in sorted(self.options.refused.items())
            if people - asked
        ]  # fmt: skip

    # --- actions ---------------------------------------------------------------------------------

    def _actions(self) -> tuple[Action, ...]:
        names = {agent.agent_id: agent.name for agent in self.morning.problem.agents}
        found = [
            Action(
                0, option.kind, option.agent_id, names[option.agent_id], option.before,
                option.after, round(option.cost_cents),
                charged=tuple(violation.sentence for violation in option.charged),
            )
            for option in self.choice.options
        ]  # fmt: skip
        found += self._skill_moves(names)
        found.sort(key=lambda a: (KINDS.index(a.kind), a.name))
        numbered = [replace(action, number=n) for n, action in enumerate(found, 1)]
        return tuple(self._filled(numbered))

    def _skill_moves(self, names: Mapping[str, str]) -> list[Action]:
        """Stretches of named people out of numbers of agents slot by slot."""
        from rostering.day.stretches import stretches

        busy = {option.agent_id for option in self.choice.options}
        slot_min = self.morning.problem.requirement.grid.slot_min
        rate = self.options.prices.skill_hour_cents / 60
        queue_ids = self.morning.problem.requirement.queue_ids
        spans = stretches(self.choice.moves, self.options, busy)
        grid = self.morning.problem.requirement.grid
        midnight = grid.slot_at(self.morning.day, 0)
        shifts = {s.agent_id: s for s in self.morning.roster.shifts if s.day == self.morning.day}
        return [
            Action(
                0, "skill", agent_id, names[agent_id], shifts.get(agent_id), shifts.get(agent_id),
                round((end - first) * slot_min * rate), 0.0, None, queue_ids[queue],
                (first - midnight) * slot_min, (end - midnight) * slot_min,
            )
            for agent_id, queue, first, end in spans
        ]  # fmt: skip

    def _filled(self, actions: Sequence[Action]) -> list[Action]:
        """With the missing hours that come back without each."""
        from rostering.evaluation.cover import cover
        from rostering.rules.language.presence import FloorCount, SkillGroups

        problem = self.morning.problem
        slots = slots_left(self.morning, self.options.from_min)
        groups, heads = SkillGroups(problem), problem.requirement.heads[:, slots]
        taken = after(self.morning.roster, actions)
        supply = groups.supply(FloorCount.of(problem, taken))
        changed = {option.agent_id: option for option in self.choice.options}
        slot_h = problem.requirement.grid.slot_min / 60

        def short(of: IntArray) -> int:
            return int(cover(heads, of[:, slots], groups.skills, groups.prices).shortfall.sum())

        best = short(supply)
        found = []
        for action in actions:
            if action.kind == "skill":
                hours = (action.until_min - action.from_min) / 60
            else:
                option, group = changed[action.agent_id], groups.group_of[action.agent_id]
                supply[group, option.gained] -= 1
                supply[group, option.lost] += 1
                hours = (short(supply) - best) * slot_h
                supply[group, option.gained] += 1
                supply[group, option.lost] -= 1
            found.append(replace(action, filled_hours=round(hours, 2)))
        return found

    def _missing(self, actions: Sequence[Action]) -> list[float]:
        return missing_hours(self.morning, actions, self.options.from_min)

    # --- service ---------------------------------------------------------------------------------

    def _with_effects(self, actions: tuple[Action, ...]) -> tuple[Action, ...]:
        """With what each dearer action adds; of small moves only their kind is simulated."""
        from rostering.day.effect import gain_of

        whole = self._played(actions) if self.replications and actions else None
        single = [a for a in actions if a.kind not in SMALL][:_SIMULATED_ACTIONS]
        if whole is None:
            return actions
        effects = {}
        for done, action in enumerate(single):
            self.told(tr("effects simulated"), done, len(single))
            without = self._played(tuple(a for a in actions if a != action))
            assert without is not None, "the whole was simulated"
            effects[action.number] = gain_of(without, whole)
        return tuple(replace(a, effect=effects.get(a.number)) for a in actions)

    def _by_kind(self, actions: tuple[Action, ...]) -> tuple[KindEffect, ...]:
        from rostering.day.effect import gain_of

        whole = self._played(actions) if self.replications and actions else None
        if whole is None:
            return ()
        found = []
        for kind in dict.fromkeys(action.kind for action in actions):
            without = self._played(tuple(a for a in actions if a.kind != kind))
            assert without is not None, "the whole was simulated"
            found.append(KindEffect(kind, gain_of(without, whole)))
        return tuple(found)

    def _whole(self, actions: tuple[Action, ...]) -> "tuple[ServiceReport, ServiceReport] | None":
        before = self._played(()) if self.replications else None
        if before is None:
            return None
        with_all = self._played(actions) if actions else before
        assert with_all is not None, "the day without actions was simulated"
        return before, with_all

    def _effects(
        self, reports: "tuple[ServiceReport, ServiceReport]", actions: tuple[Action, ...]
    ) -> tuple[QueueEffect, ...]:
        missing = self._missing(()), self._missing(actions)
        return effects_by_queue(self.context, self.morning, reports, missing, bool(actions))

    def _played(self, actions: tuple[Action, ...]) -> "ServiceReport | None":
        morning = self.morning
        return played(
            self.context, morning, actions, self.options.from_min, self.replications,
            self.seed + morning.day.toordinal(),
        )  # fmt: skip
