"""Write instance, roster and bound as plain CSV and JSON, and read them back."""

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

Rows = list[tuple[int, int, int, int, str]]
Costs = list[list[tuple[int, int, int, int, int]]]


def write_bundle(
    folder: Path, plain: dict[str, Any], costs: Costs, rows: Rows, bound: dict[str, Any]
) -> None:
    """`instance.json`, `costs.csv`, `roster.csv` and `bound.json` in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "instance.json").write_text(json.dumps(plain), encoding="utf-8")
    (folder / "bound.json").write_text(json.dumps(bound), encoding="utf-8")
    header = ("agent", "day", "kind", "first_start", "last_start_plus_1", "points")
    flat = ((agent, *row) for agent, ranges in enumerate(costs) for row in ranges)
    _write(folder / "costs.csv", header, flat)
    _write(folder / "roster.csv", ("agent", "day", "kind", "start", "breaks"), rows)


def read_bundle(folder: Path) -> tuple[dict[str, Any], Costs, Rows, dict[str, Any]]:
    """What `write_bundle` wrote."""
    plain = json.loads((folder / "instance.json").read_text(encoding="utf-8"))
    bound = json.loads((folder / "bound.json").read_text(encoding="utf-8"))
    costs: Costs = [[] for _ in plain["agents"]]
    for row in _read(folder / "costs.csv"):
        agent, day, kind, first, last, points = (int(v) for v in row)
        costs[agent].append((day, kind, first, last, points))
    rows: Rows = [
        (int(a), int(d), int(k), int(s), breaks)
        for a, d, k, s, breaks in _read(folder / "roster.csv")
    ]
    return plain, costs, rows, bound


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def _read(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))[1:]
