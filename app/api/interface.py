"""The interface itself: every noun's routes in one FastAPI application, and its OpenAPI."""

import tempfile
import time
from contextlib import ExitStack
from importlib import import_module
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.parts.answers import Answer
from app.api.parts.callers import Caller, Entrance
from app.api.parts.endpoint import Desk
from app.api.parts.given import Sent
from app.api.parts.long import LongWork
from app.api.parts.meters import Meters
from app.api.parts.openapi import Document
from app.api.parts.problems import TooLarge, WrongWords, problem, problem_of
from app.api.parts.route import Route
from app.locale import best_match, catalogue
from data.files.text import named_alone
from data.model.language import speaking, tr
from data.store import Store

NOUNS = (
    "centre", "history", "day", "day_actions", "staff", "forecasts", "requirements", "rules",
    "rosters",
    "changes", "publications", "planning", "storms", "orders", "jobs", "access", "trail",
    "service_quality", "loops.seats", "loops.trace", "loops.quality",
)  # fmt: skip
"""Modules of `app.api.nouns`, in the order of the document; each has `TAG` and `ROUTES`."""
BASE = "/api/v1"
MOST_BYTES = 300 * 2**20
"""As files of history may be [B]."""
MOST_JSON = 20 * 2**20
MOST_FILES = 20


def routes() -> dict[str, tuple[Route, ...]]:
    """Every route, by the tag of its noun."""
    modules = (import_module(f"app.api.nouns.{name}") for name in NOUNS)
    return {module.TAG: module.ROUTES for module in modules}


class Interface:
    """The interface of one database; it is opened at the first request.

    Parameters
    ----------
    entrance
        Where it stands.
    """

    def __init__(self, entrance: Entrance) -> None:
        self.entrance = entrance
        self.meters = Meters()
        self._open = ExitStack()
        store = self._open.enter_context(Store.open(entrance.url))
        work = LongWork(entrance.url)
        self._open.callback(work.close)
        self.by_tag = routes()
        readers = {
            one.path: one for own in self.by_tag.values() for one in own if one.method == "GET"
        }
        self.desk = Desk(entrance, store, work, readers)
        self.app = self._application()

    def close(self) -> None:
        """Close every connection."""
        self._open.close()

    def _application(self) -> FastAPI:
        app = FastAPI(
            title="PeakShift", version=version("peakshift"), docs_url=None, redoc_url=None,
            openapi_url="/openapi.json",
        )  # fmt: skip
        document = Document(self.by_tag)
        for tag, own in self.by_tag.items():
            for route in own:
                app.add_api_route(
                    route.path,
                    self._endpoint(route),
                    methods=[route.method],
                    response_class=Response,
                    openapi_extra=document.operation(route),
                    status_code=202 if route.is_order else route.status,
                    summary=route.documentation[0],
                    description=route.documentation[1],
                    operation_id=_name_of(route),
                    tags=[tag],
                )
        app.add_exception_handler(HTTPException, _no_such_address)
        app.add_middleware(_WithSlashes)

        def openapi() -> dict[str, Any]:
            if not app.openapi_schema:
                bare = get_openapi(title=app.title, version=app.version, routes=app.routes)
                app.openapi_schema = document.finished(bare, BASE)
            return app.openapi_schema

        app.openapi = openapi  # type: ignore[method-assign]
        return app

    def _endpoint(self, route: Route) -> Any:
        async def endpoint(request: Request) -> Response:
            begun = time.monotonic()
            code = best_match(request.headers.get("accept-language"))
            with speaking(catalogue(code)):
                try:
                    answer = await self._answered(route, request)
                except Exception as error:  # every mistake is told as problem details, ours too
                    answer = problem_of(error, request.url.path)
            self.meters.note(route.method, route.path, answer.status, time.monotonic() - begun)
            sent = response(answer)
            sent.headers["Content-Language"], sent.headers["Vary"] = code, "Accept-Language"
            return sent

        return endpoint

    async def _answered(self, route: Route, request: Request) -> Answer:
        caller = caller_of(request)
        query = request.query_params.multi_items()
        path = {n: text.replace(_INSIDE, "/") for n, text in request.path_params.items()}
        if not route.takes_files:
            body = await _body(request, MOST_JSON) if route.has_body else b""
            if body:
                _refuse_other_than_json(caller)
            sent = Sent(path, query, body, headers=caller.headers)
            return await run_in_threadpool(self.desk.answer, route, caller, sent)
        with tempfile.TemporaryDirectory(prefix="peakshift-") as folder:
            await _take_files(request, Path(folder))
            sent = Sent(path, query, folder=Path(folder), headers=caller.headers)
            with named_alone(Path(folder)):
                return await run_in_threadpool(self.desk.answer, route, caller, sent)


