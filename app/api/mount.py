"""Where the server of the pages takes the interface in: addresses, and how it ends.

Nothing of it is loaded before somebody asks: the pages start as quickly without it.
"""

import os
import re
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

if TYPE_CHECKING:
    from app.api.interface import Interface
    from app.api.parts.answers import Answer
    from app.api.parts.callers import Caller


class WholePaths(Mount):
    """Takes in a path with a line break too: that there is no such thing the interface says."""

    def __init__(self, path: str, app: ASGIApp) -> None:
        super().__init__(path, app)
        self.path_regex = re.compile(self.path_regex.pattern, re.DOTALL)


class Mounted:
    """The interface of a database, opened when it is first asked.

    Parameters
    ----------
    url
        Database of the centre.
    alone
        Whether only this machine reaches the server and nobody signs in.
    """

    def __init__(self, url: str, *, alone: bool) -> None:
        self._url, self._alone = url, alone
        self._lock = threading.Lock()
        self._interface: Interface | None = None

    @property
    def routes(self) -> list[BaseRoute]:
        """What is served beside the pages."""
        return [
            WholePaths("/api/v1", self._answer),
            Route("/feeds/{secret}.ics", self._feed, methods=["GET"]),
            Route("/metrics", self._metrics, methods=["GET"]),
            Route("/health", self._health, methods=["GET"]),
        ]

    def close(self) -> None:
        """Close every connection."""
        if self._interface is not None:
            self._interface.close()

    def _opened(self) -> "Interface":
        from app.api.interface import Interface
        from app.api.parts.callers import Entrance

        with self._lock:
            if self._interface is None:
                self._interface = Interface(
                    Entrance(self._url, self._alone, os.environ.get("PEAKSHIFT_USER", ""))
                )
            return self._interface

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        from app.api.interface import response
        from app.api.parts.problems import problem_of
        from data.model.errors import PeakShiftError

        try:
            interface = await run_in_threadpool(self._opened)
        except PeakShiftError as error:
            await response(problem_of(error, scope["path"]))(scope, receive, send)
            return
        await interface.app(scope, receive, send)

    async def _feed(self, request: Request) -> Response:
        from app.api.running import feed

        secret = request.path_params["secret"]
        return await self._one(request, lambda whole, caller: feed(whole, secret, caller))

    async def _metrics(self, request: Request) -> Response:
        from app.api.running import metrics

        return await self._one(request, metrics)

    async def _health(self, request: Request) -> Response:
        from app.api.running import health, unwell
        from data.model.errors import StoreUnavailable

        def ask() -> Any:
            try:
                return health(self._opened())
            except StoreUnavailable as error:
                return unwell(str(error))

        return await self._one(request, lambda whole, caller: ask(), opens=False)

    async def _one(
        self,
        request: Request,
        work: "Callable[[Any, Caller], Answer]",
        *,
        opens: bool = True,
    ) -> Response:
        from app.api.interface import caller_of, response
        from app.api.parts.problems import problem_of

        caller = caller_of(request)

        def answered() -> "Answer":
            try:
                return work(self._opened() if opens else None, caller)
            except Exception as error:  # told as problem details, like every other mistake
                return problem_of(error, request.url.path.partition("/feeds/")[0] or "/feeds")

        return response(await run_in_threadpool(answered))
