"""The file that somebody uploaded and that is not read in yet; a reload finds it again."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from app.services.jobs.of_data import ImportOrder
from app.web import jobs, session
from app.web.parts.files import on_disk
from data.ingest import Gaps

KIND = "import"
WAITING = "history_file"
"""Key of what was begun: the file is there again after a reload."""


@dataclass(frozen=True)
class WaitingFile:
    """A file that somebody uploaded and that is not read in yet."""

    name: str
    content: bytes

    @property
    def digest(self) -> str:
        """Tells two files apart."""
        return hashlib.sha256(self.content).hexdigest()[:12]

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """Its path, for as long as it is read."""
        with on_disk({self.name: self.content}) as folder:
            yield folder / self.name


def put_away() -> None:
    """Forget the file that waits, and what was typed about it."""
    for key in [key for key in session.unsaved() if str(key).startswith(WAITING)]:
        session.unsaved().pop(key)


def read_in(waiting: WaitingFile, layout: str, gaps: Gaps) -> None:
    """Begin the import as a job."""
    jobs.start(ImportOrder.of(waiting.name, waiting.content, gaps, layout))
    st.rerun()
