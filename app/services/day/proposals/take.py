"""Take actions of a proposal: a new published version; undo them, or withdraw what waits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.services.access.asking import asked
from app.services.changes import change
from app.services.context import Context, local_time
from app.services.day.proposals.effects import effects_of_some
from app.services.roster.changes.edit import problem_now, save_agreed
from app.services.roster.check import roster_of
from app.services.roster.plan import as_planned, in_force_on, plan_of
from app.services.roster.publishing.approval import alone_refusal
from app.services.roster.publishing.publish import current_version, publish_roster, roll_back
from data.model.day.proposals import Action, DayLog, Proposal, ShiftNote, Taken
from data.model.errors import Conflict, InvalidValue, NotFound
from data.model.language import tr
from data.model.publication import Publication, SavedRoster
from data.model.roster import Lock, Roster
from data.store import documents


@asked
def proposal_named(context: Context, proposal_id: str) -> Proposal:
    """A proposal that was saved.

    Raises
    ------
    NotFound
        If there is none of that id.
    """
    found = context.store.load(documents.proposal_of(proposal_id))
    if found is None:
        raise NotFound(
            tr(
                "there is no proposal {proposal}; ask for a new one (`peakshift day propose`)",
                proposal=proposal_id,
            )
        )
    return found


@asked
def day_log(context: Context, day: date) -> DayLog:
    """Proposals of a day, what was taken of them, and notes of its shifts."""
    return context.store.load(documents.day_log_of(day))


@change
def save_proposal(context: Context, proposal: Proposal) -> Proposal:
    """Save a proposal, so that it can be taken and scored."""
    document = documents.proposal_of(proposal.proposal_id)
    if context.store.load(document) is not None:
        return proposal
    subject = f"proposal:{proposal.proposal_id}"
    entry = context.entry(
        "save_proposal", subject, actions=len(proposal.actions), people=proposal.people,
        roster=proposal.roster_id, cost_cents=proposal.cost_cents, proven=proposal.proven,
    )  # fmt: skip
    context.store.save(document, proposal, entry)
    log = day_log(context, proposal.day)
    known = replace(log, proposals=(*log.proposals, proposal.proposal_id))
    listed = context.entry("list_proposal", subject, day=proposal.day.isoformat())
    context.store.save(documents.day_log_of(proposal.day), known, listed)
    return proposal


@asked
def take_actions(
    context: Context, proposal_id: str, numbers: tuple[int, ...] = (), why: str = ""
) -> Taken:
    """Take actions of a proposal: they are published as the next version, which goes back in one.

    Parameters
    ----------
    numbers
        Actions by number; all if empty.

    Notes
    -----
    What others published since stays: the actions are put into the roster that is in force now,
    as far as the shifts that they change are as they were. Where publishing takes a second
    person, the roster waits for one: whoever else takes the same actions publishes it.

    Raises
    ------
    NotFound
        If there is no such proposal.
    InvalidValue
        If the proposal has no such action, or nothing in it.
    Conflict
        If an action was taken already, or one of its shifts is no longer as it was; says who was
        first.
    """
    proposal = proposal_named(context, proposal_id)
    actions = proposal.chosen(numbers)
    if not actions:
        raise InvalidValue(tr("{proposal} proposes nothing to take", proposal=proposal_id))
    _refuse_taken(context, proposal, actions)
    changing = [action for action in actions if action.kind != "skill"]
    reason = tr("taken from proposal {proposal}", proposal=proposal_id)
    reason = tr("{reason}: {why}", reason=reason, why=why) if why else reason
    if not changing:
        return log_taken(context, _taken_now(context, proposal, actions, why))
    publication = in_force_on(context, proposal.day)
    saved = context.store.load_roster(publication.roster_id)
    _refuse_moved(context, proposal, saved, changing)
    seen = current_version(context)
    roster, alone = as_planned(context, saved, publication)
    waiting = waiting_of(context, proposal, tuple(action.number for action in actions))
    if waiting is None:
        made = _saved_with(context, saved, roster, changing, reason, proposal_id)
        taken = _taken_now(context, proposal, actions, why)
        if waits := alone_refusal(context, made.roster_id):
            before = publication.version
            wanted = replace(taken, roster_id=made.roster_id, before_version=before, waits=waits)
            return log_waiting(context, wanted)
    else:
        made = context.store.load_roster(waiting.roster_id)
        taken = replace(waiting, at=context.clock(), approved_by=context.who, waits="")
    published = publish_roster(context, made.roster_id, reason, expected_version=seen)
    before = publication.version if alone else 0
    taken = replace(taken, roster_id=published.roster_id, version=published.version)
    return log_taken(context, replace(taken, before_version=before))


@asked
def waiting_of(context: Context, proposal: Proposal, numbers: tuple[int, ...] = ()) -> Taken | None:
    """What waits for a second person of a proposal; None where nothing does any more.

    Parameters
    ----------
    numbers
        Just these actions; any if empty.
    """
    publication = plan_of(context, proposal.day, proposal.day).by_day.get(proposal.day)
    for one in reversed(day_log(context, proposal.day).waiting):
        stands = publication is not None and one.before_version == publication.version
        mine = not numbers or one.numbers == numbers
        if stands and mine and one.proposal_id == proposal.proposal_id:
            return one
    return None


def _refuse_taken(context: Context, proposal: Proposal, actions: Sequence[Action]) -> None:
    wanted = {action.number for action in actions}
    for taken in day_log(context, proposal.day).taken:
        twice = wanted & {*taken.numbers}
        if taken.proposal_id == proposal.proposal_id and twice and not taken.undone_by:
            raise Conflict(
                tr(
                    "{who} took action {numbers} of {proposal} already at {at}; "
                    "nothing was changed",
                    who=taken.who,
                    numbers=", ".join(map(str, sorted(twice))),
                    proposal=proposal.proposal_id,
                    at=f"{local_time(context, taken.at):%H:%M}",
                )
            )


def _refuse_moved(
    context: Context, proposal: Proposal, saved: SavedRoster, actions: Sequence[Action]
) -> None:
    roster = roster_of(saved)
    locked = {lock.cell for lock in problem_now(context, saved).locks}
    for action in actions:
        held = roster.by_cell.get((action.agent_id, proposal.day), ())
        if held != ((action.before,) if action.before else ()):
            newest = in_force_on(context, proposal.day)
            raise Conflict(
                tr(
                    "the shift of {name} is no longer as it was when {proposal} was made: "
                    "version {version} by {who} changed it. Nothing was taken; ask for a new "
                    "proposal",
                    name=action.name,
                    proposal=proposal.proposal_id,
                    version=newest.version,
                    who=newest.who,
                )
            )
        if (action.agent_id, proposal.day) in locked:
            raise Conflict(
                tr(
                    "the shift of {name} was locked since {proposal} was made. Nothing was "
                    "taken; unlock it, or take the others",
                    name=action.name,
                    proposal=proposal.proposal_id,
                )
            )


def _saved_with(
    context: Context,
    saved: SavedRoster,
    roster: Roster,
    actions: Sequence[Action],
    why: str,
    proposal_id: str,
) -> SavedRoster:
    cells = [
        Lock(action.agent_id, shift.day, action.after)
        for action in actions
        if (shift := action.after or action.before)
    ]
    return save_agreed(
        context, saved, roster, cells, verb="take_proposal", why=why,
        proposal=proposal_id, actions=[action.sentence for action in actions],
    )  # fmt: skip


def _taken_now(context: Context, proposal: Proposal, actions: Sequence[Action], why: str) -> Taken:
    numbers = tuple(action.number for action in actions)
    effects = effects_of_some(context, proposal, tuple(actions))
    return Taken(proposal.proposal_id, numbers, context.who, context.clock(), why, expected=effects)


@change
def log_waiting(context: Context, taken: Taken) -> Taken:
    """Put down in the day's log what waits for a second person."""
    proposal = proposal_named(context, taken.proposal_id)
    log = day_log(context, proposal.day)
    entry = context.entry(
        "wait_for_second", f"proposal:{taken.proposal_id}", taken.why, roster=taken.roster_id,
        actions=len(taken.numbers),
    )  # fmt: skip
    others = tuple(one for one in log.waiting if not _same(one, taken))
    document = documents.day_log_of(proposal.day)
    context.store.save(document, replace(log, waiting=(*others, taken)), entry)
    return taken


