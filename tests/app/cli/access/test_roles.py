"""Every command refuses whom the table does not list for what it asks, before it does anything."""

import getpass
import shlex
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import MagicMock

import pytest
from typer.testing import CliRunner

from app.cli.main import app
from app.cli.parts.examples import EXAMPLES
from app.services.access import asking
from app.services.access.duties import DUTY_OF
from data.model.audit import AuditEntry
from data.model.errors import NotAllowed
from data.model.users import ROLES, Held, User
from data.store import documents
from tests.app.services.access.team import Bound, a_team
from tests.app.services.access.test_matrix import VERBS
from tests.app.small_centre import NOW

pytestmark = pytest.mark.slow

ALONE = {"ui", "warm-up", "demo", "history convert", "backup", "restore", "job work"}
"""Commands that ask nothing of a centre, make one, or work for those who were asked."""
EVERYTHING = User("all", "All", login="os-all", held=tuple(map(Held, ROLES)), agent_id="A1")
WHOLE = [role for role in ROLES if role not in ("agent", "team_leader")]
"""Roles of the whole centre; for teams and oneself the matrix tries every use case."""


@pytest.fixture(scope="module")
def bound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bound]:
    """A team and somebody who holds every role."""
    bound = a_team(tmp_path_factory.mktemp("commands"))
    access = bound.store.load(documents.USERS)
    everybody = type(access)((*access.users, EVERYTHING))
    bound.store.save(documents.USERS, everybody, AuditEntry("t", "set_up", "users", NOW))
    yield bound
    bound.store.close()


def asked_by(
    path: str, words: str, bound: Bound, login: str, patch: pytest.MonkeyPatch
) -> tuple[list[str], bool]:
    """What a command asks for somebody, in order, and whether it was refused."""
    asked: list[str] = []
    ask = asking._role_for

    def recording(store, access, person, name, about):  # type: ignore[no-untyped-def]
        asked.append(name)
        return ask(store, access, person, name, about)

    patch.setattr(asking, "_role_for", recording)
    patch.setattr(getpass, "getuser", lambda: login)
    line = ["--db", bound.url, *path.split(), *shlex.split(words)]
    result = CliRunner().invoke(app, line)
    return asked, isinstance(result.exception, NotAllowed)


def _one_of_each(may: dict[str, bool], path: str) -> list[tuple[str, bool]]:
    """A role that may and one that may not, others for each command."""
    yes, no = ([role for role in may if may[role] is wanted] for wanted in (True, False))
    return [
        (side[sum(path.encode()) % len(side)], wanted)
        for side, wanted in ((yes, True), (no, False))
        if side
    ]


@pytest.fixture
def bodiless(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Use cases that are asked as ever and then do nothing."""
    for function in VERBS.values():
        monkeypatch.setattr(function, "__wrapped__", lambda *a, **k: MagicMock())
    return monkeypatch


@pytest.mark.parametrize("path", [path for path in EXAMPLES if path not in ALONE])
def test_a_command_is_refused_to_whom_the_table_does_not_list(
    path: str, bound: Bound, bodiless: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bodiless.chdir(tmp_path)
    (tmp_path / "roster.csv").write_text("agent_id,day\n")
    with bodiless.context() as patch:
        asks, refused = asked_by(path, EXAMPLES[path], bound, "os-all", patch)
    assert asks, f"peakshift {path} asks nothing"
    assert not refused
    before = len(bound.store.audit(limit=10_000))
    may_by_role = {role: all(role in DUTY_OF[name].roles for name in asks) for role in WHOLE}
    for role, may in _one_of_each(may_by_role, path):
        with bodiless.context() as patch:
            told, refused = asked_by(path, EXAMPLES[path], bound, f"os-{role}", patch)
        assert refused == (not may), (role, told)
    assert len(bound.store.audit(limit=10_000)) == before


def test_a_night_that_nobody_listed_backs_up_a_centre_whose_roles_bind(
    bound: Bound, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "os-of-the-night")
    line = ["--db", bound.url, "--as", "nightly", "backup", str(tmp_path / "last.sqlite")]
    result = CliRunner().invoke(app, line)
    assert result.exit_code == 0, result.exception
    again = ["--db", str(tmp_path / "back.sqlite"), "restore", str(tmp_path / "last.sqlite")]
    assert CliRunner().invoke(app, again).exit_code == 0
