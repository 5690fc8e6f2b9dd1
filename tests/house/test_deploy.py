"""What stands in `deploy/` calls commands that exist, and closes off what it runs."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from app.cli.main import app
from app.cli.parts.later import loaded
from tests import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
CHART = DEPLOY / "helm" / "peakshift"


def commands() -> Iterator[tuple[str, list[str]]]:
    """Every call of `peakshift` under `deploy/`: where, and its words."""
    for unit in UNITS:
        for line in re.findall(r"(?:exec )?/opt/peakshift/.venv/bin/peakshift (.*)", _text(unit)):
            yield unit.name, shlex.split(line.rstrip("'").replace("$$(date +%%u)", "1"))
    compose = yaml.safe_load(_text(DEPLOY / "compose.yaml"))
    for name, service in compose["services"].items():
        if "command" in service:
            yield f"compose {name}", service["command"][1:]
    for file in (DEPLOY / "Dockerfile", *(CHART / "templates").iterdir()):
        for words in re.findall(r"\[\"?peakshift\"?, ([^\]]*)\]", _text(file)):
            yield file.name, [word.strip(' "') for word in words.split(",")]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("where", "words"), commands(), ids=lambda given: str(given)[:40])
def test_every_call_is_understood_by_the_command_line(where: str, words: list[str]) -> None:
    root: Any = typer.main.get_command(app)
    at = next(i for i, word in enumerate(words) if word in root.commands)
    with root.make_context("peakshift", words[: at + 1]) as call:
        command = loaded(root.commands[words[at]])
        assert command.make_context(words[at], words[at + 1 :], parent=call)


def test_all_that_runs_is_called_somewhere() -> None:
    called = {word for _, words in commands() for word in words}
    assert {"ui", "refresh", "backup"} <= called


@pytest.mark.parametrize("unit", [u for u in UNITS if u.suffix == ".service"], ids=lambda u: u.name)
def test_services_are_closed_off(unit: Path) -> None:
    settings = {
        "DynamicUser=yes", "ProtectSystem=strict", "NoNewPrivileges=yes", "UMask=0077",
        "StateDirectory=peakshift", "CapabilityBoundingSet=",
    }  # fmt: skip
    assert settings <= set(_text(unit).splitlines())


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_understands_every_line(unit: Path) -> None:
    ran = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True)
    ours = [line for line in ran.stderr.splitlines() if str(unit.name) in line]
    # The program itself is not installed there while a checkout is tested.
    assert not [line for line in ours if "is not executable" not in line]


def test_containers_hold_no_secret_and_no_right() -> None:
    compose = yaml.safe_load(_text(DEPLOY / "compose.yaml"))
    for name, service in compose["services"].items():
        values = service.get("environment", {}).items()
        assert not [
            k for k, v in values if "PASSWORD" in k and not str(v).startswith("/run/secrets")
        ]
        if name != "db":
            assert service["read_only"]
            assert service["cap_drop"] == ["ALL"]
            assert service["user"] == "10001"
    assert compose["services"]["app"]["ports"] == ["127.0.0.1:8501:8501"]


def test_the_chart_asks_for_values_that_it_names() -> None:
    values = yaml.safe_load(_text(CHART / "values.yaml"))
    for template in (CHART / "templates").iterdir():
        for path in re.findall(r"\.Values\.([\w.]+)", _text(template)):
            found = values
            for part in path.split("."):
                found = found[part]
            assert found
