"""People: who they are, what they can and may, when they are away, what they wish."""

from app.web import session
from app.web.parts.forms import section
from app.web.parts.wording import heading
from data.model.language import tr

HERE = "app.web.pages.people"
SECTIONS = {
    "list": (lambda: tr("People"), f"{HERE}.everybody:people_panel"),
    "leave": (lambda: tr("Leave"), f"{HERE}.away:leave_panel"),
    "contracts": (lambda: tr("Contracts"), f"{HERE}.contracts:contracts_panel"),
    "files": (lambda: tr("Files"), f"{HERE}.files:files_panel"),
}
"""Name in the address -> title and what draws it; one line each."""


def show() -> None:
    """Draw the page."""
    heading(tr("People"), tr("Who works here, with which skills and hours, and who is away when?"))
    session.centre()
    section("people", SECTIONS)
