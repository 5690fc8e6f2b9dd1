"""What is said of a queue's history, against its series."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from app.services.context import Context, history_of, queues_of
from app.services.exchange.facts import queue_facts
from data.model.centre import Centre
from data.model.errors import NotFound
from data.model.queue import Queue
from data.store import Store, documents
from tests.app.small_centre import SmallCentre


def test_facts_are_those_of_the_series_with_its_gaps(small: SmallCentre) -> None:
    context = small.context
    with context.store._engine.begin() as shell:  # a day is missing, an hour has no value
        for trigger in shell.execute(
            sa.text(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'actuals'"
            )
        ).scalars():
            shell.execute(sa.text(f"DROP TRIGGER {trigger}"))
        first = shell.execute(sa.text("SELECT min(slot_utc_min) FROM actuals")).scalar_one()
        gap = {"a": first + 4 * 1440, "b": first + 5 * 1440}
        shell.execute(
            sa.text("DELETE FROM actuals WHERE slot_utc_min >= :a AND slot_utc_min < :b"), gap
        )
        shell.execute(sa.text("UPDATE actuals SET offered = NULL WHERE slot_utc_min = :b"), gap)
    facts = {found.queue_id: found for found in queue_facts(context)}
    history = history_of(context, queues_of(context))
    assert set(facts) == set(history)
    for queue_id, series in history.items():
        known, found = np.isfinite(series.offered), facts[queue_id]
        assert (found.first, found.last) == (series.grid.days[0], series.grid.days[-1])
        assert found.missing_share == pytest.approx(1 - known.mean())
        assert found.missing_share > 0
        assert found.contacts_a_day == pytest.approx(
            series.offered[known].mean() * series.grid.slots_per_day
        )
        assert found.handle_s == pytest.approx(
            np.nansum(series.handle_s_total) / np.nansum(series.handled)
        )


def test_a_queue_without_history_has_no_facts(small: SmallCentre) -> None:
    context = small.context
    known = context.store.load(documents.QUEUES)
    new = replace(known[0], queue_id="new", name="New")
    context.store.save(documents.QUEUES, (*known, new), context.entry("set_up", "queues"))
    assert {found.queue_id for found in queue_facts(context)} == {q.queue_id for q in known}


def test_no_history_at_all_is_said_with_what_to_do(tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "a.sqlite")) as store:
        context = Context(store, "tester")
        store.save(documents.CENTRE, Centre("Test"), context.entry("set_up", "centre"))
        queues = (Queue("new", "New"),)
        store.save(documents.QUEUES, queues, context.entry("set_up", "queues"))
        with pytest.raises(NotFound, match="peakshift history import"):
            queue_facts(context)