def _same(one: Taken, other: Taken) -> bool:
    return (one.proposal_id, one.numbers) == (other.proposal_id, other.numbers)


@change
def log_taken(context: Context, taken: Taken) -> Taken:
    """Put down in the day's log what somebody took of a proposal.

    Raises
    ------
    Conflict
        If no shift changes with it, and one of its actions was taken already.
    """
    proposal = proposal_named(context, taken.proposal_id)
    actions = proposal.chosen(taken.numbers) if taken.numbers else ()
    if not taken.version:
        _refuse_taken(context, proposal, actions)
    log = day_log(context, proposal.day)
    entry = context.entry(
        "take_proposal", f"proposal:{taken.proposal_id}", taken.why, version=taken.version,
        actions=[action.sentence for action in actions],
    )  # fmt: skip
    document = documents.day_log_of(proposal.day)
    left = tuple(one for one in log.waiting if not _same(one, taken))
    context.store.save(document, replace(log, taken=(*log.taken, taken), waiting=left), entry)
    return taken


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
    made = _saved_with(context, saved, roster, actions, why, proposal.proposal_id)
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
        newest = in_force_on(context, proposal.day)
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


@change
def note_shift(context: Context, text: str, day: date) -> ShiftNote:
    """Note something about a day in its shift log.

    Raises
    ------
    InvalidValue
        If there is no text.
    """
    note = ShiftNote(context.who, context.clock(), text.strip())
    log = day_log(context, day)
    entry = context.entry("note_shift", f"day_log:{day}", text.strip())
    document = documents.day_log_of(day)
    context.store.save(document, replace(log, notes=(*log.notes, note)), entry)
    return note
