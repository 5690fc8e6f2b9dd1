"""Work orders: what is late or will be, what came back, how long each kind may take, files in."""

from app.web import session
from app.web.parts.forms import section
from app.web.parts.wording import heading
from data.model.language import tr

HERE = "app.web.pages.orders"
SECTIONS = {
    "now": (lambda: tr("As they stand"), f"{HERE}.now:now_panel"),
    "errors": (lambda: tr("Returns and errors"), f"{HERE}.errors:errors_panel"),
    "deadlines": (lambda: tr("Deadlines"), f"{HERE}.deadlines:deadlines_panel"),
    "files": (lambda: tr("Read in a file"), f"{HERE}.files:files_panel"),
}
"""Name in the address -> title and what draws it; one line each."""


def show() -> None:
    """Draw the page."""
    heading(tr("Orders"), tr("Which work orders are late or will be, and why do they come back?"))
    session.centre()
    section("orders", SECTIONS)
