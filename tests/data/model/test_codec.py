"""Values to JSON, bytes and back, and the digests of older versions."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.model.codec import digest, from_json, stored_as, to_json
from data.model.errors import InvalidValue
from data.model.grid import FloatArray
from data.model.queue import Queue
from data.model.roster import Roster
from data.store.packing import coarse, pack, unpack
from tests.data.builders import a_forecast, a_requirement, a_saved_roster, a_staff
from tests.data.export.strategies import staffs

CHECKED = settings(deadline=None, max_examples=60, derandomize=True)


@dataclass(frozen=True)
class Inner:
    day: date
    at: datetime
    want: Literal["off", "on"] = "off"


@dataclass(frozen=True)
class Outer:
    name: str
    inner: tuple[Inner, ...]
    by_day: dict[date, int]
    pair: tuple[int, float] | None
    tags: frozenset[str]
    ratio: float
    anything: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Arrays:
    one: FloatArray
    named: dict[str, FloatArray]
    note: str = ""


inners = st.builds(
    Inner,
    st.dates(),
    st.datetimes(timezones=st.timezones().map(lambda _: None) | st.just(None)),
    st.sampled_from(["off", "on"]),
)
outers = st.builds(
    Outer,
    st.text(),
    st.lists(inners, max_size=3).map(tuple),
    st.dictionaries(st.dates(), st.integers(), max_size=3),
    st.none() | st.tuples(st.integers(), st.floats(allow_nan=False)),
    st.frozensets(st.text(max_size=5), max_size=4),
    st.floats(allow_nan=False),
    st.dictionaries(st.text(max_size=4), st.integers() | st.text() | st.none(), max_size=3),
)
arrays = st.lists(st.floats(width=64), max_size=30).map(lambda x: np.array(x, dtype=np.float64))


@CHECKED
@given(outers)
def test_values_survive_json(value: Outer) -> None:
    assert from_json(Outer, json.loads(json.dumps(to_json(value)))) == value


@CHECKED
@given(staffs())
def test_a_staff_survives_json(staff: Any) -> None:
    assert from_json(type(staff), json.loads(json.dumps(to_json(staff)))) == staff


@CHECKED
@given(arrays, st.dictionaries(st.text(max_size=4), arrays, max_size=3), st.text())
def test_arrays_survive_json_and_packing_bit_by_bit(
    one: FloatArray, named: dict[str, FloatArray], note: str
) -> None:
    value = Arrays(one, named, note)
    plain = from_json(Arrays, json.loads(json.dumps(to_json(value))))
    packed = unpack(Arrays, pack(value))
    for found in (plain, packed):
        assert found.note == note
        assert found.one.tobytes() == one.tobytes()
        assert {k: v.tobytes() for k, v in found.named.items()} == {
            k: v.tobytes() for k, v in named.items()
        }


@pytest.mark.parametrize(
    "value",
    [a_forecast(), a_requirement(), a_saved_roster(), a_staff()],
    ids=lambda v: type(v).__name__,
)
def test_every_saved_version_survives_packing(value: Any) -> None:
    assert digest(unpack(type(value), pack(value))) == digest(value)


@CHECKED
@given(st.lists(st.floats(1e-6, 1e9), min_size=1))
def test_coarse_numbers_keep_sixteen_bits_and_their_order(values: list[float]) -> None:
    exact = np.sort(np.array(values))
    rounded = coarse(exact).astype(np.float64)
    np.testing.assert_allclose(rounded, exact, rtol=2.0**-16)
    assert (np.diff(rounded) >= 0).all()
    assert coarse(np.array([0.0])).tolist() == [0.0]


def test_what_does_not_fit_names_its_field() -> None:
    for data, said in (
        ({"queue_id": "a", "name": "b", "colour": "red"}, "unknown fields ['colour']"),
        ({"queue_id": "a", "name": "b", "concurrency": "many"}, "Queue.concurrency: 'many'"),
        ({"queue_id": "a", "name": "b", "target": 5}, "Queue.target: expected an object"),
        (
            {"queue_id": "a", "name": "b", "target": {"threshold_s": "soon"}},
            "Queue.target.threshold_s: 'soon' is not a float",
        ),
    ):
        with pytest.raises(InvalidValue) as caught:
            from_json(Queue, data)
        assert said in str(caught.value)


def test_what_does_not_fit_in_a_list_names_its_place() -> None:
    shift = {"agent_id": "A1", "day": "2026-03-02", "start_min": 480, "length_min": 60}
    rows = [{**shift, "template": "D"}, {**shift, "template": "D", "day": "soon"}]
    with pytest.raises(InvalidValue, match=r"Roster\.shifts\[1\]\.day: 'soon' is not a date"):
        from_json(Roster, {"first": "2026-03-02", "days": 7, "shifts": rows})
    with pytest.raises(InvalidValue, match=r"Roster\.shifts: expected a list, found int"):
        from_json(Roster, {"first": "2026-03-02", "days": 7, "shifts": 3})


@dataclass(frozen=True)
class Was:
    layers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Became:
    stored_type: ClassVar[str] = "Was"
    adjustments: tuple[int, ...] = field(default=(), metadata=stored_as("layers"))


def test_a_renamed_type_and_field_keep_their_stored_form_and_digest() -> None:
    assert to_json(Became((1, 2))) == to_json(Was((1, 2))) == {"layers": [1, 2]}
    assert digest(Became((1, 2))) == digest(Was((1, 2)))
    assert from_json(Became, {"layers": [1, 2]}) == Became((1, 2))
    with pytest.raises(InvalidValue, match="unknown fields"):
        from_json(Became, {"adjustments": [1]})
