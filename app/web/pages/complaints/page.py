"""Complaints: at which step they are, one of them, the week with its measures, handling hours."""

from app.web import session
from app.web.parts.forms import section
from app.web.parts.wording import heading
from data.model.language import tr

HERE = "app.web.pages.complaints"
SECTIONS = {
    "now": (lambda: tr("As they stand"), f"{HERE}.now:now_panel"),
    "case": (lambda: tr("One complaint"), f"{HERE}.case:case_panel"),
    "week": (lambda: tr("The week"), f"{HERE}.week:week_panel"),
    "hours": (lambda: tr("Handling hours"), f"{HERE}.hours:hours_panel"),
}
"""Name in the address -> title and what draws it; one line each."""


def show() -> None:
    """Draw the page."""
    heading(
        tr("Complaints"),
        tr("At which step are complaints, what causes them, and did measures work?"),
    )
    session.centre()
    section("complaints", SECTIONS)
