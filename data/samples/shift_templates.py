"""The sample's shift templates and contracts."""

from data.model.shift import BreakWindow, ShiftTemplate
from data.model.staff import Contract


def sample_templates(slot_min: int = 30) -> tuple[ShiftTemplate, ...]:
    """Shift templates of the sample on a slot length.

    Parameters
    ----------
    slot_min
        Starts and breaks lie on whole slots; the meal has 60 min, a rest 30 min or one slot
        where slots are longer [min].
    """
    return (
        _template("D8", "Day 8 h 白班", (6, 0), (11, 0), 540, (180, 270), (390, 450), slot_min),
        _template("L8", "Late 8 h 晚班", (12, 0), (15, 30), 540, (180, 270), (390, 450), slot_min),
        _template("N8", "Night 8 h 夜班", (21, 0), (23, 0), 540, (180, 270), (390, 450), slot_min),
        _template("X10", "Long day 10 h", (7, 0), (11, 0), 660, (240, 330), (480, 570), slot_min),
        _template("M6", "Morning 6 h", (7, 0), (10, 0), 360, None, (150, 210), slot_min),
        _template("E6", "Evening 6 h", (15, 0), (18, 0), 360, None, (150, 210), slot_min),
        _template("M4", "Morning 4 h", (8, 0), (10, 0), 240, None, None, slot_min),
        _template("E4", "Evening 4 h", (17, 0), (19, 0), 240, None, None, slot_min),
    )


def sample_contracts() -> tuple[Contract, ...]:
    """Terms of the sample's agents.

    Notes
    -----
    Weekly spans leave one shift of play, as under China's comprehensive working hours system
    (hours are settled over a longer period); each span holds several sums of its shifts.
    """
    return (
        Contract("FT40N", "Full time 40 h, nights too", 1920, 2400, ("D8", "L8", "N8"), 4200),
        Contract("FT40", "Full time 40 h, no nights", 1920, 2400, ("D8", "L8"), 4000),
        Contract("C40", "Full time 40 h in four long days", 1800, 2400, ("X10",), 4000),
        Contract("PT24", "Part time 24 h", 1200, 1440, ("M6", "E6", "M4", "E4"), 3600),
    )


def _template(
    code: str,
    name: str,
    first: tuple[int, int],
    last: tuple[int, int],
    length_min: int,
    meal: tuple[int, int] | None,
    rest: tuple[int, int] | None,
    slot_min: int,
) -> ShiftTemplate:
    step = max(30, slot_min)
    breaks = []
    if meal is not None:
        begin, end = _on_slots(meal, step)
        breaks.append(BreakWindow("meal", max(60, step), begin, end))
    if rest is not None:
        begin, end = _on_slots(rest, step)
        breaks.append(BreakWindow("rest", step, begin, end, paid=True))
    starts = _on_slots((first[0] * 60 + first[1], last[0] * 60 + last[1]), step)
    return ShiftTemplate(code, name, *starts, step, length_min, tuple(breaks))


def _on_slots(span_min: tuple[int, int], step_min: int) -> tuple[int, int]:
    # Rounded down: a window on longer slots still ends inside its shift.
    begin, end = (minute // step_min * step_min for minute in span_min)
    return begin, end
