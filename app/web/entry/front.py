"""One address before several processes of the pages: a browser stays with the one it began with.

One Python process computes on one core at a time. Streamlit keeps a session, what was uploaded
and what can be downloaded in one process, so the name that the guard gives to a browser says which
one is its own. Bytes are handed on as they come: nothing but the head of a request is read.
"""

import asyncio
import errno
import ipaddress
import logging
import os
import re
import secrets
import signal
import socket
import sys
import tempfile
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from app.web.guard import BROWSER_COOKIE

log = logging.getLogger(__name__)

HERE = "127.0.0.1"
_NAME = re.compile(rb"\b%s=([0-9a-f]{32})\b" % BROWSER_COOKIE.encode())
_MOST_HEAD, _CHUNK = 2**16, 2**18
"""Longest head of a request, and most bytes handed on at a time [B]."""
_HEAD_S, _START_S, _LEAVE_S = 60.0, 90.0, 30.0
"""Patience with a browser that sends its head, a process that starts, and one that ends [s]."""
_LOOK_S, _AGAIN_S = 0.2, 2.0
_HEALTH = b"GET /_stcore/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
_NOT_NOW = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Retry-After: 5\r\nConnection: close\r\n\r\n"
    b"PeakShift is starting: try again in a few seconds.\n"
)
_UNKNOWN = (
    b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Connection: close\r\n\r\n"
    b"PeakShift ended before it answered: look whether it was done before you ask again.\n"
)

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def only_this_machine(address: str) -> bool:
    """Whether nobody but this machine can reach an address."""
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return address == "localhost"


def place_of(browser: str, processes: int) -> int:
    """Number of the process that a browser stays with."""
    return int(browser, 16) % processes


def named_for(number: int, processes: int) -> str:
    """A new browser's name, which leads to a process."""
    while place_of(name := uuid4().hex, processes) != number:
        pass
    return name


@dataclass
class Place:
    """One of the processes.

    Parameters
    ----------
    command
        What starts it, but for the port that it listens on.
    port
        Where it listens on this machine; 0 where nothing is to be handed to it.
    connections
        How many it has now [-].
    asked
        Count of all requests when it was asked last: of two alike, the other is next [-].
    """

    name: str
    command: Sequence[str]
    port: int = 0
    connections: int = 0
    asked: int = 0
    ready: asyncio.Event = field(default_factory=asyncio.Event)


