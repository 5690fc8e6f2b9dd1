"""Days and times of single cells, as people and spreadsheets of several countries write them.

Columns that programs write are read by `instants`, which takes nothing that could mean two days.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

Order = str
"""Which of day, month and year comes first, second and third: `ymd`, `dmy` or `mdy`."""

_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun|周[一二三四五六日]|星期[一二三四五六日])"
_NAMED = re.compile(rf"^{_WEEKDAY}[a-z]*[.,]? +|[ ,]+{_WEEKDAY}[a-z]*$", re.IGNORECASE)
_MIDNIGHT = re.compile(r"[ T]+(?:0?0:00(?::00(?:\.0+)?)?|12:00(?::00)? ?am)$", re.IGNORECASE)
"""What a spreadsheet shows behind a day that somebody formatted as a time."""
_PARTS = re.compile(r"(\d{1,4})([-/.年])(\d{1,2})[-/.月](\d{1,4})日?")
_SERIAL = re.compile(r"(\d{5})(?:[.,](\d+))?")
SERIAL_DAYS = range(20_000, 80_000)  # 1954 .. 2119
_OFFSET = re.compile(r"(?:z|[+-]\d{2}:?\d{2})$", re.IGNORECASE)
_TIME = re.compile(
    r"(?P<before>上午|下午)?(?P<hour>\d{1,3}):(?P<minute>[0-5]\d)(?::00(?:\.0+)?)?"
    r" ?(?P<after>am|pm)?",
    re.IGNORECASE,
)


_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_WIDE_MARKS = str.maketrans("：－～／．", ":-~/.")


def half_width(text: str) -> str:
    """Digits, and marks between them, as they are without a Chinese keyboard: `09：30` too."""
    text = text.translate(_WIDE)
    return re.sub(r"(?<=\d)[：－～／．](?=\d)", lambda m: m[0].translate(_WIDE_MARKS), text)


def day_orders(text: str) -> dict[Order, date]:
    """Every day that a text may mean, by the order of its parts; empty where it is no day.

    Notes
    -----
    `2026-01-31`, `2026/1/31` and `31.1.2026` say their order; `03/04/2026` may be two days. A
    weekday or a midnight beside it is left out. A number of five digits is a spreadsheet's day
    number.
    """
    text = _NAMED.sub("", _MIDNIGHT.sub("", half_width(text.strip())))
    serial = _SERIAL.fullmatch(text)
    if serial and int(serial[1]) in SERIAL_DAYS and not serial[2]:
        return {"ymd": date(1899, 12, 30) + timedelta(days=int(serial[1]))}
    found = _PARTS.fullmatch(text)
    if found is None:
        return {}
    first, mark, second, third = found.groups()
    if len(first) == 4:
        tries = {"ymd": (first, second, third)}
    elif mark == ".":
        tries = {"dmy": (third, second, first)}
    elif len(first) <= 2 and len(third) in (2, 4):
        tries = {"dmy": (third, second, first), "mdy": (third, first, second)}
    else:
        return {}
    days = {order: _day(*map(int, parts)) for order, parts in tries.items()}
    return {order: day for order, day in days.items() if day is not None}


def common_orders(texts: Iterable[str]) -> frozenset[Order]:
    """Orders in which every text of a column is a day; texts that are no day are passed over."""
    left: frozenset[Order] | None = None
    for text in texts:
        found = day_orders(_date_part(text))
        if len(found) > 1 or (found and "ymd" not in found):
            left = frozenset(found) if left is None else left & found.keys()
    return left or frozenset()


def read_moments(text: str) -> dict[Order, datetime]:
    """Every wall time that a text may mean, by the order of its day; offsets are left out."""
    text = text.strip()
    try:
        return {"ymd": datetime.fromisoformat(text).replace(tzinfo=None)}
    except ValueError:
        pass
    serial = _SERIAL.fullmatch(text)
    if serial and int(serial[1]) in SERIAL_DAYS:
        minutes = round(float(f"0.{serial[2] or 0}") * 1440)
        return {"ymd": datetime(1899, 12, 30) + timedelta(int(serial[1]), minutes=minutes)}  # noqa: DTZ001
    day_text = _date_part(text)
    rest = _OFFSET.sub("", text[len(day_text) :].strip(" T,"))
    minute = clock_minute(rest) if rest else 0
    if minute is None:
        return {}
    return {
        order: datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001
        for order, day in day_orders(day_text).items()
    }


def clock_minute(text: str) -> int | None:
    """Minutes after midnight of `8:30`, `08:30:00`, `8:30 PM`, `下午8:30`; hours may exceed 24."""
    found = _TIME.fullmatch(half_width(text.strip()))
    if found is None:
        return None
    hour, half = int(found["hour"]), (found["before"] or found["after"] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half in ("pm", "下午") else 0)
    return hour * 60 + int(found["minute"])


def _date_part(text: str) -> str:
    text = text.strip()
    found = re.match(r"[^ T]+(?=[ T]+(?:上午|下午)?\d{1,2}:)", text)
    return found[0].rstrip(",") if found else text


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
