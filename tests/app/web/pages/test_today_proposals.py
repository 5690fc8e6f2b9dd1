"""What would help today, on the page: shown, taken, undone, noted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.context import Context
from app.services.day.proposals.take import day_log
from app.services.roster.plan import plan_of
from app.web.pages.today import learning
from tests.app.running_centre import DAY
from tests.app.small_centre import NOW, SmallCentre, a_copy_of
from tests.app.web.web_page import WHO, a_page, press, words
from tests.clock import at_the_time

pytestmark = pytest.mark.slow


@pytest.fixture
def busy(
    running_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SmallCentre]:
    """The page's own copy of the busy morning."""
    centre = a_copy_of(running_once, tmp_path / "busy")
    monkeypatch.setenv("PEAKSHIFT_DB", centre.url)
    monkeypatch.setenv("PEAKSHIFT_USER", WHO)
    at_the_time(monkeypatch, NOW)
    yield centre
    centre.context.store.close()


def shifts(context: Context) -> tuple[object, ...]:
    return plan_of(context, DAY, DAY).shifts


def test_a_proposal_is_taken_by_one_click_and_undone_by_one(busy: SmallCentre) -> None:
    before = shifts(busy.context)
    page = a_page("today").run()
    said = words(page)
    assert "asked" in said
    assert "missing agent-hours fall from" in said
    page.text_input(key=f"why_{day_log(busy.context, DAY).proposals[-1]}").input("busy")
    page = press(page, "Take the ticked ones")
    (taken,) = day_log(busy.context, DAY).taken
    assert (taken.who, taken.why) == (WHO, "busy")
    assert shifts(busy.context) != before
    page = press(a_page("today").run(), "Undo")
    assert "undone by" in words(page)
    assert shifts(busy.context) == before


def test_a_note_is_written_into_the_shift_log(busy: SmallCentre) -> None:
    page = a_page("today").run()
    next(t for t in page.text_input if t.label == "Note for the next shift").input("power is back")
    press(page, "Note it")
    assert [note.text for note in day_log(busy.context, DAY).notes] == ["power is back"]


def test_what_nobody_learnt_yet_is_learnt_queue_by_queue_once(
    busy: SmallCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    learnt: list[str] = []
    monkeypatch.setattr(learning, "saved_learnt", lambda *_: None)
    monkeypatch.setattr(
        learning, "learnt_of", lambda _context, queue_id, _day: learnt.append(queue_id)
    )
    page = a_page("today").run()
    assert sorted(learnt) == ["billing", "fault"]
    page.run()
    assert not page.exception
    assert len(learnt) == 2
