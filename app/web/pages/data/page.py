"""Data: history in, how files are laid out, what was read, what is missing, how the nights went."""

from app.web import session
from app.web.parts.forms import section
from app.web.parts.wording import heading
from data.model.language import tr

HERE = "app.web.pages.data"
SECTIONS = {
    "read": (lambda: tr("Read in a file"), f"{HERE}.upload:upload_panel"),
    "imports": (lambda: tr("What was read"), f"{HERE}.imports:imports_panel"),
    "gaps": (lambda: tr("Gaps and marks"), f"{HERE}.gaps:gaps_panel"),
    "layouts": (lambda: tr("Layouts"), f"{HERE}.layouts:layouts_panel"),
    "day": (lambda: tr("Running day"), f"{HERE}.running_day:running_day_panel"),
    "nights": (lambda: tr("Nightly job"), f"{HERE}.nights:nights_panel"),
}
"""Name in the address -> title and what draws it; one line each."""


def show() -> None:
    """Draw the page."""
    heading(
        tr("Data"), tr("Which contacts came, from which files, with which gaps and corrections?")
    )
    session.centre()
    section("data", SECTIONS)
