"""Four eyes: whoever edited a roster last needs somebody else to publish or approve it."""

from app.services.access.asking import access_of, asked, identity_of
from app.services.access.sentences import whom_to_ask
from app.services.changes import change
from app.services.context import Context
from data.model.errors import InvalidValue, NotAllowed, NotFound
from data.model.language import tr
from data.model.publication import Approval, SavedRoster
from data.model.users import PUBLISHER, User
from data.store import documents


@asked
def approvals_of(context: Context, roster_id: str) -> tuple[Approval, ...]:
    """Who approved that a roster is published, oldest first."""
    return context.store.load(documents.approvals_of(roster_id))


@asked
def alone_refusal(context: Context, roster_id: str) -> str:
    """Why the person may not publish a roster without a second one; empty where they may.

    Notes
    -----
    The last editor is whoever saved this roster: built, edited, repaired or imported it.
    """
    access = access_of(context.store)
    if not access.second_person:
        return ""
    saved = context.store.load_roster(roster_id)
    mine = identity_of(context, access)
    if not _made_by(saved, context, mine):
        return ""
    others = [one for one in approvals_of(context, roster_id) if one.user_id != mine.user_id]
    if others:
        return ""
    ask = [user for user in access.holders((PUBLISHER,)) if user.user_id != mine.user_id]
    return tr(
        "{who} saved {roster} last, so somebody else publishes it or approves it first. Ask {ask}",
        who=mine.called,
        roster=roster_id,
        ask=whom_to_ask(ask),
    )


@change
def approve_roster(context: Context, roster_id: str, why: str = "") -> Approval:
    """Approve that a roster is published by whoever saved it last.

    Raises
    ------
    NotAllowed
        If the person saved it last: their own yes is no second one.
    InvalidValue
        If the person approved it already.
    NotFound
        If there is no such roster.
    """
    saved = context.store.load_roster(roster_id)
    mine = identity_of(context, access_of(context.store))
    if _made_by(saved, context, mine):
        raise NotAllowed(
            tr(
                "{who} saved {roster} last: a second person approves it",
                who=mine.called,
                roster=roster_id,
            )
        )
    known = approvals_of(context, roster_id)
    if any(one.user_id == mine.user_id for one in known):
        raise InvalidValue(
            tr("{called} approved {roster_id} already", called=mine.called, roster_id=roster_id)
        )
    given = Approval(context.who, mine.user_id, context.clock(), why)
    entry = context.entry("approve_roster", f"roster:{roster_id}", why)
    context.store.save(documents.approvals_of(roster_id), (*known, given), entry)
    return given


@change
def withdraw_approval(context: Context, roster_id: str, why: str = "") -> Approval:
    """Take one's own approval back: who saved the roster last needs a second person again.

    What was published by it stays published.

    Raises
    ------
    NotFound
        If the person has not approved it, or there is no such roster.
    """
    context.store.load_roster(roster_id)
    mine = identity_of(context, access_of(context.store))
    known = approvals_of(context, roster_id)
    given = next((one for one in known if one.user_id == mine.user_id), None)
    if given is None:
        raise NotFound(
            tr("{called} has not approved {roster_id}", called=mine.called, roster_id=roster_id)
        )
    entry = context.entry("withdraw_approval", f"roster:{roster_id}", why)
    left = tuple(one for one in known if one != given)
    context.store.save(documents.approvals_of(roster_id), left, entry)
    return given


def _made_by(saved: SavedRoster, context: Context, mine: User) -> bool:
    return saved.made_by.casefold() in mine.names | {context.who.casefold()}