class Front:
    """Starts the processes, starts those anew that die, and hands requests on to them.

    Parameters
    ----------
    pages
        Command of each process of the pages; ` --behind PORT` is added.
    jobs
        Command of the process that carries out jobs, so that no page waits for one.
    """

    def __init__(self, pages: Sequence[Sequence[str]], jobs: Sequence[str]) -> None:
        self.places = [Place(f"pages {i + 1}", command) for i, command in enumerate(pages)]
        self._jobs = Place("jobs", jobs)
        self._ending = asyncio.Event()
        self._answering: set[asyncio.Task[None]] = set()
        self._asked = 0

    async def serve(self, address: str, port: int, opened: Callable[[int], None]) -> None:
        """Serve until a signal comes; `opened` gets the port once a page can be asked for."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):  # Windows ends its processes by itself
                loop.add_signal_handler(number, self._ending.set)
        with tempfile.TemporaryDirectory(prefix="peakshift-") as folder:
            shared = {
                "PROMETHEUS_MULTIPROC_DIR": folder,
                "STREAMLIT_SERVER_COOKIE_SECRET": secrets.token_hex(32),
            }
            server = await asyncio.start_server(self._takes, address, port, limit=_MOST_HEAD)
            kept = [
                asyncio.create_task(self._keep(place, {**os.environ, **shared}))
                for place in (*self.places, self._jobs)
            ]
            first = asyncio.create_task(self.places[0].ready.wait())
            at = int(server.sockets[0].getsockname()[1])
            first.add_done_callback(lambda task: None if task.cancelled() else opened(at))
            await self._ending.wait()
            server.close()
            await _ended(first)
            await asyncio.gather(*kept)
            await _ended(*self._answering)

    # --- processes -------------------------------------------------------------------------------

    async def _keep(self, place: Place, environment: dict[str, str]) -> None:
        """Have a process run until the end."""
        ending = asyncio.create_task(self._ending.wait())
        while not self._ending.is_set():
            command = list(place.command)
            if place is not self._jobs:
                place.port = _free_port()
                command += ["--behind", str(place.port)]
            # In a group of its own, Ctrl-C does not reach it: this process ends it in order. What
            # ends with its standard input does not outlive this process however that ends.
            process = await asyncio.create_subprocess_exec(
                *command, env=environment, stdin=asyncio.subprocess.PIPE, start_new_session=True
            )
            starting = asyncio.create_task(self._until_ready(place))
            over = asyncio.create_task(process.wait())
            await asyncio.wait((over, ending), return_when=asyncio.FIRST_COMPLETED)
            place.ready.clear()
            await _ended(starting)
            if not over.done():
                process.terminate()
                with suppress(TimeoutError):
                    await asyncio.wait_for(asyncio.shield(over), _LEAVE_S)
            if not over.done():
                process.kill()
            await over
            if not self._ending.is_set():
                log.warning("%s ended with %s and is started anew", place.name, process.returncode)
                await asyncio.wait((ending,), timeout=_AGAIN_S)

    async def _until_ready(self, place: Place) -> None:
        while place.port:
            with suppress(OSError):
                reader, writer = await asyncio.open_connection(HERE, place.port)
                writer.write(_HEALTH)
                answer = await reader.read(64)
                writer.close()
                if b" 200 " in answer:
                    place.ready.set()
                    return
            await asyncio.sleep(_LOOK_S)

    # --- requests --------------------------------------------------------------------------------

    def _takes(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer a request in a task that is known here, so that the end ends it in order."""
        answering = asyncio.create_task(self._answer(reader, writer))
        self._answering.add(answering)
        answering.add_done_callback(self._answering.discard)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hand one request on, and what follows it; a web socket stays for its session."""
        try:
            async with asyncio.timeout(_HEAD_S):
                head = await reader.readuntil(b"\r\n\r\n")
            place = self.place_for(head)
            self._asked += 1
            place.connections, place.asked = place.connections + 1, self._asked
            try:
                await self._hand_on(place, handed_on(head, _peer(writer)), (reader, writer))
            finally:
                place.connections -= 1
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            log.debug("a connection ended early", exc_info=True)
        finally:
            writer.close()

    def place_for(self, head: bytes) -> Place:
        """The process of the browser that asks; of one without a name, the idlest."""
        if found := _NAME.search(head):
            return self.places[place_of(found[1].decode(), len(self.places))]
        return min(self.places, key=lambda p: (not p.ready.is_set(), p.connections, p.asked))

    async def _hand_on(self, place: Place, head: bytes, browser: Streams) -> None:
        """Hand a request to a process; one that dies over a question is asked again when back."""
        until = asyncio.get_running_loop().time() + _START_S
        gone = 0  # port of one that died: the kernel accepts for it while it does
        sent, most = 0, 2 if head.startswith((b"GET ", b"HEAD ")) else 1
        while sent < most:
            try:
                async with asyncio.timeout_at(until):
                    while place.port == gone:
                        await asyncio.sleep(_LOOK_S)
                    await place.ready.wait()
                    gone = place.port
                    process = await asyncio.open_connection(HERE, gone, limit=_CHUNK)
            except TimeoutError:
                browser[1].write(_NOT_NOW)
                return
            except OSError:
                continue
            sent += 1
            if await _exchanged(head, process, browser) or browser[0].at_eof():
                return
        browser[1].write(_UNKNOWN)


async def _exchanged(head: bytes, process: Streams, browser: Streams) -> int:
    """Hand on what both ends say until the process has said all; how much it said [B]."""
    try:
        process[1].write(head)
        asks = asyncio.create_task(_pour(browser[0], process[1], told=True))
        try:
            return await _pour(process[0], browser[1])
        finally:
            await _ended(asks)
    finally:
        process[1].close()


async def _ended(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks and wait until they are over: one that is left behind is complained of."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _pour(
    source: asyncio.StreamReader, target: asyncio.StreamWriter, *, told: bool = False
) -> int:
    """Hand on all that comes until either end is gone, and that it ended; its size [B]."""
    size = 0
    with suppress(OSError):
        while part := await source.read(_CHUNK):
            size += len(part)
            target.write(part)
            await target.drain()
        if told and target.can_write_eof():
            target.write_eof()
    return size


def handed_on(head: bytes, peer: str) -> bytes:
    """The head of a request as a process gets it.

    Parameters
    ----------
    peer
        Address of who asks. That of another machine is told on, after what was told before:
        each process believes this one, and takes the last one said for who asks.

    Notes
    -----
    A connection carries one request, unless it becomes a web socket: whatever comes after it
    belongs to it.
    """
    first, *lines = head[:-4].split(b"\r\n")
    names = [line.partition(b":")[0].strip().lower() for line in lines]
    kept = list(zip(names, lines, strict=True))
    if b"upgrade" not in names:
        kept = [(name, line) for name, line in kept if name not in (b"connection", b"keep-alive")]
        kept.append((b"", b"Connection: close"))
    if not only_this_machine(peer):
        kept.append((b"", b"X-Forwarded-For: " + peer.encode()))
    return b"\r\n".join([first, *(line for _, line in kept), b"", b""])


def _peer(writer: asyncio.StreamWriter) -> str:
    found = writer.get_extra_info("peername")
    return str(found[0]).partition("%")[0] if found else ""


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((HERE, 0))
        return int(free.getsockname()[1])


def serve(address: str, port: int, processes: int, options: Sequence[str], *, opens: bool) -> int:
    """Serve the pages from several processes until a signal comes; the exit code.

    Parameters
    ----------
    options
        Of every process.
    opens
        Whether a browser is opened.
    """
    command = [sys.executable, "-m", "app.web.entry.serve", *options, "--headless"]
    pages = [[*command, "--place", f"{number}/{processes}"] for number in range(processes)]
    front = Front(pages, [*command, "--only-jobs"])

    def opened(at: int) -> None:
        sys.stderr.write(f"PeakShift is open on http://{address}:{at} (Ctrl+C ends it)\n")
        if opens:
            webbrowser.open(f"http://{address}:{at}")

    try:
        asyncio.run(front.serve(address, port, opened))
    except OSError as error:
        sys.stderr.write(cannot_open(address, port, str(error)))
        return 1
    return 0


def taken(address: str, port: int) -> bool:
    """Whether some program listens there already."""
    try:
        found = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)
        with socket.socket(found[0][0], socket.SOCK_STREAM) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, os.name == "posix")
            tried.bind(found[0][4])
    except OSError as error:
        return error.errno == errno.EADDRINUSE  # what else is wrong is said by who listens
    return False


def cannot_open(address: str, port: int, why: str) -> str:
    """An address that is not to be had, and what to do."""
    return (
        f"Error: InvalidValue: {address}:{port} cannot be opened: {why}. Is PeakShift open there "
        f"already? Take another port with --port, such as --port {port + 1}\n"
    )
