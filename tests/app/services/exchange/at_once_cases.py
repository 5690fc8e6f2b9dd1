"""What many writers do at once to layouts, addresses and notices."""

from dataclasses import replace
from pathlib import Path

from app.services.context import Context
from app.services.exchange import layouts, notices, quiet, sending
from data.model.centre import QuietHours
from data.model.series import FileLayout
from data.store import documents
from tests.app.services.at_once_cases import Do, Stands, case, most


@case(notices.set_destination, "one", names_who=True)
def one_destination(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = context.store.load(documents.NOTICES)
    return (
        lambda c, n: notices.set_destination(c, f"json://host-{n}.example.org", seen=seen),
        lambda c, n, answer: f"host-{n}." in c.store.load(documents.NOTICES).address,
    )


@case(sending.set_people_address, "one", names_who=True)
def one_address_of_people(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = context.store.load(documents.NOTICES)
    return (
        lambda c, n: sending.set_people_address(c, f"json://mail-{n}.org/{{email}}", seen=seen),
        lambda c, n, answer: f"mail-{n}." in c.store.load(documents.NOTICES).people,
    )


@case(quiet.set_quiet_hours, "one", names_who=True)
def quiet_for_all(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = quiet.quiet_hours_of(context, quiet.PEOPLE)
    end = 60 if seen.end_min >= 300 else 300
    return (
        lambda c, n: quiet.set_quiet_hours(c, quiet.PEOPLE, QuietHours(1, end + n), seen=seen),
        lambda c, n, answer: quiet.quiet_hours_of(c, quiet.PEOPLE).end_min == end + n,
    )


@case(quiet.set_own_quiet_hours)
def own_quiet(context: Context, folder: Path) -> tuple[Do, Stands]:
    known = quiet.quiet_hours_of(context, "agent:A0")
    first = 60 if known.first_min >= 600 else 600
    return (
        lambda c, n: quiet.set_own_quiet_hours(c, f"A{n}", QuietHours(first + n, 5)),
        lambda c, n, answer: quiet.quiet_hours_of(c, f"agent:A{n}").first_min == first + n,
    )


@case(sending.confirm_shifts)
def shifts_seen(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: sending.confirm_shifts(c, f"A{n}", 77),
        lambda c, n, answer: f"A{n}" in sending.seen_by(c, 77).confirmed,
    )


@case(sending.note_messages_sent)
def messages_noted(context: Context, folder: Path) -> tuple[Do, Stands]:
    def sent(n: int) -> tuple[sending.Delivery, ...]:
        return (sending.Delivery(f"A{n}", f"A{n}", "sent"),)

    return (
        lambda c, n: sending.note_messages_sent(c, 78, sent(n)),
        lambda c, n, answer: f"A{n}" in sending.seen_by(c, 78).sent,
    )


def _layout(n: int) -> FileLayout:
    columns = {"interval_start": "begin", "offered": f"calls {n}"}
    return FileLayout(f"layout {n}", columns, "fault", 30)


@case(layouts.save_file_layout)
def own_layouts(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: layouts.save_file_layout(c, _layout(n)),
        lambda c, n, answer: _layout(n) in layouts.file_layouts_of(c),
    )


@case(layouts.save_file_layout, "one", names_who=True)
def one_layout(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = layouts.save_file_layout(context, _layout(99))
    return (
        lambda c, n: layouts.save_file_layout(c, replace(seen, minutes=n + 1), seen=seen),
        lambda c, n, answer: replace(seen, minutes=n + 1) in layouts.file_layouts_of(c),
    )


@case(layouts.drop_file_layout)
def dropped_layouts(context: Context, folder: Path) -> tuple[Do, Stands]:
    for n in range(most()):
        layouts.save_file_layout(context, replace(_layout(n), name=f"old {n}"))
    return (
        lambda c, n: layouts.drop_file_layout(c, f"old {n}"),
        lambda c, n, answer: f"old {n}" not in {o.name for o in layouts.file_layouts_of(c)},
    )
