"""Figures that a planner sets: a field that carries its words and range, and their check."""

from dataclasses import Field, field, fields
from typing import Any

from data.model.codec import LATER
from data.model.errors import InvalidValue
from data.model.language import tr


def figure(
    default: int, label: str, unit: str, least: int, most: int, *, later: bool = False
) -> Any:
    """A figure of a settings class; `later`: documents of earlier versions do not hold it."""
    meta = {"label": label, "unit": unit, "least": least, "most": most}
    return field(default=default, metadata=meta | (LATER if later else {}))


def label_of(figure: "Field[Any]") -> str:
    """What a figure says, in the reader's language."""
    return tr(figure.metadata["label"])


def unit_of(figure: "Field[Any]") -> str:
    """Its unit, in the reader's language."""
    return tr(figure.metadata["unit"])


def refuse_figures_out_of_range(settings: Any) -> None:
    """Check every field of a class whose fields are all figures.

    Raises
    ------
    InvalidValue
        If one is not a whole number within its range.
    """
    for one in fields(settings):
        value, meta = getattr(settings, one.name), one.metadata
        if not isinstance(value, int) or not meta["least"] <= value <= meta["most"]:
            raise InvalidValue(
                tr(
                    "{name} = {value} must be a whole number of {meta} from {meta2} to {meta3}",
                    name=one.name,
                    value=value,
                    meta=unit_of(one),
                    meta2=meta["least"],
                    meta3=meta["most"],
                )
            )
