"""Where notices go: the destination, which nobody is shown again, and a test of it."""

from dataclasses import replace

from app.services.access.asking import asked
from app.services.changes import change, meanwhile
from app.services.context import Context, centre_of
from data.model.centre import NoticeSettings
from data.model.errors import InvalidValue, NotFound
from data.model.language import tr
from data.store import documents


@asked
def destination_shown(context: Context) -> str:
    """The destination with its passwords and tokens blotted out; empty where there is none."""
    address = context.store.load(documents.NOTICES).address
    return shown_address(address)


@change
def set_destination(
    context: Context, address: str, why: str = "", *, seen: NoticeSettings | None = None
) -> None:
    """Send notices somewhere from now on, or nowhere where the address is empty.

    Parameters
    ----------
    seen
        The setting in force when the form was drawn; None: whatever it is is replaced.

    Raises
    ------
    Conflict
        If somebody changed it since.
    InvalidValue
        If apprise knows no such address, or it is in force already.

    Notes
    -----
    The audit entry names the kind of service only: whoever reads the trail could else send in the
    centre's name.
    """
    now = context.store.load(documents.NOTICES)
    if seen is not None and seen.address != now.address:
        became = destination_shown(context)
        raise meanwhile(context, tr("The destination of notices"), became, "notices")
    address = address.strip()
    kind = _service(address)[0] if address else "none"
    entry = context.entry("set_notices", "notices", why, service=kind)
    if not context.store.save(documents.NOTICES, replace(now, address=address), entry):
        raise InvalidValue(tr("notices go there already: nothing was changed"))


@asked
def send_test(context: Context) -> str:
    """Send one notice and say where it went.

    Raises
    ------
    NotFound
        If no destination is set.
    InvalidValue
        If the other side did not take it.
    """
    from apprise import Apprise

    address = context.store.load(documents.NOTICES).address
    if not address:
        raise NotFound(tr("no destination of notices is set yet"))
    sender = Apprise()
    sender.add(address)
    centre = centre_of(context).name
    sent = sender.notify(
        title=tr("PeakShift: a test"),
        body=tr("{who} tries whether notices of {centre} arrive.", who=context.who, centre=centre),
    )
    if not sent:
        raise InvalidValue(
            tr(
                "the test did not arrive at {where}: check the address and whether this machine "
                "may reach it",
                where=destination_shown(context),
            )
        )
    return destination_shown(context)


def shown_address(address: str) -> str:
    """An address with its passwords and tokens blotted out; empty where there is none.

    Raises
    ------
    InvalidValue
        If apprise knows no such address.
    """
    return _service(address)[1] if address else ""


def refuse_address(address: str) -> str:
    """The kind of service of an address.

    Raises
    ------
    InvalidValue
        If apprise knows no such address.
    """
    return _service(address.strip())[0]


@asked
def send_notice(context: Context, title: str, body: str, address: str = "") -> str:
    """Send a notice of the centre's own; says where it went or that it did not, empty: nowhere.

    Parameters
    ----------
    address
        Where to; empty: the centre's destination.

    Notes
    -----
    What cannot be sent stops nothing: it is said, and stands on the page all the same.
    """
    where = address or context.store.load(documents.NOTICES).address
    if not where:
        return ""
    from apprise import Apprise

    shown = _service(where)[1]
    sender = Apprise()
    sender.add(where)
    if sender.notify(title=title, body=body):
        return tr("sent to {where}", where=shown)
    return tr("could not be sent to {where}", where=shown)


def _service(address: str) -> tuple[str, str]:
    """Kind of a destination and its address without secrets.

    Raises
    ------
    InvalidValue
        If apprise knows no such address.
    """
    from apprise import Apprise

    # A bad address is told by None; a log line of apprise would hold the password.
    found = Apprise.instantiate(address, suppress_exceptions=True)
    if found is None:
        raise InvalidValue(
            tr(
                "this is no destination that can be sent to: write it as apprise does, such as "
                "mailto://name:password@mail.example.org or wecombot://KEY"
            )
        )
    return str(found.service_name), str(found.url(privacy=True))  # type: ignore[no-untyped-call]
