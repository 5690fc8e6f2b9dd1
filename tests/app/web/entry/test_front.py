"""Several processes behind one address: who goes where, what is handed on, how they end."""

import asyncio
import gc
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import httpx
import pytest

from app.services.jobs.database import attended
from app.services.running.workers import plain_main
from app.web.entry.front import Front, handed_on, named_for, place_of
from app.web.guard import BROWSER_COOKIE
from tests import ROOT

HEAD = b"GET / HTTP/1.1\r\nHost: a.example\r\n%s\r\n"


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_a_new_browser_is_named_for_the_process_that_it_came_to(processes: int) -> None:
    for number in range(processes):
        assert place_of(named_for(number, processes), processes) == number


def a_front(processes: int = 3) -> Front:
    front = Front([["pages", str(i)] for i in range(processes)], ["jobs"])
    for place in front.places:
        place.ready.set()
    return front


def test_a_browser_stays_with_its_process_and_others_go_to_the_idlest() -> None:
    front = a_front()
    mine = HEAD % f"Cookie: a=b; {BROWSER_COOKIE}={named_for(1, 3)}; c=d\r\n".encode()
    assert {front.place_for(mine).name for _ in range(5)} == {"pages 2"}
    front.places[0].connections = 2
    front.places[1].connections = 1
    assert front.place_for(HEAD % b"").name == "pages 3"
    front.places[2].ready.clear()
    assert front.place_for(HEAD % b"").name == "pages 2", "one that does not run is the last"
    spoilt = HEAD % f"Cookie: {BROWSER_COOKIE}=../1\r\n".encode()
    assert front.place_for(spoilt).name == "pages 2", "a name that is none counts for nothing"


def test_a_request_is_the_only_one_of_its_connection_but_a_web_socket_stays() -> None:
    sent = handed_on(HEAD % b"Connection: keep-alive\r\nKeep-Alive: timeout=5\r\n", "127.0.0.1")
    assert sent == b"GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n"
    socket_ = HEAD % b"Upgrade: websocket\r\nConnection: Upgrade\r\n"
    assert handed_on(socket_, "::1") == socket_


def test_who_asks_from_elsewhere_is_told_on_after_what_they_say_of_themselves() -> None:
    sent = handed_on(HEAD % b"X-Forwarded-For: 127.0.0.1\r\n", "10.1.2.3")
    assert re.findall(rb"X-Forwarded-For: (.*)\r\n", sent) == [b"127.0.0.1", b"10.1.2.3"]


PAGES = """
import socket, sys
if "--behind" not in sys.argv:
    sys.stdin.read()
heard = socket.create_server(("127.0.0.1", int(sys.argv[-1])))
open_ = []
while True:
    one, _ = heard.accept()
    asked = one.recv(1000)
    one.sendall(b"HTTP/1.1 200 OK\\r\\n\\r\\n")
    one.close() if b"health" in asked else open_.append(one)
"""
"""Answers each request at once, and leaves the connection open as a page's web socket is."""


def complaints_of_a_front_that_ends() -> list[str]:
    """What is said of a front that ends while three browsers are connected."""
    complaints: list[str] = []

    async def lived() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, told: complaints.append(str(told)))
        command = [sys.executable, "-c", PAGES]
        front = Front([command], command)
        at: asyncio.Future[int] = loop.create_future()
        serving = asyncio.create_task(front.serve("127.0.0.1", 0, at.set_result))
        port = await asyncio.wait_for(at, 60)
        ends = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        for reader, writer in ends[1:]:  # the first says nothing yet
            writer.write(HEAD % b"Upgrade: websocket\r\n")
            assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        front._ending.set()
        await serving
        left = asyncio.all_tasks() - {asyncio.current_task()}
        complaints.extend(map(str, left))
        for _, writer in ends:
            writer.close()

    asyncio.run(lived())
    gc.collect()  # a task that is thrown away unfinished complains then
    return complaints


@pytest.mark.slow
def test_a_front_that_ends_with_browsers_connected_says_nothing_of_it() -> None:
    # It hears signals, so it needs a main thread; here a browser's loop may be going in that one.
    with plain_main(), ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        assert apart.submit(complaints_of_a_front_that_ends).result() == []


DIES_ONCE = """
import os, pathlib, socket, sys
if "--behind" not in sys.argv:
    sys.stdin.read()
died = pathlib.Path(sys.argv[1])
heard = socket.create_server(("127.0.0.1", int(sys.argv[-1])))
while True:
    one, _ = heard.accept()
    asked = one.recv(1000)
    if b"health" not in asked and not died.exists():
        died.touch()
        os._exit(1)
    one.sendall(b"HTTP/1.1 200 OK\\r\\n\\r\\n" + asked[:4])
    one.close()
"""
"""Dies over the first question; once back, it answers."""


