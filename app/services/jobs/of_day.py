"""Jobs of the running day: proposals of what to do."""

from dataclasses import dataclass

from app.services.centre import planning_of
from app.services.day.proposals.propose import propose_actions
from app.services.day.proposals.take import save_proposal
from app.services.jobs.kinds import Work
from app.services.jobs.run import JobRun
from data.model.day.proposals import ActionKind, Proposal


@dataclass(frozen=True)
class ProposeOrder:
    """The cheapest actions for the rest of the running day; fields as in `propose_actions`."""

    kinds: tuple[ActionKind, ...] = ()
    time_limit_s: float | None = None
    replications: int | None = None
    seed: int = 0


def _propose(run: JobRun, order: ProposeOrder) -> Proposal:
    """Find the actions and save the proposal; somebody takes it, or not."""
    usual = planning_of(run.context).day_limit_s

    def work() -> Proposal:
        return propose_actions(run.context, **vars(order), progress=run.count, stop=run.stop)

    run.begin(usual if order.time_limit_s is None else order.time_limit_s)
    found = run.step("solve", Proposal, work)
    return run.step("save", Proposal, lambda: save_proposal(run.context, found), last=True)


WORK = {"propose": Work(ProposeOrder, Proposal, _propose)}
