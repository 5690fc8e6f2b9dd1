"""Hand edits survive the night, can be taken away, and are judged afterwards."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from app.services.forecast.adjustments import (
    add_adjustment,
    drop_adjustment,
    value_of_adjustments,
    with_adjustments,
)
from app.services.forecast.make import forecast_all
from app.services.history import import_history
from data.model.adjustment import Adjustment
from data.model.errors import NotFound
from data.store import documents
from tests.app.small_centre import SmallCentre, history_csv, last_day

MEMBERS = ("mean_8w",)


def a_doubling(small: SmallCentre) -> Adjustment:
    """Twice the contacts of `fault` on the first forecast day."""
    grid = small.context.store.latest_forecast("fault").grid
    end = grid.start + timedelta(days=1)
    return Adjustment("new", "fault", "change_by_percent", 100.0, grid.start, end, why="storm")


def test_an_edit_makes_a_new_version_and_survives_the_next_forecast(small: SmallCentre) -> None:
    forecast_all(small.context, weeks=1, members=MEMBERS)
    plain = small.context.store.latest_forecast("fault")
    made = add_adjustment(small.context, a_doubling(small))
    assert np.allclose(made.demand.contacts[:48], 2 * plain.demand.contacts[:48])
    assert np.allclose(made.demand.contacts[48:], plain.demand.contacts[48:])
    assert (
        small.context.store.load_forecast(plain.version_id).demand.contacts[0]
        == (plain.demand.contacts[0])
    )
    forecast_all(small.context, weeks=1, members=MEMBERS)
    again = small.context.store.latest_forecast("fault")
    assert again.version_id != made.version_id
    assert np.allclose(again.demand.contacts, made.demand.contacts)
    assert sum("storm" in note for note in again.notes) == 1


def test_a_dropped_edit_is_gone_from_the_next_version_only(small: SmallCentre) -> None:
    forecast_all(small.context, weeks=1, members=MEMBERS)
    plain = small.context.store.latest_forecast("fault")
    add_adjustment(small.context, a_doubling(small))
    (adjustment,) = small.context.store.load(documents.ADJUSTMENTS)
    after = drop_adjustment(small.context, adjustment.layer_id)
    assert np.allclose(after.demand.contacts, plain.demand.contacts)
    assert not any("storm" in note for note in after.notes)
    with pytest.raises(NotFound, match=adjustment.layer_id):
        drop_adjustment(small.context, adjustment.layer_id)


def test_a_needless_edit_is_shown_to_have_cost_error(small: SmallCentre) -> None:
    forecast_all(small.context, weeks=1, members=MEMBERS)
    made = add_adjustment(small.context, a_doubling(small))
    file = small.folder / "next.csv"
    file.write_text(history_csv(last_day() + timedelta(days=1), 1, seed=5), encoding="utf-8")
    import_history(small.context, file)
    (value,) = value_of_adjustments(small.context, made.version_id)
    assert value.slots == 48
    assert value.saved_contacts < 0
    assert value.wape_after > value.wape_before


def test_an_edit_that_was_dropped_since_is_still_judged(small: SmallCentre) -> None:
    forecast_all(small.context, weeks=1, members=MEMBERS)
    made = add_adjustment(small.context, a_doubling(small))
    (adjustment,) = small.context.store.load(documents.ADJUSTMENTS)
    drop_adjustment(small.context, adjustment.layer_id, "the storm passed by")
    file = small.folder / "next.csv"
    file.write_text(history_csv(last_day() + timedelta(days=1), 1, seed=5), encoding="utf-8")
    import_history(small.context, file)
    (value,) = value_of_adjustments(small.context, made.version_id)
    assert value.layer_id == adjustment.layer_id
    assert value.saved_contacts < 0
    after = small.context.store.latest_forecast("fault")
    assert value_of_adjustments(small.context, after.version_id) == ()


def test_notes_of_earlier_versions_are_taken_back_too(small: SmallCentre) -> None:
    forecast_all(small.context, weeks=1, members=MEMBERS)
    plain = small.context.store.latest_forecast("fault")
    before = replace(plain, notes=("glm_days 100%", "layer L-old: set to 3 contacts a slot"))
    assert with_adjustments(small.context, before).notes == ("glm_days 100%",)
