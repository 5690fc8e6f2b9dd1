"""`peakshift ui` says no to strangers unless told otherwise."""

import socket
from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from app.web.entry import front, serve


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[dict[str, Any]]:
    """Settings that the server would start with; nothing is started."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(st, "secrets", {})
    monkeypatch.setattr(front, "taken", lambda address, port: False)
    runs: list[dict[str, Any]] = []
    monkeypatch.setattr(st.App, "run", lambda self, config: runs.append(config))
    return runs


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "10.1.2.3", "planning.example.org", ""])
def test_other_machines_are_refused_without_sign_in(
    served: list[dict[str, Any]], address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert serve.serve(["--address", address]) == 1
    assert "--without-sign-in" in capsys.readouterr().err
    assert not served


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1", "127.0.0.7"])
def test_this_machine_needs_no_sign_in_and_answers_to_its_own_names_only(
    served: list[dict[str, Any]], address: str
) -> None:
    assert serve.serve(["--address", address]) == 0
    assert address in served[0]["server.allowedHosts"]


def test_who_says_so_is_served_without_sign_in(served: list[dict[str, Any]]) -> None:
    assert serve.serve(["--address", "0.0.0.0", "--without-sign-in", "--headless"]) == 0
    assert served[0]["server.headless"] is True


def test_with_sign_in_other_machines_are_welcome(
    served: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    auth = {"redirect_uri": "https://peakshift.example.org/oauth2callback"}
    monkeypatch.setattr(st, "secrets", {"auth": auth})
    assert serve.serve(["--address", "0.0.0.0"]) == 0
    assert served[0]["browser.serverAddress"] == "peakshift.example.org"


def test_a_secret_that_others_can_read_is_told(
    served: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(st, "secrets", {"auth": {}})
    (tmp_path / ".streamlit").mkdir()
    secrets = tmp_path / ".streamlit" / "secrets.toml"
    secrets.write_text("[auth]\n")
    secrets.chmod(0o644)
    serve.serve([])
    assert "chmod 600" in capsys.readouterr().err
    secrets.chmod(0o600)
    serve.serve([])
    assert "chmod" not in capsys.readouterr().err


def test_a_port_that_is_taken_is_said_with_a_way_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(st, "secrets", {})
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert serve.serve(["--port", str(port)]) == 1
    said = capsys.readouterr().err
    assert f"127.0.0.1:{port} cannot be opened" in said
    assert "--port" in said
    assert "opens on" not in said
