"""Undo what was taken of a proposal, or withdraw what waits for a second person."""

from dataclasses import replace

from app.services.access.asking import asked
from app.services.changes import change
from app.services.context import Context
from app.services.day.proposals.take import (
    as_planned,
    day_log,
    in_force,
    proposal_named,
    saved_with,
    waiting_of,
)
from app.services.roster.publish import current_version, publish_roster, roll_back
from data.model.day.proposals import Proposal, Taken
from data.model.errors import Conflict, NotFound
from data.model.language import tr
from data.model.publication import Publication
from data.store import documents


@change
def log_undone(context: Context, taken: Taken, why: str = "") -> Taken:
    """Put down in the day's log that what was taken is undone, or what waited withdrawn.

    Raises
    ------
    Conflict
        If somebody undid it meanwhile, or a second person published what waited.
    """
    proposal = proposal_named(context, taken.proposal_id)
    log = day_log(context, proposal.day)
    waited = taken in log.waiting
    if not waited and taken not in log.taken:
        raise Conflict(
            tr("somebody published it meanwhile; nothing was withdrawn")
            if taken.waits
            else tr("it was undone already; nothing was changed")
        )
    gone = replace(taken, undone_by=context.who, undone_at=context.clock())
    known = (*log.taken, taken) if waited else log.taken
    changed = tuple(gone if one == taken else one for one in known)
    left = tuple(one for one in log.waiting if one != taken)
    verb = "withdraw_proposal" if waited else "undo_proposal"
    entry = context.entry(
        verb, f"proposal:{taken.proposal_id}", why, version=taken.version,
        back_to=taken.before_version, actions=len(taken.numbers),
    )  # fmt: skip
    document = documents.day_log_of(proposal.day)
    context.store.save(document, replace(log, taken=changed, waiting=left), entry)
    return gone


def _go_back(
    context: Context, proposal: Proposal, taken: Taken, why: str, newest: Publication
) -> None:
    seen = current_version(context)
    if taken.before_version:
        roll_back(context, taken.before_version, why, expected_version=seen)
        return
    saved = context.store.load_roster(newest.roster_id)
    actions = [
        replace(action, before=action.after, after=action.before)
        for action in proposal.chosen(taken.numbers)
        if action.kind != "skill"
    ]
    roster, _ = as_planned(context, saved, newest)
    made = saved_with(context, saved, roster, actions, why, proposal.proposal_id)
    publish_roster(context, made.roster_id, why, expected_version=seen)


@asked
def undo_actions(context: Context, proposal_id: str, why: str = "") -> Taken:
    """Undo what was taken last of a proposal: the version before it is published again.

    What still waits for a second person is withdrawn first: nothing was published of it.

    Raises
    ------
    NotFound
        If nothing of it stands.
    Conflict
        If somebody published since: going back would undo their work too.
    """
    proposal = proposal_named(context, proposal_id)
    if (waiting := waiting_of(context, proposal)) is not None:
        return log_undone(context, waiting, why)
    log = day_log(context, proposal.day)
    mine = [one for one in log.taken if one.proposal_id == proposal_id and not one.undone_by]
    if not mine:
        raise NotFound(tr("nothing of {proposal} is taken now", proposal=proposal_id))
    taken = mine[-1]
    if taken.version:
        newest = in_force(context, proposal.day)
        if newest.version != taken.version:
            raise Conflict(
                tr(
                    "{who} published version {version} since: going back would undo that too. "
                    "Change the shifts by hand, or roll back on the page Publish",
                    who=newest.who,
                    version=newest.version,
                )
            )
        reason = tr("undone: proposal {proposal}", proposal=proposal_id)
        reason = tr("{reason}: {why}", reason=reason, why=why) if why else reason
        _go_back(context, proposal, taken, reason, newest)
    return log_undone(context, taken, why)
