"""The lines of curl in the main README, run as they stand against a server."""

import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette

from app.api.mount import Mounted
from app.services.jobs import worker
from data.export import write_staff
from data.store import documents
from tests import ROOT
from tests.app.api.conftest import an_interface
from tests.app.small_centre import FIRST_DAY, SmallCentre, history_csv

pytestmark = pytest.mark.heavy
MONDAY = "2025-08-11"
"""The small centre's history ends the day before."""


def lines() -> str:
    (block,) = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    return str(block)


@pytest.fixture
def address(small: SmallCentre) -> Iterator[str]:
    mounted = Mounted(small.url, alone=True)
    mounted._interface = an_interface(small.url)
    app = Starlette(routes=mounted.routes)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.05)
    assert worker.work_here(small.url)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()
    worker.close()
    mounted.close()


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
def test_the_readme_imports_forecasts_staffs_rosters_publishes_and_exports(
    address: str, small: SmallCentre, tmp_path: Path
) -> None:
    (tmp_path / "calls.csv").write_text(history_csv(FIRST_DAY, 70), encoding="utf-8")
    write_staff(small.context.store.load(documents.STAFF), tmp_path)
    script = lines().replace("http://127.0.0.1:8501", address).replace("2026-01-05", MONDAY)
    script = script.replace('"time_limit_s": 60', '"time_limit_s": 6')
    ran = subprocess.run(
        ["bash", "-euc", script], cwd=tmp_path, capture_output=True, text=True, timeout=900
    )
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-2000:]
    assert (tmp_path / "january.xlsx").read_bytes()[:2] == b"PK", ran.stdout[-3000:]
    (published,) = small.context.store.load_publications()
    assert published.why == "January plan"
