"""Charts: in the reader's language, readable on a light and on a dark ground."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import altair as alt
import pandas as pd
import pytest
import streamlit as st

from app.locale import catalogue
from app.web.parts.charts import drawing, palette
from app.web.parts.charts.drawing import FIELDS
from app.web.parts.charts.palette import GROUND, INK, LIGHTS, ON_DARK, QUEUES, SHIFTS
from data.model.language import speaking
from data.model.words import months, weekdays
from tests import ROOT

DARK = ON_DARK[GROUND]
LEAST_TEXT, LEAST_SHAPE = 4.5, 3.0
"""Contrast that WCAG 2.2 asks of text (1.4.3) and of shapes (1.4.11)."""


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[alt.Chart]:
    """Charts that were drawn."""
    found: list[alt.Chart] = []
    monkeypatch.setattr(st, "altair_chart", lambda chart, **_: found.append(chart))
    return found


def a_chart() -> alt.Chart:
    table = pd.DataFrame({"day": ["2026-05-09"], "agents": [3]})
    chart: alt.Chart = (
        alt.Chart(table)
        .mark_bar(color=INK)
        .encode(x="day:T", y="agents:Q", tooltip=["day:T", alt.Tooltip("agents:Q", title="own")])
    )
    return chart


def test_days_and_months_of_a_chart_are_in_the_readers_language(shown: list[alt.Chart]) -> None:
    with speaking(catalogue("zh-CN")):
        drawing.draw(a_chart())
    time = shown[0].to_dict()["config"]["locale"]["time"]
    assert time["shortDays"][:2] == ["周日", "周一"]
    assert time["shortMonths"][4] == "5月"
    assert time["date"] == "%Y年%-m月%-d日 %a"


def test_a_field_without_a_title_is_named_in_the_readers_language(shown: list[alt.Chart]) -> None:
    with speaking(catalogue("zh-CN")):
        drawing.draw(a_chart())
    assert [tip["title"] for tip in shown[0].to_dict()["encoding"]["tooltip"]] == ["日期", "own"]


def test_a_chart_on_a_dark_ground_has_other_colours(
    shown: list[alt.Chart], monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = a_chart()
    monkeypatch.setattr(drawing, "on_dark", lambda: True)
    drawing.draw(chart)
    assert shown[0].to_dict()["mark"]["color"] == ON_DARK[INK]
    assert chart.to_dict()["mark"]["color"] == INK


def contrast(one: str, other: str) -> float:
    """Of two colours by WCAG 2.2, 1 (the same) .. 21 (black and white) [-]."""

    def light(colour: str) -> float:
        parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_lines_and_bars_stand_out_on_both_grounds() -> None:
    names = ("INK", "ACCENT", "SHORT", "SESSION", "NOW", "QUIET")
    for colour in (*(getattr(palette, name) for name in names), *QUEUES):
        least = 2.4 if colour in (*QUEUES, palette.QUIET) else LEAST_SHAPE  # areas with a legend
        assert contrast(colour, GROUND) >= least, colour
        assert contrast(ON_DARK.get(colour, colour), DARK) >= LEAST_SHAPE, colour


def test_text_in_cells_can_be_read() -> None:
    pairs = [*SHIFTS.values(), palette.AWAY, palette.BROKEN, palette.DRAFT]
    for back, ink in pairs:
        assert contrast(back, ink) >= LEAST_TEXT, (back, ink)
    for light, back in LIGHTS.items():
        assert contrast(back, palette.INKS.get(light, INK)) >= LEAST_TEXT, light


def test_months_and_weekdays_are_themselves_in_chinese() -> None:
    with speaking(catalogue("zh-CN")):
        assert months() == tuple(f"{number}月" for number in range(1, 13))
        assert weekdays() == tuple(f"周{day}" for day in "一二三四五六日")


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Name of what is called, and each call, of a module."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "attr", getattr(node.func, "id", "")), node


def says(node: ast.expr) -> bool:
    """Whether it is a text in a language, and no address or icon."""
    text = node.value if isinstance(node, ast.Constant) else None
    bare = re.sub(r":material/\w+:", "", text) if isinstance(text, str) else ""
    return bool(re.search("[A-Za-z]{3}", bare)) and "://" not in bare


BOXES = {
    "button", "caption", "checkbox", "date_input", "error", "expander", "file_uploader", "info",
    "markdown", "metric", "multiselect", "number_input", "pills", "popover", "radio",
    "segmented_control", "selectbox", "select_slider", "slider", "spinner", "subheader", "success",
    "text_area", "text_input", "time_input", "toast", "toggle", "warning",
}  # fmt: skip


def test_labels_and_helps_of_boxes_go_through_the_catalogue() -> None:
    for path in sorted((ROOT / "app" / "web" / "pages").rglob("*.py")):
        literal = [
            f"{path.name}, line {node.lineno}: {ast.unparse(node)[:60]}"
            for name, node in calls(path)
            if name in BOXES
            and (
                any(says(one) for one in node.args[:1])
                or any(says(word.value) for word in node.keywords if word.arg == "help")
            )
        ]
        assert not literal, literal


def test_no_spinner_speaks_one_language_to_everybody() -> None:
    for path in sorted((ROOT / "app" / "web").rglob("*.py")):
        spins = [word.arg for _, node in calls(path) for word in node.keywords
                 if word.arg == "show_spinner" and says(word.value)]  # fmt: skip
        assert not spins, f"{path.name}: use cached, whose answers are one for each language"


def test_every_field_of_a_tip_has_a_title() -> None:
    for path in sorted((ROOT / "app" / "web").rglob("*.py")):
        bare = [
            str(node.args[0].value)
            for name, node in calls(path)
            if name == "Tooltip" and isinstance(node.args[0], ast.Constant)
            and not any(word.arg == "title" for word in node.keywords)
        ]  # fmt: skip
        unnamed = {field.split(":")[0] for field in bare} - {*FIELDS}
        assert not unnamed, f"{path.name}: give {unnamed} a title, or a row of FIELDS"


def test_titles_of_charts_and_boxes_go_through_the_catalogue() -> None:
    for path in sorted((ROOT / "app" / "web").rglob("*.py")):
        text = path.read_text("utf-8")
        literal = [
            f"{path.name}, line {node.lineno}: {word.value.value!r}"
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Call)
            for word in node.keywords
            if word.arg in ("title", "placeholder")
            and isinstance(word.value, ast.Constant)
            and re.search("[A-Za-z]{3}", str(word.value.value or ""))
            and "://" not in str(word.value.value)
        ]
        assert not literal, literal
        assert path.name == "drawing.py" or ".altair_chart(" not in text, f"{path.name}: use draw"


def test_names_of_a_legend_get_columns_as_wide_as_they_are(shown: list[alt.Chart]) -> None:
    names = ["New connections 新装增容", "Fault reports 故障报修"]
    for domain in (["a", "b"], names):
        chart = a_chart().encode(color=alt.Color("who:N", scale=alt.Scale(domain=domain)))
        drawing.draw(chart)
    short, long = (
        int(re.findall(r"/ (\d+)\)", chart.to_dict()["config"]["legend"]["columns"]["expr"])[0])
        for chart in shown
    )
    assert short < 60
    assert long > 180