def answers_of_one_that_dies(folder: Path) -> list[bytes]:
    """What a question and a deed get, a process each."""
    return [asyncio.run(answered(word, folder / word.decode())) for word in (b"GET", b"POST")]


async def answered(first: bytes, died: Path) -> bytes:
    """What a browser gets from a process that dies over its request."""
    command = [sys.executable, "-c", DIES_ONCE, str(died)]
    front = Front([command], command)
    place = front.places[0]
    keeping = asyncio.create_task(front._keep(place, dict(os.environ)))
    await asyncio.wait_for(place.ready.wait(), 60)
    server = await asyncio.start_server(front._takes, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
    writer.write(HEAD.replace(b"GET", first) % b"")
    got = await asyncio.wait_for(reader.read(), 60)
    front._ending.set()
    writer.close()
    server.close()
    await keeping
    return got


@pytest.mark.slow
def test_a_question_that_a_process_dies_over_is_asked_again_and_a_deed_is_not(
    tmp_path: Path,
) -> None:
    with plain_main(), ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        asked, done = apart.submit(answers_of_one_that_dies, tmp_path).result()
    assert asked.endswith(b"\r\n\r\nGET ")
    assert done.startswith(b"HTTP/1.1 502")
    assert b"look whether it was done" in done


@dataclass
class Served:
    """A front of two processes on a database of its own."""

    address: str
    process: "subprocess.Popen[bytes]"
    url: str

    def of_it(self) -> dict[int, str]:
        """The processes that it started, and their words."""
        found = {}
        for one in Path("/proc").glob("[0-9]*"):
            try:
                words = (one / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                parent = int((one / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue  # it ended just now
            if "app.web.entry.serve" in words and parent == self.process.pid:
                found[int(one.name)] = words
        return found


@pytest.fixture(scope="module")
def served(rostered_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    import shutil

    folder = tmp_path_factory.mktemp("front") / "own"
    shutil.copytree(rostered_once, folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = str(folder / "centre.sqlite")
    log = folder / "log"
    command = [sys.executable, "-m", "app.web.entry.serve", "--headless", "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--processes", "2"], cwd=ROOT, stdout=out, stderr=out,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PEAKSHIFT_DB": url},
        )  # fmt: skip
    try:
        yield Served(f"http://127.0.0.1:{port}", process, url)
    finally:
        process.kill()
        process.wait(30)
        print(log.read_text()[-3000:])


def until(said: object) -> None:
    """Wait for what a process does, not for seconds; a minute and a half is a failure."""
    end = time.monotonic() + 90
    while not said():  # type: ignore[operator]
        assert time.monotonic() < end, "it never came"
        time.sleep(0.2)


def answers(served: Served, path: str, name: str = "") -> httpx.Response:
    cookies = {BROWSER_COOKIE: name} if name else {}
    return httpx.get(served.address + path, cookies=cookies, timeout=120)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes as Linux has them")
def test_two_processes_serve_as_one_come_back_and_end_with_it(served: Served) -> None:
    until(lambda: served.process.poll() is None and len(served.of_it()) == 3)
    names = [named_for(number, 2) for number in (0, 1)]
    assert [answers(served, "/_stcore/health", name).status_code for name in names] == [200, 200]
    page = answers(served, "/")
    assert BROWSER_COOKIE in page.cookies
    assert page.headers["X-Frame-Options"] == "DENY"
    assert answers(served, "/api/v1/openapi.json").json()["info"]["title"] == "PeakShift"
    for name in names:  # one counts for both
        assert answers(served, "/api/v1/centre", name).status_code == 200
    said = answers(served, "/metrics", names[0]).text
    (line,) = [one for one in said.splitlines() if 'route="/centre"' in one and "_total" in one]
    assert line.endswith(" 2.0")
    until(lambda: attended(served.url))

    before = served.of_it()
    (second,) = [number for number, words in before.items() if "--place 1/2" in words]
    os.kill(second, signal.SIGKILL)
    assert answers(served, "/_stcore/health", names[0]).status_code == 200
    assert answers(served, "/_stcore/health", names[1]).status_code == 200, "it waits for it"
    now = served.of_it()
    assert len(now) == 3
    assert second not in now

    served.process.kill()  # nothing outlives it, however it ends
    until(lambda: not any(Path(f"/proc/{number}").is_dir() for number in now))
