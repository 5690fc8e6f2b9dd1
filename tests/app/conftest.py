"""Fixtures of the use cases and the command line."""

import shutil
import sys
from pathlib import Path

import pytest

from app.cli.main import main
from app.services.build_roster import build_roster
from app.services.desk import Desk
from app.services.make_forecast import forecast_all
from app.services.set_requirement import set_requirement
from data.model.saved_roster import SavedRoster
from data.store import Store
from tests.app.small_centre import NOW, SmallCentre, a_small_centre
from tests.app.web_page import WHO

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def peakshift(monkeypatch: pytest.MonkeyPatch, capsys: Capture):
    """Run the real entry point: exit code, standard output, standard error."""

    monkeypatch.setattr("app.cli.main.still_at_work", lambda: False)  # that would end the tests

    def call(url: str, *words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["peakshift", "--db", url, "--as", "tester", *words])
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        else:
            code = 0
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def small(tmp_path: Path) -> SmallCentre:
    """A fresh small centre with history and staff."""
    return a_small_centre(tmp_path)


@pytest.fixture(scope="session")
def rostered_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SavedRoster]:
    """Folder of a small centre with one built week, made once and then only copied."""
    centre = a_small_centre(tmp_path_factory.mktemp("rostered"))
    forecast_all(centre.desk, weeks=4, members=("seasonal_naive", "glm_days"))
    requirement = set_requirement(centre.desk)
    saved = build_roster(centre.desk, requirement.grid.days[0], 1, time_limit_s=12)
    centre.desk.store.close()
    return centre.folder, saved


@pytest.fixture
def rostered(
    rostered_once: tuple[Path, SavedRoster], tmp_path: Path
) -> tuple[SmallCentre, SavedRoster]:
    """A copy of the rostered centre, the test's own to change."""
    folder, saved = rostered_once
    own = tmp_path / "rostered"
    shutil.copytree(folder, own)
    url = str(own / "centre.sqlite")
    return SmallCentre(Desk(Store.open(url), "tester", lambda: NOW), url, own), saved


@pytest.fixture
def url(rostered: tuple[SmallCentre, SavedRoster], monkeypatch: pytest.MonkeyPatch) -> str:
    """The rostered store, named to the pages."""
    monkeypatch.setenv("PEAKSHIFT_DB", rostered[0].url)
    monkeypatch.setenv("PEAKSHIFT_USER", WHO)
    return rostered[0].url


@pytest.fixture
def seeded(url: str, rostered: tuple[SmallCentre, SavedRoster]) -> tuple[Desk, SavedRoster]:
    """Somebody else's desk at the store of the pages, and its roster."""
    return Desk(Store.open(url), "somebody else", lambda: NOW), rostered[1]
