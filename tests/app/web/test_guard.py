"""What stands before Streamlit: cookies behind a proxy, the way back, closed addresses."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from app.web.guard import BROWSER_COOKIE, PAGE_COOKIE, Guard, page_of


async def login(request: Request) -> Response:
    if request.query_params.get("provider") == "broken":
        raise RuntimeError("no such module")
    down = request.query_params.get("provider") == "down"
    return PlainTextResponse("x", 400) if down else RedirectResponse("https://provider", 302)


async def callback(request: Request) -> Response:
    answer = RedirectResponse("/", 302)
    if request.query_params.get("code") == "good":
        answer.set_cookie("_streamlit_user", "wang", httponly=True)
    else:
        answer.delete_cookie("_streamlit_user")
    return answer


async def page(request: Request) -> Response:
    return HTMLResponse("<html></html>")


def a_browser(secure: bool = False) -> TestClient:
    routes = [
        Route("/auth/login", login),
        Route("/oauth2callback", callback),
        Route("/roster", page),
    ]
    guard = Middleware(Guard, always_secure=lambda: secure)
    app = Starlette(routes=routes, middleware=[guard])
    return TestClient(app, base_url="http://testserver", follow_redirects=False)


def test_each_browser_gets_a_name_once_and_scripts_cannot_read_it() -> None:
    first, second = a_browser(), a_browser()
    given = first.get("/roster").headers["set-cookie"]
    assert given.startswith(f"{BROWSER_COOKIE}=")
    assert "HttpOnly" in given
    assert "set-cookie" not in first.get("/roster").headers
    second.get("/roster")
    assert first.cookies[BROWSER_COOKIE] != second.cookies[BROWSER_COOKIE]


@pytest.mark.parametrize("proxy", ["https", "HTTPS, http"])
def test_a_cookie_is_secure_behind_a_proxy_with_tls(proxy: str) -> None:
    answer = a_browser().get(
        "/oauth2callback?code=good&state=s", headers={"X-Forwarded-Proto": proxy}
    )
    cookies = answer.headers.get_list("set-cookie")
    assert cookies
    assert all(cookie.endswith("; Secure") for cookie in cookies)


def test_a_cookie_is_secure_wherever_people_come_by_https() -> None:
    assert (
        "; Secure" in a_browser(secure=True).get("/oauth2callback?code=good").headers["set-cookie"]
    )
    assert "Secure" not in a_browser().get("/oauth2callback?code=good").headers["set-cookie"]


def back_at(referer: str) -> str:
    browser = a_browser()
    browser.get("/auth/login?provider=x", headers={"Referer": referer})
    return browser.get("/oauth2callback?code=good&state=s").headers["location"]


def test_sign_in_leads_to_the_page_asked_for() -> None:
    assert back_at("http://testserver/roster?roster=r-1") == "/roster?roster=r-1"
    assert back_at("http://testserver/?sign_in=failed") == "/"
    assert back_at("") == "/"


@pytest.mark.parametrize(
    "cookie",
    ["//evil.example", "/\\evil.example", "/a/../..//evil", "https://evil.example", "/x\r\ny: z"],
)
def test_no_cookie_leads_to_another_host(cookie: str) -> None:
    browser = a_browser()
    browser.cookies.set(PAGE_COOKIE, cookie.encode().hex())
    assert browser.get("/oauth2callback?code=good").headers["location"] == "/"
    assert page_of("http://testserver" + cookie) in ("/", page_of(cookie))


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("/auth/login?provider=down", "unreachable"),
        ("/auth/login?provider=broken", "unreachable"),
        ("/oauth2callback?error=access_denied&state=s", "refused"),
        ("/oauth2callback?code=bad&state=s", "failed"),
    ],
)
def test_a_sign_in_that_fails_says_so_on_the_first_page(address: str, reason: str) -> None:
    answer = a_browser().get(address)
    assert (answer.status_code, answer.headers["location"]) == (302, f"/?sign_in={reason}")
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_coming_back_from_signing_out_is_no_failure() -> None:
    assert a_browser().get("/oauth2callback").headers["location"] == "/"


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/metrics/", "/base/_stcore/metrics", "/_stcore/agent/mcp"]
)
def test_streamlits_own_doors_are_closed(path: str) -> None:
    answer = a_browser().get(path)
    assert answer.status_code == 404
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
