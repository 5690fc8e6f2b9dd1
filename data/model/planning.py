"""What planners usually ask for: the figures that stand where nobody names another."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from data.model.codec import LATER
from data.model.errors import InvalidValue


def _usual(
    default: int, label: str, unit: str, least: int, most: int, *, later: bool = False
) -> Any:
    """A figure; `later`: documents stored by earlier versions do not hold it."""
    meta = {"label": label, "unit": unit, "least": least, "most": most}
    return dataclasses.field(default=default, metadata=meta | (LATER if later else {}))


@dataclass(frozen=True)
class PlanningDefaults:
    """Figures that commands and forms begin with; each field carries label, unit and range.

    Raises
    ------
    InvalidValue
        If one is not a whole number within its range.
    """

    forecast_weeks: int = _usual(8, "Forecast ahead", "weeks", 1, 53)
    roster_weeks: int = _usual(4, "Weeks of a roster", "weeks", 1, 12)
    roster_limit_s: int = _usual(60, "Time limit of a roster", "s", 1, 86_400)
    reroster_limit_s: int = _usual(10, "Time limit of a reroster or repair", "s", 1, 3_600)
    reroster_change_price: int = _usual(
        20, "Price of a changed day after sickness", "points", 0, 10_000
    )
    repair_change_price: int = _usual(100, "Price of a changed day in a repair", "points", 0, 1_000)
    publish_replications: int = _usual(20, "Simulated horizons behind a proof", "horizons", 2, 100)
    wishes_back_days: int = _usual(92, "Refused wishes are counted over", "days", 0, 400)
    handle_time_days: int = _usual(91, "Handle times are fitted to the last", "days", 7, 730)
    runs_out_days: int = _usual(7, "Warn before the published plan ends", "days", 0, 60)
    activities_limit_s: int = _usual(
        30, "Time limit of placing activities", "s", 1, 3_600, later=True
    )
    backlog_limit_s: int = _usual(60, "Time limit of placing a backlog", "s", 1, 3_600, later=True)
    sensitivity_limit_s: int = _usual(
        300, "Time limit of the sensitivity of a roster", "s", 5, 86_400, later=True
    )
    design_limit_s: int = _usual(
        10, "Time limit of a shift design, for each size", "s", 1, 3_600, later=True
    )
    simulate_replications: int = _usual(
        30, "Simulated horizons of a roster's service", "horizons", 2, 1_000, later=True
    )

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value, most = getattr(self, field.name), field.metadata["most"]
            least = field.metadata["least"]
            if not isinstance(value, int) or not least <= value <= most:
                raise InvalidValue(
                    f"{field.name} = {value} must be a whole number of {field.metadata['unit']} "
                    f"from {least} to {most}"
                )
