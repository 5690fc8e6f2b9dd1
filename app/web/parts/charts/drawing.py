"""Draws a chart in the reader's language and for the ground, light or dark, that it stands on."""

from collections.abc import Iterable, Iterator
from typing import Any
from unicodedata import east_asian_width

import altair as alt
import streamlit as st

from app.web.parts.charts.palette import ON_DARK
from data.model.language import phrase, tr
from data.model.words import months, weekdays, whole_months, whole_weekdays

Chart = alt.Chart | alt.LayerChart | alt.HConcatChart | alt.VConcatChart | alt.FacetChart

FIELDS = {
    "agents": phrase("agents"),
    "answers": phrase("answers"),
    "basis": phrase("basis"),
    "came": phrase("came"),
    "category": phrase("category"),
    "contacts": phrase("contacts"),
    "cost": phrase("cost"),
    "day": phrase("Day"),
    "end": phrase("until"),
    "estimate": phrase("estimate"),
    "feature": phrase("feature"),
    "better": phrase("better with it"),
    "worse": phrase("worse without it"),
    "from": phrase("from"),
    "hang up": phrase("hang up"),
    "high": phrase("at most"),
    "hour": phrase("hour"),
    "hours": phrase("hours"),
    "kind": phrase("kind"),
    "light": phrase("target"),
    "line": phrase("what"),
    "low": phrase("at least"),
    "name": phrase("name"),
    "needs": phrase("agents required"),
    "occupancy": phrase("occupancy"),
    "part": phrase("what"),
    "people": phrase("what"),
    "proven": phrase("proven"),
    "queue": phrase("queue"),
    "rule": phrase("rule"),
    "says": phrase("what"),
    "seconds": phrase("seconds"),
    "service level": phrase("answered in time"),
    "share": phrase("share"),
    "shift": phrase("shift"),
    "shifts": phrase("shifts"),
    "slot": phrase("slot"),
    "Slot": phrase("slot"),
    "start": phrase("from"),
    "step": phrase("step"),
    "to": phrase("until"),
    "value": phrase("cost"),
    "what": phrase("what"),
    "when": phrase("what"),
    "who": phrase("who"),
}
"""Field of a chart's table -> its title in tips and on axes that have none of their own."""


_LETTER_PX, _BESIDE_PX = 6.5, 44
"""Width of a letter of a legend, a Chinese one counted twice, and of all else in an entry."""
_AXIS_PX = 60


def draw(chart: Chart, at: Any = st) -> None:
    """Show a chart as wide as its place.

    Parameters
    ----------
    at
        Column or container that it stands in.
    """
    shown = chart.copy(deep=True)
    _titled(shown)
    if on_dark():
        _recoloured(shown)
    config = {"legend": _legend(shown), **_config(shown)}
    at.altair_chart(shown.configure(**config, locale=_locale()), width="stretch")


def _legend(chart: Chart) -> alt.LegendConfig:
    """Above the chart, as beside it it would take half of a phone; no name in it is cut."""
    entry_px = _BESIDE_PX + _LETTER_PX * max(map(_letters, _domains(chart)), default=20)
    alone = isinstance(chart, alt.Chart | alt.LayerChart)
    wide = "width" if alone else f"(containerSize()[0] - {_AXIS_PX})"  # parts have widths of theirs
    columns = f"max(1, floor({wide} / {entry_px:.0f}))"
    return alt.LegendConfig(orient="top", columns=alt.ExprRef(columns), labelLimit=300)


def _domains(thing: Any) -> Iterator[str]:
    """Every name that a colour of a chart stands for."""
    if isinstance(thing, alt.Color):
        scale = thing._kwds.get("scale")
        named = scale._kwds.get("domain") if isinstance(scale, alt.Scale) else ()
        yield from (one for one in named if isinstance(one, str)) if isinstance(named, list) else ()
    elif isinstance(thing, alt.SchemaBase):
        for part in thing._kwds.values():
            yield from _domains(part)
    elif isinstance(thing, list | tuple):
        for part in thing:
            yield from _domains(part)


def _letters(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def on_dark() -> bool:
    """Whether this session's pages are dark."""
    return st.context.theme.type == "dark"


def _config(chart: Chart) -> dict[str, Any]:
    config = chart._kwds.get("config", alt.Undefined)
    return {} if config is alt.Undefined else dict(config._kwds)


def _recoloured(thing: Any) -> Any:
    """The same with the colours of a dark ground; data stays as it is."""
    if isinstance(thing, str):
        return ON_DARK.get(thing, thing)
    if isinstance(thing, list | tuple):
        return [_recoloured(part) for part in thing]
    if isinstance(thing, dict):
        return {key: _recoloured(part) for key, part in thing.items()}
    if isinstance(thing, alt.SchemaBase):
        for key, part in thing._kwds.items():
            if key not in ("data", "datasets"):
                thing._kwds[key] = _recoloured(part)
    return thing


def _titled(thing: Any) -> None:
    """Name fields that bear no title of their own in the reader's language."""
    parts: Iterable[Any] = ()
    if isinstance(thing, alt.SchemaBase):
        fields = thing._kwds
        tips = fields.get("tooltip")
        if isinstance(tips, list | tuple):
            fields["tooltip"] = [alt.Tooltip(t) if isinstance(t, str) else t for t in tips]
        named = str(fields.get("shorthand", "")).split(":")[0]
        if (
            isinstance(thing, alt.Tooltip | alt.Color)
            and named in FIELDS
            and fields.get("title", alt.Undefined) is alt.Undefined
        ):
            fields["title"] = tr(FIELDS[named])
        parts = [part for key, part in fields.items() if key not in ("data", "datasets")]
    elif isinstance(thing, list | tuple):
        parts = thing
    for part in parts:
        _titled(part)


def _locale() -> dict[str, Any]:
    """Names of days and months, and how dates are written, for axes and tips without a format."""
    days, whole_days = weekdays(), whole_weekdays()
    return {
        "time": {
            "dateTime": tr("%a %-d %b %Y, %H:%M"),
            "date": tr("%a %-d %b %Y"),
            "time": "%H:%M",
            "periods": ["AM", "PM"],
            # A week of charts begins on Sunday.
            "days": [whole_days[-1], *whole_days[:-1]],
            "shortDays": [days[-1], *days[:-1]],
            "months": [*whole_months()],
            "shortMonths": [*months()],
        },
        "number": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]},
    }
