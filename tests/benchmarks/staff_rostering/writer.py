"""Builds small staff rostering instances and writes them in the public format."""

from tests.benchmarks.staff_rostering.file import (
    CoverRow,
    Employee,
    Request,
    ShiftKind,
    StaffRostering,
)


def a_person(agent: str = "A", **changes: object) -> Employee:
    rules: dict[str, object] = {
        "max_shifts": {"E": 9, "L": 9},
        "max_minutes": 2400,
        "min_minutes": 960,
        "max_run": 4,
        "min_run": 2,
        "min_days_off": 2,
        "max_weekends": 1,
    }
    return Employee(agent=agent, **{**rules, **changes})  # type: ignore[arg-type]


def an_instance(**changes: object) -> StaffRostering:
    parts: dict[str, object] = {
        "name": "small",
        "days": 7,
        "shifts": (
            ShiftKind("E", 480, frozenset()),
            ShiftKind("L", 600, frozenset({"E"})),
        ),
        "staff": (a_person(),),
        "days_off": frozenset(),
        "on_requests": (),
        "off_requests": (),
        "cover": tuple(
            CoverRow(day, code, heads, 100, 1)
            for day in range(7)
            for code, heads in (("E", 1), ("L", 0))
        ),
    }
    return StaffRostering(**{**parts, **changes})  # type: ignore[arg-type]


def written(instance: StaffRostering) -> str:
    """The instance in the public text format."""
    off: dict[str, list[int]] = {}
    for agent, day in sorted(instance.days_off):
        off.setdefault(agent, []).append(day)
    sections = {
        "HORIZON": [str(instance.days)],
        "SHIFTS": [
            f"{s.code},{s.length_min},{'|'.join(sorted(s.not_before))}" for s in instance.shifts
        ],
        "STAFF": [_person(person) for person in instance.staff],
        "DAYS_OFF": [f"{agent},{','.join(map(str, days))}" for agent, days in off.items()],
        "SHIFT_ON_REQUESTS": [_request(wish) for wish in instance.on_requests],
        "SHIFT_OFF_REQUESTS": [_request(wish) for wish in instance.off_requests],
        "COVER": [f"{c.day},{c.shift},{c.heads},{c.under},{c.over}" for c in instance.cover],
    }
    blocks = [
        "\n".join([f"SECTION_{name}", "# a comment", *rows]) for name, rows in sections.items()
    ]
    return "# made by a test\n" + "\n\n".join(blocks) + "\n"


def _person(p: Employee) -> str:
    limits = "|".join(f"{code}={most}" for code, most in p.max_shifts.items())
    return (
        f"{p.agent},{limits},{p.max_minutes},{p.min_minutes},{p.max_run},"
        f"{p.min_run},{p.min_days_off},{p.max_weekends}"
    )


def _request(wish: Request) -> str:
    return f"{wish.agent},{wish.day},{wish.shift},{wish.weight}"
