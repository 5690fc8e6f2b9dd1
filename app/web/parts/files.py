"""Files for planners, each made only when somebody asks for it; and files that they hand over."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import streamlit as st

from app.services.roster.files import export_roster
from app.web import session
from app.web.parts import allowed
from app.web.parts.wording import in_words_of_pages
from data.export import forecast_csv, requirement_csv
from data.files.text import handed_over
from data.files.workbook import XLSX
from data.model.forecast import Forecast
from data.model.language import phrase, speaking, spoken, tr
from data.model.requirement import Requirement
from data.model.roster import ExportForm

FORMS: dict[ExportForm, tuple[str, str, str]] = {
    "csv": (phrase("CSV, a row a shift"), "csv", "text/csv"),
    "matrix": (phrase("CSV, agents × days"), "matrix.csv", "text/csv"),
    "xlsx": (
        phrase("Excel"),
        "xlsx",
        XLSX,
    ),
    "ics": (phrase("Calendar of all (iCal)"), "ics", "text/calendar"),
    "calendars": (phrase("Calendars, one a person"), "calendars.zip", "application/zip"),
    "payroll": (phrase("Payroll CSV"), "payroll.csv", "text/csv"),
}
"""Form -> label, file ending, media type."""


def forecast_download(forecast: Forecast) -> None:
    """A forecast version as CSV."""
    _button(
        tr("Download this version as CSV"),
        lambda: forecast_csv(forecast),
        f"{forecast.version_id}.csv",
    )


def requirement_download(requirement: Requirement) -> None:
    """A requirement as CSV."""
    name = f"{requirement.requirement_id}.csv"
    _button(tr("Download as CSV"), lambda: requirement_csv(requirement), name)


def roster_downloads(roster_id: str, name: str) -> None:
    """A roster in every form.

    Parameters
    ----------
    name
        Begin of the file names.
    """
    if why := allowed.refusal("export_roster"):
        st.caption(in_words_of_pages(why))
        return
    context = session.context()
    with st.container(horizontal=True):
        for form, (label, ending, mime) in FORMS.items():
            st.download_button(
                tr(label),
                in_this_language(partial(export_roster, context, roster_id, form)),
                f"{name}.{ending}",
                mime,
                key=f"{roster_id}_{form}",
                icon=":material/download:",
                on_click="ignore",
            )


def in_this_language(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """A file as this reader reads it: it is made later, in a thread that was told no language."""
    catalogue = spoken()

    def made() -> bytes:
        with speaking(catalogue):
            return make()

    return made


def _button(label: str, make: Callable[[], bytes], name: str) -> None:
    st.download_button(
        label,
        in_this_language(make),
        name,
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def on_disk(files: Mapping[str, bytes]) -> AbstractContextManager[Path]:
    """Files handed over, by name, as a folder for as long as they are read."""
    return handed_over({plain_name(name): content for name, content in files.items()})


def plain_name(path: str) -> str:
    """The name alone of a file, whichever system it comes from."""
    return Path(path.replace("\\", "/")).name
