"""The centre instances: 8-hour shifts at any half hour, five a week, wishes by part of the day.

An instance is three CSV files (requirement, wishes, leave); `generate` makes more of the same sort.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data.model.errors import UnreadableFile
from rostering.solver.tours.instance import FORBIDDEN, Cover, ShiftType, TourInstance
from rostering.solver.tours.resource import Limits, TourRules
from tests.benchmarks.rosters.centre_rules import Run, Total

DAYS = 28
STEP_MIN = 30
SLOTS = 48
PRODUCTIVE_H = 7.0
PARTS = ((4, 8), (8, 12), (12, 16), (16, 20), (20, 28))
FILES = ("requirement.csv", "wishes.csv", "leave.csv")
WEEKDAY = np.array([1.1, 1.05, 1.0, 1.0, 1.0, 0.9, 0.85])


@dataclass(frozen=True, eq=False)
class Centre:
    """One instance as its files say it.

    Parameters
    ----------
    heads
        Shape (days, 48).
    wishes
        Points for starting in each of five parts of the day, shape (agents, 5).
    leave
        Two days of each agent, shape (agents, 2).
    """

    agents: tuple[str, ...]
    heads: np.ndarray
    wishes: np.ndarray
    leave: tuple[tuple[int, int], ...]


def read_centre(folder: Path) -> Centre:
    """Read an instance folder.

    Raises
    ------
    UnreadableFile
        If a file is missing or lacks a column.
    """
    try:
        need, wishes, leave = (_rows(folder / name) for name in FILES)
        days = max(int(row["day"]) for row in need) + 1
        heads = np.zeros((days, SLOTS), dtype=np.int64)
        for row in need:
            heads[int(row["day"]), int(row["slot"])] = int(row["heads"])
        agents = tuple(row["agent"] for row in wishes)
        index = {agent: i for i, agent in enumerate(agents)}
        prices = np.array([[int(v) for k, v in row.items() if k != "agent"] for row in wishes])
        away = tuple(sorted((index[row["agent"]], int(row["day"])) for row in leave))
    except (OSError, LookupError, TypeError, ValueError) as error:
        raise UnreadableFile(
            f"{folder} is not a centre instance: a file, column, day, slot or agent of "
            f"{', '.join(FILES)} is missing or no number ({error!r})"
        ) from error
    return Centre(agents, heads, prices, away)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def generate(agents: int, seed: int, days: int = DAYS) -> Centre:
    """An instance of the same shift type: two daily peaks, weekday factors, noise, 93 % load."""
    rng = np.random.default_rng(seed)
    wishes = rng.integers(0, 6, size=(agents, len(PARTS)))
    leave = tuple(
        (agent, int(day))
        for agent in range(agents)
        for day in np.sort(rng.choice(days, 2, replace=False))
    )
    names = tuple(f"A{i:04d}" for i in range(agents))
    return Centre(names, demand(agents, days, SLOTS, rng), wishes, leave)


def demand(agents: float, days: int, slots: int, rng: np.random.Generator) -> np.ndarray:
    """Heads per day and slot, scaled to 93 % of the productive hours of `agents` people."""
    hour = np.arange(slots) * 24 / slots
    curve = (
        0.12
        + np.exp(-(((hour - 9.5) / 2.2) ** 2))
        + 0.35 * np.exp(-(((hour - 14.5) / 2.5) ** 2))
        + 0.85 * np.exp(-(((hour - 19.5) / 2.0) ** 2))
    )
    shape = curve[None, :] * WEEKDAY[np.arange(days) % 7, None]
    shape = shape * (1 + rng.normal(0, 0.04, (days, 1))) * (1 + rng.normal(0, 0.03, (days, slots)))
    productive_h = agents * days / 7 * 5 * PRODUCTIVE_H
    scaled = shape * (0.93 * productive_h * slots / 24 / shape.sum())
    return np.asarray(np.ceil(np.maximum(scaled, 0)).astype(np.int64))


def centre_instance(centre: Centre) -> TourInstance:
    """The engine's view of a centre."""
    agents, days = len(centre.agents), len(centre.heads)
    starts = 1440 // STEP_MIN
    meal = tuple(((slot, 2),) for slot in (6, 7, 8))
    shift_type = ShiftType("D8", 480, 480 // STEP_MIN, 420, (meal,))
    cost = np.empty((agents, days, 1, starts), dtype=np.int32)
    cost[:] = centre.wishes[:, part_of_start(starts)][:, None, None, :]
    for agent, day in centre.leave:
        cost[agent, day] = FORBIDDEN
    worked = np.ones((days, 1, starts), dtype=np.int64)
    weeks = [
        Total(f"five shifts in week {w}", 7 * w, 7 * w + 6, worked, Limits(5, 5))
        for w in range(days // 7)
    ]
    run = Run("at most six days running", worked, Limits(high=6))
    return TourInstance(
        agents=centre.agents,
        days=days,
        step_min=STEP_MIN,
        shift_types=(shift_type,),
        first_slot=np.arange(days)[:, None] * SLOTS + np.arange(starts)[None, :],
        wrap=True,
        cover=Cover(
            centre.heads.reshape(1, -1),
            np.array([10]),
            1,
            served=np.ones((1, 1), dtype=bool),
            fixed=np.zeros((1, days * SLOTS), dtype=np.int64),
        ),
        cost=cost,
        off_cost=np.zeros((agents, days), dtype=np.int32),
        group=np.zeros(agents, dtype=np.int64),
        rules=(TourRules(720, (*weeks, run)),),
        rule_of=np.zeros(agents, dtype=np.int64),
    )


def part_of_start(starts: int) -> np.ndarray:
    """Part of the day of each start."""
    hour = np.arange(starts) * 24 / starts
    return np.array(
        [next(p for p, (a, b) in enumerate(PARTS) if a <= h < b or a <= h + 24 < b) for h in hour]
    )
