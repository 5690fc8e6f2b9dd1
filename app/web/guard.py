"""What stands before Streamlit: headers, closed addresses, cookies, sign-ins that fail."""

import logging
import re
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

LOGIN, CALLBACK = "/auth/login", "/oauth2callback"
CLOSED = ("/_stcore/metrics", "/_stcore/agent")
"""Addresses of Streamlit that PeakShift has no use for and that would answer without sign-in."""

FAILED = "sign_in"
"""Query parameter that tells the first page why nobody is signed in."""

PAGE_COOKIE, PAGE_COOKIE_S = "peakshift_page", 900
"""Remembers the page asked for while its reader is at the provider [s]."""

BROWSER_COOKIE, BROWSER_COOKIE_S = "peakshift_browser", 31_536_000
"""Tells two people without sign-in apart, and finds drafts and runs again after a reload [s]."""

PAGE = re.compile(r"/[\w-]*(\?[^\\\s#]*)?", re.ASCII)
"""A page of ours with its query: one step deep, so that it can never name another host."""

HEADERS = {
    # Streamlit starts with one inline script and styles everything in place; charts compile
    # their expressions (unsafe-eval). Nothing comes from, or goes to, any other host.
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self'; worker-src 'self' blob:; frame-src 'self' blob:; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    # Own addresses only: the way to the provider remembers the page that was asked for.
    "Referrer-Policy": "same-origin",
}


class Guard:
    """Middleware around Streamlit's own.

    Parameters
    ----------
    always_secure
        Whether people reach the app by https only, as its `redirect_uri` says.
    named
        Gives a new browser's name: 32 hex digits.
    """

    def __init__(
        self,
        app: ASGIApp,
        always_secure: Callable[[], bool] = lambda: False,
        named: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        self.app = app
        self.always_secure = always_secure
        self.named = named

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on and finish its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = _Answer(scope, send, self.always_secure() or by_https(scope), self.named)
        if any(re.search(rf"{path}(/|$)", scope["path"]) for path in CLOSED):
            await PlainTextResponse("Not found", 404)(scope, receive, answer.send)
            return
        try:
            await self.app(scope, receive, answer.send)
        except Exception:
            if not scope["path"].endswith((LOGIN, CALLBACK)) or answer.begun:
                raise
            log.exception("sign-in failed: look at [auth] in secrets.toml")
            await RedirectResponse(f"/?{FAILED}=unreachable", 302)(scope, receive, answer.send)


class _Answer:
    """The answer on its way out.

    Parameters
    ----------
    secure
        Whether cookies may travel by https only.
    """

    def __init__(self, scope: Scope, send: Send, secure: bool, named: Callable[[], str]) -> None:
        self.scope, self._send, self.secure, self._named = scope, send, secure, named
        self.begun = self.replaced = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            message = self._finished(message)
        elif self.replaced:
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await self._send(message)

    def _finished(self, start: Message) -> Message:
        path: str = self.scope["path"]
        if path.endswith(LOGIN):
            start = self._leaving(start)
        elif path.endswith(CALLBACK):
            start = self._coming_back(start)
        if self._is_new_browser(start):
            cookie = f"{BROWSER_COOKIE}={self._named()}; Max-Age={BROWSER_COOKIE_S}"
            start = _with_cookie(start, cookie)
        headers = MutableHeaders(raw=list(start["headers"]))
        for name, value in HEADERS.items():
            headers[name] = value
        raw = [(n, self._cookie(v) if n == b"set-cookie" else v) for n, v in headers.raw]
        return {**start, "headers": raw}

    def _cookie(self, value: bytes) -> bytes:
        told = b"; secure" in value.lower()
        return value if told or not self.secure else value + b"; Secure"

    def _is_new_browser(self, start: Message) -> bool:
        """Whether a page goes to a browser that has no name yet."""
        a_page = Headers(raw=list(start["headers"])).get("content-type", "").startswith("text/html")
        return a_page and BROWSER_COOKIE not in Headers(scope=self.scope).get("cookie", "")

    def _leaving(self, start: Message) -> Message:
        """Off to the provider, with the page that was asked for; or back, if it is not there."""
        if start["status"] >= 400:
            return self._redirect(f"/?{FAILED}=unreachable")
        page = page_of(Headers(scope=self.scope).get("referer", ""))
        cookie = f"{PAGE_COOKIE}={page.encode().hex()}; Max-Age={PAGE_COOKIE_S}"
        return _with_cookie(start, cookie) if page != "/" else start

    def _coming_back(self, start: Message) -> Message:
        """To the page asked for; or to the first one, which says why it did not work."""
        query = parse_qs(self.scope["query_string"].decode("latin-1"))
        headers = MutableHeaders(raw=list(start["headers"]))
        if any(_signs_in(cookie) for cookie in headers.getlist("set-cookie")):
            headers["location"] = self._asked_for()
            start = {**start, "headers": headers.raw}
            return _with_cookie(start, f"{PAGE_COOKIE}=; Max-Age=0")
        if "error" in query:
            return self._redirect(f"/?{FAILED}=refused")
        if "state" in query and "code" in query:
            return self._redirect(f"/?{FAILED}=failed")
        return start

    def _asked_for(self) -> str:
        try:
            found = SimpleCookie(Headers(scope=self.scope).get("cookie", "")).get(PAGE_COOKIE)
            page = bytes.fromhex(found.value).decode() if found else "/"
        except (CookieError, ValueError):
            page = "/"
        return page if PAGE.fullmatch(page) else "/"

    def _redirect(self, to: str) -> Message:
        self.replaced = True
        headers = [(b"location", to.encode()), (b"content-length", b"0")]
        return {"type": "http.response.start", "status": 302, "headers": headers}


def page_of(address: str) -> str:
    """The page of ours that an address names, with its query; `/` where it names none."""
    parts = urlsplit(address)
    query = "&".join(p for p in parts.query.split("&") if not p.startswith(f"{FAILED}="))
    page = parts.path + (f"?{query}" if query else "")
    return page if PAGE.fullmatch(page) else "/"


def by_https(scope: Scope) -> bool:
    """Whether the browser asked by https, here or at a proxy before this app."""
    proxies = Headers(scope=scope).get("x-forwarded-proto", "")
    return scope.get("scheme") == "https" or proxies.split(",")[0].strip().lower() == "https"


def _signs_in(cookie: str) -> bool:
    return cookie.startswith("_streamlit_user=") and "max-age=0" not in cookie.lower()


def _with_cookie(start: Message, cookie: str) -> Message:
    header = (b"set-cookie", f"{cookie}; Path=/; HttpOnly; SameSite=lax".encode())
    return {**start, "headers": [*start["headers"], header]}
