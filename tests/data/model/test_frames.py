"""Results as tables: what a notebook sees."""

from dataclasses import replace
from datetime import timedelta

import pandas as pd

from data.model.activity import Activity
from data.model.result import Result
from data.model.rule import Charge
from tests.data.builders import MONDAY, a_requirement, a_roster, a_saved_roster, a_shift


def test_a_requirement_has_a_row_for_each_queue_and_slot_on_the_local_clock() -> None:
    requirement = a_requirement()
    frame = requirement.to_frame()
    assert frame.index.names == ["queue_id", "start"]
    assert frame.shape == (2 * requirement.grid.slots, 2)
    billing = frame.loc["billing"]
    assert billing["agents"].tolist() == requirement.heads[1].tolist()
    assert billing["on_floor"].tolist() == requirement.floor_heads[1].tolist()
    assert billing.index[0] == pd.Timestamp(MONDAY, tz=requirement.grid.zone)
    assert frame["agents"].dtype == "int64"


def test_a_roster_has_a_row_for_each_shift_with_its_times() -> None:
    held = a_shift(activities=(Activity(600, 45, "training"),))
    frame = a_roster(held, a_shift("A2", MONDAY + timedelta(days=1))).to_frame()
    first = frame.iloc[0]
    assert (first["agent_id"], first["day"], first["template"]) == ("A1", MONDAY, "D8")
    assert (first["end_min"] - first["start_min"], first["paid_min"]) == (510, 480)
    assert frame["activity_min"].tolist() == [45, 0]
    assert frame["break_min"].tolist() == [30, 30]


def test_a_result_shows_its_shifts_or_its_cost_by_agent_and_queue() -> None:
    result = a_saved_roster().result
    assert result.roster is not None
    pd.testing.assert_frame_equal(result.to_frame(), result.roster.to_frame())
    cost = result.to_frame("cost")
    assert cost.values.tolist() == [["understaffing", "", "", 12, 120]]
    assert cost["points"].sum() == result.objective
    charges = (Charge("understaffing", 2, 20, queue_id="billing"), Charge("rest", 1, 5, "A1"))
    cost = replace(result, charges=charges).to_frame("cost")
    assert cost["queue_id"].tolist() == ["billing", ""]
    assert cost["agent_id"].tolist() == ["", "A1"]


def test_a_result_without_a_roster_is_an_empty_table_of_the_same_columns() -> None:
    result = a_saved_roster().result
    none: Result = replace(result, roster=None, objective=None, charges=())
    assert list(none.to_frame().columns) == list(result.to_frame().columns)
    assert len(none.to_frame()) == len(none.to_frame("cost")) == 0
    assert none.to_frame()["paid_min"].dtype == "int64"
