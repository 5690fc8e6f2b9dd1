"""Layouts that a centre made itself: a first look at a file, a guess, and what reads it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from data.files.moments import read_moments
from data.files.table import first_cells, read_table
from data.files.text import decode, read_bytes
from data.ingest.layout import Layout, has_columns, product
from data.ingest.layouts import LAYOUTS
from data.model.grid import FloatArray
from data.model.language import tr
from data.model.series import MAPPABLE, FileLayout

_SAMPLE_ROWS = 6
_DURATIONS = ("handle_seconds_total", "wait_seconds_total")
_NUMBERS = (
    "offered", "handled", "abandoned", "answered_in_threshold", "threshold_seconds",
    *_DURATIONS, "temperature_c",
)  # fmt: skip
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_HALVES = re.compile(r"[ap]m|上午|下午", re.IGNORECASE)
_UNIT = re.compile(r"[(\[（【][^)\]）】]*[)\]）】]")
_UNTIL = re.compile(r"\s*(?:[-~–—至到]).*$")

_WORDS: dict[str, tuple[str, ...]] = {
    "interval_start": ("interval_start", "start", "timestamp", "datetime", "date time", "date",
                       "day", "开始时间", "时段开始", "起始时间", "时间段", "统计时间", "统计时段",
                       "日期时间", "日期", "时间"),
    "time": ("time", "time of day", "interval", "hour", "时段", "时刻", "小时"),
    "interval_minutes": ("interval_minutes", "interval minutes", "minutes", "间隔", "时长分钟"),
    "queue_id": ("queue_id", "queue id", "queue", "skill", "split", "queue name", "技能组", "队列",
                 "业务类型", "业务"),
    "queue_name": ("queue_name", "queue name", "skill name", "队列名称", "技能组名称"),
    "channel": ("channel", "media type", "media", "渠道", "媒体类型"),
    "offered": ("offered", "contacts offered", "calls offered", "calls", "contacts", "incoming",
                "volume", "呼入量", "来电量", "话务量", "人工请求量", "呼入总量", "总量"),
    "handled": ("handled", "answered", "calls handled", "calls answered", "acdcalls", "接通量",
                "接听量", "人工接通量", "应答量", "处理量"),
    "abandoned": ("abandoned", "abandons", "calls abandoned", "放弃量", "呼损量", "未接通量"),
    "answered_in_threshold": ("answered_in_threshold", "answered in threshold", "answered in sl",
                              "20秒接通量", "及时接通量"),
    "threshold_seconds": ("threshold_seconds", "threshold"),
    "handle_seconds_total": ("handle_seconds_total", "handle time", "total handle time", "aht",
                             "average handle time", "avg handle time", "处理时长", "通话时长",
                             "平均处理时长", "平均通话时长", "总通话时长"),
    "wait_seconds_total": ("wait_seconds_total", "wait time", "asa", "等待时长", "平均等待时长"),
    "event_tag": ("event_tag", "event", "事件"),
    "quality_flag": ("quality_flag", "quality"),
    "temperature_c": ("temperature_c", "temperature", "气温", "温度"),
}  # fmt: skip
"""Headers, in small letters, that the first guess takes for a column of ours."""


@dataclass(frozen=True)
class FirstLook:
    """The begin of a history file.

    Parameters
    ----------
    header
        Cells of its first row.
    rows
        The next few rows, as texts.
    layout
        Name of the first layout that its first row fits; empty where none does.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    layout: str


def first_look(path: Path, own: Sequence[FileLayout] = ()) -> FirstLook:
    """Read the header and a few rows.

    Raises
    ------
    UnreadableFile
        If it is no text.
    """
    text = decode(read_bytes(path, tr("a history file")), path, tr("a history file"))
    head = "\n".join(text.lstrip("\r\n").splitlines()[: _SAMPLE_ROWS + 1])
    cells = tuple(first_cells(head)) if head.strip() else ()
    known = [*map(layout_of, own), *LAYOUTS.values()]
    layout = next((one.name for one in known if cells and one.matches(cells)), "")
    if not cells:
        return FirstLook((), (), "")
    table = read_table(head)
    rows = tuple(tuple(map(str, row)) for row in table.cells.itertuples(index=False))
    return FirstLook(cells, rows, layout)


def guessed(header: Sequence[str]) -> dict[str, str]:
    """Which of their headers most likely stands for which column of ours; none stands twice."""
    bare = {name: _UNIT.sub("", name.lower()).replace("_", " ") for name in header if name}
    small = {" ".join(words.split()): name for name, words in bare.items()}
    found: dict[str, str] = {}
    for ours in MAPPABLE:
        words = [" ".join(word.replace("_", " ").split()) for word in _WORDS[ours]]
        match = next((small[word] for word in words if word in small), "")
        if match and match not in found.values():
            found[ours] = match
    return found


