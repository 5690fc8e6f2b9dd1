"""Fixtures of the use cases and the command line."""

from pathlib import Path

import pytest

from app.services.build_roster import build_roster
from app.services.make_forecast import forecast_all
from app.services.set_requirement import set_requirement
from data.model.saved_roster import SavedRoster
from tests.app.small_centre import SmallCentre, a_small_centre


@pytest.fixture
def small(tmp_path: Path) -> SmallCentre:
    """A fresh small centre with history and staff."""
    return a_small_centre(tmp_path)


@pytest.fixture(scope="session")
def rostered(tmp_path_factory: pytest.TempPathFactory) -> tuple[SmallCentre, SavedRoster]:
    """A small centre with one built week; tests must not change what they find in it."""
    centre = a_small_centre(tmp_path_factory.mktemp("rostered"))
    forecast_all(centre.desk, weeks=4, members=("seasonal_naive", "glm_days"))
    requirement = set_requirement(centre.desk)
    first = requirement.grid.days[0]
    return centre, build_roster(centre.desk, first, 1, time_limit_s=12)
