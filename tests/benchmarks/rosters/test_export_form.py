"""An exported bundle is read by plain csv and json code that knows nothing of this program."""

import csv
import json
from itertools import combinations
from pathlib import Path

import pytest

from tests.benchmarks.rosters import roster

pytestmark = pytest.mark.slow


def cover_cost(folder: Path) -> int:
    """Points for missing and idle heads, as FORMAT.md says to count them."""
    told = json.loads((folder / "instance.json").read_text(encoding="utf-8"))
    groups, slots = told["groups"], told["slots"]
    floor = [list(row) for row in told["fixed"]]
    with (folder / "roster.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            kind = told["kinds"][int(row["kind"])]
            present = set(range(kind["slots"]))
            for variants, chosen in zip(kind["breaks"], row["breaks"].split(), strict=True):
                for offset, length in variants[int(chosen)]:
                    present -= set(range(offset, offset + length))
            first = told["first_slot"][int(row["day"])][int(row["start"])]
            group = told["agents"][int(row["agent"])]["group"]
            for slot in (first + offset for offset in present):
                if slot < slots or told["wrap"]:
                    floor[group][slot % slots] += 1
    order = sorted(range(len(told["heads"])), key=lambda queue: -told["shortfall"][queue])
    cost = 0
    for slot in range(slots):
        met = 0
        for k, queue in enumerate(order, 1):
            most = met_by(told, order[:k], [row[slot] for row in floor], slot)
            cost += told["shortfall"][queue] * (told["heads"][queue][slot] - (most - met))
            met = most
        cost += told["surplus"] * (sum(floor[g][slot] for g in range(len(groups))) - met)
    return cost


def met_by(told, queues, floor, slot):  # type: ignore[no-untyped-def]
    """Most heads of some queues that can be met: least over sets S of heads outside S + helpers."""
    sets = [set(s) for n in range(len(queues) + 1) for s in combinations(queues, n)]
    return min(
        sum(told["heads"][q][slot] for q in queues if q not in inside)
        + sum(n for n, skills in zip(floor, told["groups"], strict=True) if inside & set(skills))
        for inside in sets
    )


def cell_cost(folder: Path) -> int:
    """Points of shifts and days off, each looked up in costs.csv."""
    told = json.loads((folder / "instance.json").read_text(encoding="utf-8"))
    cells = {(a, day): (-1, 0) for a in range(len(told["agents"])) for day in range(told["days"])}
    with (folder / "roster.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            cells[int(row["agent"]), int(row["day"])] = (int(row["kind"]), int(row["start"]))
    points: dict[tuple[int, int], int] = {}
    with (folder / "costs.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            cell = (int(row["agent"]), int(row["day"]))
            kind, start = cells[cell]
            inside = int(row["first_start"]) <= start < int(row["last_start_plus_1"])
            if kind == int(row["kind"]) and inside:
                points[cell] = int(row["points"])
    assert points.keys() == cells.keys()  # every cell holds what it may hold
    return sum(points.values())


@pytest.mark.parametrize(
    "centre",
    [
        {"agents": 8, "days": 14},
        {"agents": 6, "days": 7, "queues": 3, "lengths": (4.0, 6.0, 10.0), "slot": 15},
    ],
    ids=["one queue", "three queues, three lengths"],
)
def test_the_bill_adds_up_from_the_files_alone(tmp_path: Path, centre: dict[str, object]) -> None:
    found = roster.run(**centre, seed=3, time_limit_s=0.5, export=tmp_path)  # type: ignore[arg-type]
    assert cover_cost(tmp_path) + cell_cost(tmp_path) == found["objective"]
    bound = json.loads((tmp_path / "bound.json").read_text(encoding="utf-8"))
    assert found["bound"] <= bound["bound"] <= found["objective"]


def test_every_name_in_the_files_is_explained(tmp_path: Path) -> None:
    roster.run(agents=4, days=7, rules="full", queues=2, time_limit_s=1, export=tmp_path)
    form = (Path(roster.__file__).parent / "FORMAT.md").read_text(encoding="utf-8")
    assert {file.name for file in tmp_path.iterdir()} == {
        "instance.json", "costs.csv", "roster.csv", "bound.json",
    }  # fmt: skip
    names = {name for file in tmp_path.glob("*.json") for name in _names(file)}
    for file in tmp_path.glob("*.csv"):
        names |= set(file.read_text(encoding="utf-8").splitlines()[0].split(","))
    assert not {name for name in names if f"`{name}`" not in form}


def _names(file: Path) -> set[str]:
    found: set[str] = set()
    json.loads(file.read_text(encoding="utf-8"), object_hook=lambda part: found.update(part))
    return found