def looks_average(header: str) -> bool:
    """Whether a header seems to name a mean of a contact rather than a total."""
    small = header.lower()
    return any(word in small for word in ("avg", "average", "aht", "asa", "mean", "平均"))


def layout_of(own: FileLayout) -> Layout:
    """What reads files of a centre's own layout."""
    expected = ",".join(own.columns.values())
    return Layout(
        own.name,
        expected,
        has_columns(*own.columns.values()),
        _converter(own),
        utc=own.utc,
        numbers=tuple(own.columns[name] for name in _NUMBERS if name in own.columns),
        needed=tuple(own.columns.values()),
    )


def in_words_of(own: Sequence[FileLayout], name: str, rejected: pd.DataFrame) -> pd.DataFrame:
    """Rows set aside with reasons that name the columns of the file, not ours.

    Parameters
    ----------
    name
        Layout that the file was read as; one that is not of `own` changes nothing.
    """
    layout = next((one for one in own if one.name == name), None)
    if layout is None or not len(rejected):
        return rejected
    words = re.compile(rf"\b({'|'.join(layout.columns)})\b")
    said = rejected["reason"].map(lambda text: words.sub(lambda m: layout.columns[m[1]], text))
    return rejected.assign(reason=said)


def _converter(own: FileLayout) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def convert(cells: pd.DataFrame) -> pd.DataFrame:
        theirs = {str(name).strip().lower(): name for name in cells.columns}
        texts = {
            ours: cells[theirs[header.strip().lower()]] for ours, header in own.columns.items()
        }
        return _canonical(own, texts, cells.index)

    return convert


def _canonical(own: FileLayout, texts: Mapping[str, pd.Series], index: pd.Index) -> pd.DataFrame:
    found = dict(texts)
    start, time = found["interval_start"], found.pop("time", None)
    if time is not None:
        start = start.str.strip() + " " + _each(time, _time_of_day)
    found["interval_start"] = _each(start, lambda text: _iso(text, own.day_order))
    if "queue_id" not in found:
        found["queue_id"] = pd.Series(own.queue, index=index, dtype=object)
    if own.minutes:
        found["interval_minutes"] = pd.Series(str(own.minutes), index=index, dtype=object)
    for name in _DURATIONS:
        if name in found:
            seconds = _each(found[name], _SECONDS[own.time_unit])
            counted = found.get("handled", found["offered"])
            found[name] = product(counted, seconds) if own.handle_time == "average" else seconds
    return pd.DataFrame(found)


def _each(texts: pd.Series, change: Callable[[str], str]) -> pd.Series:
    """Columns repeat few texts many times: change each text once."""
    codes, unique = pd.factorize(texts)
    changed = np.array([change(str(text)) for text in unique], dtype=object)
    return pd.Series(changed[codes] if len(unique) else [], index=texts.index, dtype=object)


def _time_of_day(text: str) -> str:
    """`08:00-08:30` begins at 08:00, and hour `8` too."""
    begin = _UNTIL.sub("", text.strip()).removesuffix("时").removesuffix("点")
    return f"{int(begin):02d}:00" if re.fullmatch(r"\d{1,2}", begin) else begin


def _iso(text: str, order: str) -> str:
    """A time as the reader of times takes it; what cannot be read stays, to be complained about."""
    serial = _SERIAL.fullmatch(text.strip())
    if text[:4].isdecimal() and not serial and not _HALVES.search(text):
        return text
    found = read_moments(text)
    moment = found.get(order) or (next(iter(found.values())) if len(found) == 1 else None)
    return moment.isoformat(" ") if moment else text


def _times(factor: float) -> Callable[[str], str]:
    def times(text: str) -> str:
        try:
            return f"{float(text) * factor:.10g}"
        except ValueError:
            return text

    return times


def _clock_seconds(text: str) -> str:
    """`4:10` is 250 s, `1:04:10` is 3850 s."""
    parts = text.strip().split(":")
    if not 2 <= len(parts) <= 3 or not all(part.isdecimal() for part in parts):
        return text
    numbers: FloatArray = np.array([0.0] * (3 - len(parts)) + [float(part) for part in parts])
    return f"{float(numbers @ np.array([3600.0, 60.0, 1.0])):g}"


_SECONDS: dict[str, Callable[[str], str]] = {
    "s": lambda text: text,
    "min": _times(60.0),
    "clock": _clock_seconds,
}
