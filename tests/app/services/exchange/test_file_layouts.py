"""Layouts of one's own are saved by name, read by everywhere, and looked at before."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.services.context import Context
from app.services.exchange.layouts import (
    drop_file_layout,
    file_layouts_of,
    look_at,
    preview_history,
    save_file_layout,
)
from app.services.history import import_history
from data.model.errors import Conflict, InvalidValue, NotFound
from data.model.series import FileLayout
from tests.app.small_centre import SmallCentre

COLUMNS = {"interval_start": "begin", "queue_id": "line", "offered": "calls"}
OWN = FileLayout("switch", COLUMNS)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    rows = [f"2025-08-11 {h:02d}:{m:02d},hotline,{h}" for h in range(24) for m in (0, 30)]
    path = tmp_path / "switch.csv"
    path.write_text("\n".join(["begin,line,calls", *rows, "2025-08-12 00:00,hotline,-3"]), "utf-8")
    return path


def test_a_preview_says_what_an_import_would_bring_and_saves_nothing(
    small: SmallCentre, report: Path
) -> None:
    context = small.context
    found = preview_history(context, report, own=OWN)
    (queue,) = found.queues
    assert (queue.queue_id, queue.is_new, queue.rows, queue.contacts) == ("hotline", True, 48, 552)
    assert [row.row for row in found.aside] == [50]
    assert "calls" in found.reasons[0].reason
    assert not [one for one in context.store.list_imports() if one.source == report.name]
    assert file_layouts_of(context) == ()


def test_a_saved_layout_is_known_by_its_first_row_from_then_on(
    small: SmallCentre, report: Path
) -> None:
    context = small.context
    assert look_at(context, report).layout == ""
    save_file_layout(context, OWN, "new switch")
    assert look_at(context, report).layout == "switch"
    done = import_history(context, report)
    assert (done.new, done.rejected, done.new_queues) == (48, 1, ("hotline",))
    assert context.store.audit(verb="import_history")[0].detail["layout"] == "switch"
    drop_file_layout(context, "switch", "no longer used")
    with pytest.raises(NotFound, match="no layout 'switch'"):
        drop_file_layout(context, "switch")


def test_the_question_about_gaps_is_asked_by_a_preview_and_its_answer_used(
    small: SmallCentre, tmp_path: Path
) -> None:
    days, hours = range(1, 11), range(1, 24)
    rows = [f"2025-08-{d:02d} {h:02d}:00,hotline,{h}" for d in days for h in hours if h * d % 5 > 2]
    path = tmp_path / "sparse.csv"
    path.write_text("\n".join(["begin,line,calls", *rows]), "utf-8")
    save_file_layout(small.context, replace(OWN, minutes=30))
    asked = preview_history(small.context, path)
    assert "rows for only some intervals of hotline" in asked.unclear
    answered = preview_history(small.context, path, gaps="zero")
    assert not answered.unclear
    assert answered.rows > asked.rows


def test_who_saved_a_layout_first_is_named(small: SmallCentre) -> None:
    context = small.context
    save_file_layout(context, OWN)
    other = Context(context.store, "Li", context.clock)
    save_file_layout(other, replace(OWN, utc=True), seen=OWN)
    with pytest.raises(Conflict, match="Layout switch was changed meanwhile by Li"):
        save_file_layout(context, replace(OWN, minutes=15), seen=OWN)
    with pytest.raises(InvalidValue, match="knows already"):
        save_file_layout(context, replace(OWN, name="calabrio"))
    with pytest.raises(InvalidValue, match="is so already"):
        save_file_layout(context, replace(OWN, utc=True))
