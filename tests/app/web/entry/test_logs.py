"""With `PEAKSHIFT_LOG=json` every line of the server's log is a document."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import ROOT

pytestmark = pytest.mark.slow

FAILING = """
import logging, sys
from app.web.entry.serve import set_up_logs
set_up_logs()
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("app.x").exception("it failed for %s", "queue 热线")
"""


def test_an_error_is_one_document_with_its_traceback() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FAILING], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PEAKSHIFT_LOG": "json"}, check=True,
    )  # fmt: skip
    (line,) = ran.stderr.splitlines()
    found = json.loads(line)
    assert (found["level"], found["from"]) == ("ERROR", "app.x")
    assert found["message"] == "it failed for queue 热线"
    assert "ZeroDivisionError" in found["exc_info"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}", found["at"])


def test_streamlit_and_its_server_write_documents_too(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.web.entry.serve", "--headless", "--port", "0"],
            cwd=ROOT, stdout=out, stderr=out,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PEAKSHIFT_LOG": "json",
                 "PEAKSHIFT_DB": str(tmp_path / "x.sqlite")},
        )  # fmt: skip
    try:
        until = time.monotonic() + 60
        while "Application startup complete" not in log.read_text() and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    lines = [line for line in log.read_text().splitlines() if line.startswith("{")]
    assert "Application startup complete." in [json.loads(line)["message"] for line in lines]
    assert not re.search(r"^(INFO|WARNING|ERROR)", log.read_text(), re.M)