_INSIDE = "\ue000"
"""Stands for a slash within an id while an address is looked up."""


class _WithSlashes:
    """Leaves `%2F` in an id what it is: a queue may be called `a/b`, which is no way to a `b`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        raw = scope.get("raw_path", b"").partition(b"?")[0].decode("latin-1")
        if "%2f" in raw.lower():
            parts = (unquote(part).replace("/", _INSIDE) for part in raw.split("/"))
            scope = {**scope, "path": "/".join(parts)}
        await self.app(scope, receive, send)


def caller_of(request: Request) -> Caller:
    """What a request tells of who sends it."""
    return Caller(request.client.host if request.client else "", dict(request.headers))


def response(answer: Answer) -> Response:
    """An answer on its way."""
    return Response(answer.body, answer.status, answer.headers)


def _name_of(route: Route) -> str:
    words = [part.strip("{}").replace("-", "_") for part in route.path.split("/") if part]
    return "_".join([route.method.lower(), *words])


async def _no_such_address(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException), "only these are handed here"
    if error.status_code == 405:
        said = tr("{method} is not possible here", method=request.method)
        answer = problem(405, "NotPossible", said, request.url.path)
        allow = (error.headers or {}).get("Allow", "")
        return response(Answer(405, answer.body, {**answer.headers, "allow": allow}))
    said = tr("there is no such address; GET {base}/openapi.json lists them", base=BASE)
    return response(problem(error.status_code, "NotFound", said, request.url.path))


def _refuse_other_than_json(caller: Caller) -> None:
    media = caller.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json" and not media.endswith("+json"):
        raise WrongWords(tr("send the body as JSON, and say so: `Content-Type: application/json`"))


async def _body(request: Request, most: int) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise TooLarge(tr("a body may have up to {most} MB", most=most // 2**20))
        parts.append(part)
    return b"".join(parts)


async def _take_files(request: Request, folder: Path) -> None:
    """Write the files of a form into a folder, under their names without any way to them."""
    _count_bytes(request)
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise WrongWords(tr("send the file as a form: `curl -F file=@FILE ...`"))
    try:
        form = await request.form(max_files=MOST_FILES, max_fields=0)
    except HTTPException as error:
        raise WrongWords(tr("the form cannot be read: {error}", error=error.detail)) from error
    for _, file in form.multi_items():
        if isinstance(file, UploadFile):
            with (folder / _own_name(file.filename or "")).open("wb") as written:
                while part := await file.read(2**20):
                    await run_in_threadpool(written.write, part)
    await form.close()


def _own_name(name: str) -> str:
    own = PurePosixPath(name.replace("\\", "/")).name
    if own in ("", ".", "..") or not own.isprintable() or len(own.encode()) > 200:
        raise WrongWords(tr("a file needs a plain name of up to 200 letters"))
    return own


def _count_bytes(request: Request) -> None:
    """Have a request refused once it has sent more than is read."""
    receive, size = request._receive, 0

    async def counting() -> Any:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > MOST_BYTES:
            raise TooLarge(tr("files may have up to {most} MB", most=MOST_BYTES // 2**20))
        return message

    request._receive = counting
